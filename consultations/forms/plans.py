"""What the dermatologist decides for one area."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.forms import ChoiceTicks, ChoiceTiles, DateField, PearlForm
from consultations.deciding import OverrideReason
from consultations.forms.texts import PlainText
from consultations.models import PlanLine

# Chosen like any method, and no key of one: keys have no hyphen. A form that says nothing chooses nothing.
NO_METHOD = "no-treatment"
LONGEST_COMMENT = 2000

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


class PlanForm(Ticked, forms.Form):
    """Any method, or none. `stopped` are the methods that need a second confirmation and a comment.

    `today` is the day at the site.
    """

    method = forms.ChoiceField(
        label=_("Method"),
        widget=ChoiceTiles(),
        error_messages={
            "required": _("Choose one of the methods, or no treatment."),
            "invalid_choice": _("Choose one of the methods, or no treatment."),
        },
    )
    variant = forms.ChoiceField(label=_("Kind"), required=False)
    add_on = forms.ChoiceField(label=_("Together with"), required=False)
    reasons = forms.MultipleChoiceField(
        label=_("Why not the suggestion? Choose one or more."),
        help_text=_("Needed when the plan differs from the suggestion."),
        choices=OverrideReason.choices,
        widget=ChoiceTicks(columns=True),
        required=False,
    )
    comment = PlainText(
        label=_("Comment"),
        help_text=_("Needed for “Other”, for a method that was stopped, and where a question is still open."),
        widget=forms.Textarea(attrs={"rows": 3}),
        longest=LONGEST_COMMENT,
        required=False,
    )
    follow_up_on = DateField(label=_("Next visit (optional)"), required=False)

    def __init__(
        self,
        *args: Any,
        methods: Choices,
        variants: Choices,
        hints: Mapping[str, str],
        limits: Sequence[tuple[str, str, frozenset[str]]] = (),
        ask_again: bool = False,
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["method"].choices = [*methods, (NO_METHOD, _("No treatment"))]
        self.fields["method"].widget.hints = dict(hints)
        self.fields["variant"].choices = variants
        self.fields["add_on"].choices = [("", _("Nothing else")), *methods]
        self.fields["follow_up_on"].earliest = today
        self.add_ticks([(code, text) for code, text, _methods in limits])
        self.limits_of = {code: methods for code, _text, methods in limits}
        if ask_again:
            self.fields["confirmed_twice"] = forms.BooleanField(
                label=_("I have read why this was stopped, and I choose it."), required=False
            )

    @staticmethod
    def initial_of(line: PlanLine) -> dict[str, Any]:
        """What was decided before, to be changed."""
        return {
            "method": line.method or NO_METHOD,
            "variant": f"{line.method}.{line.variant}" if line.variant else "",
            "add_on": line.add_on,
            "reasons": line.reasons,
            "comment": line.comment,
            "restrictions_ticked": line.restrictions_ticked,
            "follow_up_on": line.follow_up_on,
        }

    def clean(self) -> dict[str, Any]:
        """A kind belongs to its method."""
        cleaned = super().clean()
        method, _dot, _variant = cleaned.get("variant", "").partition(".")
        if method and method != cleaned.get("method"):
            self.add_error("variant", _("This kind belongs to another method. Choose again."))
        return cleaned

    def decision(self) -> dict[str, Any]:
        """What the service is asked to write. Ticks for methods that were not chosen are no part of it."""
        told = self.cleaned_data
        chosen = {told["method"], told["add_on"]}
        return {
            "method": "" if told["method"] == NO_METHOD else told["method"],
            "variant": told["variant"].partition(".")[2],
            "add_on": told["add_on"],
            "reasons": tuple(told["reasons"]),
            "comment": told["comment"],
            "confirmed_twice": told.get("confirmed_twice", False),
            "restrictions_ticked": tuple(code for code in self.ticked() if self.limits_of[code] & chosen),
            "follow_up_on": told["follow_up_on"],
        }
