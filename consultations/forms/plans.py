"""What the dermatologist decides for one area."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.utils import ErrorDict
from django.utils.translation import gettext_lazy as _

from clinic.forms import ChoiceTicks, DateField, PearlForm
from consultations.deciding import OverrideReason
from consultations.forms.plan_details import PlanDetailsForm
from consultations.forms.texts import PlainText
from consultations.models import PlanLine
from consultations.models.consultation import WithoutMethod

# Chosen like any method, and no key of one: keys have no hyphen. A form that says nothing chooses nothing.
NO_METHOD = "no-treatment"
LONGEST_COMMENT, LONGEST_OWN_WORDS = 2000, 1000

Choices = Sequence[tuple[str, str]]


class Ticked(PearlForm):
    """Cautions that limit how a method may be used: each is ticked by the person who decides."""

    def add_ticks(self, limits: Choices) -> None:
        if limits:
            self.fields["restrictions_ticked"] = forms.MultipleChoiceField(
                label=_("This method may only be used like this. Tick what you will keep to."),
                choices=limits,
                widget=ChoiceTicks(),
                required=False,
            )

    def ticked(self) -> tuple[str, ...]:
        return tuple(self.cleaned_data.get("restrictions_ticked", ()))


class AgreeForm(Ticked, forms.Form):
    """Agreeing with a suggestion. It comes before the plan form: what was suggested is not asked again."""

    def __init__(self, *args: Any, limits: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_ticks(limits)


@dataclass(frozen=True, slots=True)
class Choice:
    """What was picked before the page was opened: a method, what is done without one, or no treatment at all."""

    method: str = ""
    without_method: str = ""

    @classmethod
    def of(cls, said: Mapping[str, str], methods: Collection[str]) -> "Choice | None":
        """None where nothing was picked, or two things."""
        method, instead = said.get("method", ""), said.get("instead", "")
        if method and instead:
            return None
        if method in methods:
            return cls(method)
        if instead in WithoutMethod.values:
            return cls("", instead)
        return cls() if method == NO_METHOD else None

    @classmethod
    def of_line(cls, line: PlanLine | None) -> "Choice | None":
        return cls(line.method, line.without_method) if line else None

    @property
    def fields(self) -> dict[str, str]:
        """As the page sends it again."""
        return {"instead": self.without_method} if self.without_method else {"method": self.method or NO_METHOD}


@dataclass(frozen=True, slots=True)
class Offered:
    """What goes with the choice. `limits` are code, words, and the methods a restriction is for; `rules` those that
    may be found wrong. `needs_comment` says why there has to be one.
    """

    variants: Choices = ()
    add_ons: Choices = ()
    limits: Sequence[tuple[str, str, frozenset[str]]] = ()
    rules: Choices = ()
    needs_reason: bool = False
    needs_comment: str = ""


class PlanForm(Ticked, forms.Form):
    """`details` are the fields of the method. `today` is the day at the site."""

    own_words = PlainText(
        label=_("What is done, in your own words"),
        widget=forms.Textarea(attrs={"rows": 3}),
        longest=LONGEST_OWN_WORDS,
        error_messages={"required": _("Write in your own words what is done.")},
    )
    variant = forms.ChoiceField(label=_("Kind"), required=False)
    add_on = forms.ChoiceField(label=_("Together with"), required=False)
    reasons = forms.MultipleChoiceField(
        label=_("Why? Choose one or more"),
        choices=OverrideReason.choices,
        widget=ChoiceTicks(columns=True),
        error_messages={"required": _("Choose at least one reason for not following the suggestion.")},
    )
    doubted = forms.MultipleChoiceField(
        label=_("Which rule? Leave it open if you are not sure."), widget=ChoiceTicks(), required=False
    )
    comment = PlainText(
        label=_("Comment"), widget=forms.Textarea(attrs={"rows": 3}), longest=LONGEST_COMMENT, required=False
    )
    follow_up_on = DateField(label=_("Next visit (optional)"), required=False)
    confirmed_twice = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        choice: Choice,
        offered: Offered,
        details: PlanDetailsForm,
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.choice, self.offered, self.details = choice, offered, details
        self.fields["variant"].choices = [("", _("Not settled")), *offered.variants]
        self.fields["add_on"].choices = [("", _("Nothing else")), *offered.add_ons]
        self.fields["doubted"].choices = offered.rules
        self.fields["follow_up_on"].earliest = today
        self.add_ticks([(code, text) for code, text, _methods in offered.limits])
        for name in self._not_asked():
            del self.fields[name]
        self.fields["reasons"].required = offered.needs_reason
        self.fields["comment"].required = bool(offered.needs_comment)
        self.fields["comment"].error_messages["required"] = offered.needs_comment

    def _not_asked(self) -> list[str]:
        asked = {
            "own_words": self.choice.without_method == WithoutMethod.SOMETHING_ELSE,
            "variant": bool(self.offered.variants),
            "add_on": bool(self.offered.add_ons),
            "doubted": len(self.offered.rules) > 1,
        }
        return [name for name, is_asked in asked.items() if not is_asked]

    @property
    def errors(self) -> ErrorDict:
        """With those of the details: what is wrong there is wrong here."""
        theirs = {self.details.add_prefix(name): found for name, found in self.details.errors.items()}
        return ErrorDict({**super().errors, **theirs})

    def __iter__(self) -> Iterator[BoundField]:
        yield from super().__iter__()
        yield from self.details

    @staticmethod
    def initial_of(line: PlanLine) -> dict[str, Any]:
        """What was decided before, to be changed."""
        kept = ("variant", "add_on", "own_words", "reasons", "doubted", "comment", "restrictions_ticked")
        return {name: getattr(line, name) for name in (*kept, "follow_up_on")}

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if OverrideReason.OTHER in told.get("reasons", ()) and not (told.get("comment") or "comment" in self._errors):
            self.add_error("comment", _("Say in the comment what the other reason is."))
        return told

    def decision(self) -> dict[str, Any]:
        """What the service is asked to write. Ticks for methods that were not chosen are no part of it."""
        told = self.cleaned_data
        chosen = {self.choice.method, told.get("add_on", "")}
        limits = {code: methods for code, _text, methods in self.offered.limits}
        return {
            "method": self.choice.method,
            "without_method": self.choice.without_method,
            "own_words": told.get("own_words", ""),
            "variant": told.get("variant", ""),
            "add_on": told.get("add_on", ""),
            "details": self.details.details(),
            "reasons": tuple(told["reasons"]),
            "doubted": self._doubted(),
            "comment": told["comment"],
            "confirmed_twice": told["confirmed_twice"],
            "restrictions_ticked": tuple(code for code in self.ticked() if limits[code] & chosen),
            "follow_up_on": told["follow_up_on"],
        }

    def _doubted(self) -> tuple[str, ...]:
        """The only rule there is, is the one that was meant."""
        if OverrideReason.RULE_IS_WRONG not in self.cleaned_data["reasons"]:
            return ()
        rules = [code for code, _because in self.offered.rules]
        return tuple(rules) if len(rules) == 1 else tuple(self.cleaned_data.get("doubted", ()))
