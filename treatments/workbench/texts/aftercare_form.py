"""The form of one aftercare step: for whom, when, what kind, and its words."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from crispy_forms.layout import Div, Fieldset
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.forms import ChoiceTicks, ChoiceTiles, DateField, DateParts
from treatments.editing.parts import Draft
from treatments.engine.documents import AftercareStep
from treatments.wording import Wording
from treatments.workbench.conditions.condition_field import ConditionField
from treatments.workbench.conditions.vocabulary import Vocabulary
from treatments.workbench.part_form import Values
from treatments.workbench.rules.rule_fields import ManyTicks
from treatments.workbench.texts.hints import A_STEP, Hint, review_hints, source_hints
from treatments.workbench.texts.method_form import day_typed, in_order
from treatments.workbench.words import WordsForm

KINDS = {
    "do": (gettext_lazy("To do"), gettext_lazy("What the patient does.")),
    "avoid": (gettext_lazy("To avoid"), gettext_lazy("What the patient leaves for now.")),
    "normal": (gettext_lazy("Normal"), gettext_lazy("What may be seen or felt, and is fine.")),
    "call": (gettext_lazy("To call about"), gettext_lazy("Stands in the box with the phone number.")),
}
CODE = re.compile(r"([A-Z]{2}-[A-Z]?)([0-9]{1,3})")
FURTHEST = 3650


class DayField(forms.CharField):
    """A number of days; before the treatment it has a minus."""

    def to_python(self, value: Any) -> int | None:
        text = str(value or "").strip().replace("−", "-")
        if not text:
            return None
        if not re.fullmatch(r"-?[0-9]{1,4}", text, re.ASCII) or abs(int(text)) > FURTHEST:
            raise ValidationError(_("Use a whole number of days, for example 7, or -7 for a week before."))
        return int(text)


class AftercareForm(WordsForm):
    def __init__(
        self, data: Any, *, draft: Draft, before: Values | None, today: date, like: Values | None = None
    ) -> None:
        """`like` is what a new one begins with."""
        super().__init__(data, draft=draft, before=before)
        self.today, self.shown_first = today, before or like or {}
        self.wording = Wording(draft.document)
        if before is None:
            self.initial |= self.initial_of(like or {}) | {
                "code": free_code(draft, self.shown_first.get("methods", []))
            }
        self._add_for_whom()
        self._add_when()
        self._add_what()
        self._add_for_staff()
        self.say_what_is_missing()

    @classmethod
    def initial_of(cls, values: Values) -> dict[str, Any]:
        found = {name: values.get(name, "") for name in ("code", "variant", "kind", "when", "topic", "review_by")}
        found |= {name: values.get(name) for name in ("from_day", "to_day")}
        found |= {"methods": list(values.get("methods", ())), "sources": list(values.get("sources", ()))}
        found["urgent"] = bool(values.get("urgent"))
        return found | cls.shown("text", values.get("text")) | cls.shown("timing", values.get("timing"))

    def values(self) -> dict[str, Any]:
        sent, before = self.cleaned_data, self.before or {}
        values = dict(before) | {name: sent[name] for name in ("kind", "urgent", "when", "topic")}
        values |= {"code": before.get("code") or sent["code"], "text": self.text("text")}
        values |= {name: sent[name] for name in ("from_day", "to_day")}
        values |= {"variant": sent["variant"] or None, "timing": self.text("timing") or None}
        values["methods"] = in_order(sent["methods"], before.get("methods", ()))
        values["sources"] = in_order(sent["sources"], before.get("sources", ()))
        values["review_by"] = sent["review_by"].isoformat() if sent["review_by"] else ""
        return {name: value for name, value in values.items() if value is not None}

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or self.cleaned_data
        first, last = sent.get("from_day"), sent.get("to_day")
        if last is not None and (first is None or last < first):
            self.add_error("to_day", _("The last day comes before the first, or there is no first day."))
        if sent.get("urgent") and sent.get("kind") not in (None, "call"):
            self.add_error("urgent", _("Only what is to call about can be urgent."))
        return sent

    def hints_of_part(self) -> Iterator[Hint]:
        known = {source.code: source for source in self.draft.document.sources}
        yield from source_hints(self["sources"].value() or (), known)
        yield from review_hints(day_typed(self, "review_by"), self.today.isoformat())

    def step(self, language: str) -> AftercareStep:
        """What is typed, as a step to be looked at; what is half done is left out."""
        timing = self.typed(f"timing-{language}").strip()
        return AftercareStep.model_construct(
            code=self.typed("code"),
            methods=(),
            from_day=self._typed_day("from_day"),
            to_day=self._typed_day("to_day"),
            timing={language: timing} if timing else None,
            kind=self.typed("kind") if self.typed("kind") in KINDS else "do",
            urgent=bool(self["urgent"].value()) and self.typed("kind") == "call",
            text={language: self.typed(f"text-{language}").strip()},
        )

    def layout(self) -> tuple[object, ...]:
        names = ("code",) if "code" in self.fields else ()
        return (
            Fieldset(_("What it says"), *names, "kind", *self.beside("text"), "urgent"),
            Fieldset(_("When"), Div("from_day", "to_day", css_class="part-row"), *self.beside("timing")),
            Fieldset(_("For whom"), "methods", "variant", "when"),
            Fieldset(_("For staff"), "topic", "sources", "review_by"),
        )

    def _typed_day(self, name: str) -> int | None:
        try:
            return self.fields[name].clean(self.typed(name))
        except ValidationError:
            return None

    def _add_for_whom(self) -> None:
        if self.before is None:
            shape = RegexValidator(
                r"^[A-Z]{2}-[A-Z]?[0-9]{1,3}\Z", _("Two letters, a hyphen, a number: for example AB-12.")
            )
            self.fields["code"] = forms.CharField(label=_("Code"), max_length=20, validators=[shape])
        methods = self.draft.document.methods
        choices = [(method.key, method.term or self.wording.text(method.name)) for method in methods]
        words = _("None: it is for a place that is not treated.")
        ticks = ChoiceTicks(columns=True)
        self.fields["methods"] = forms.MultipleChoiceField(
            label=_("Methods"), choices=choices, required=False, widget=ticks, help_text=words
        )
        names = dict(choices)
        kinds = [
            (variant.key, f"{names[method.key]}: {self.wording.text(variant.name)}")
            for method in methods
            for variant in method.variants
        ]
        self.fields["variant"] = forms.ChoiceField(
            label=_("Only with this variant"), choices=[("", _("With every variant")), *kinds], required=False
        )
        label = _("Only for patients for whom this holds")
        self.fields["when"] = ConditionField("when", Vocabulary(self.draft.document), label=label, required=False)

    def _add_when(self) -> None:
        words = _("Days after the treatment; 0 is the day itself. Empty: it always holds.")
        self.fields["from_day"] = DayField(label=_("From day"), required=False, help_text=words)
        words = _("Empty: from then on.")
        self.fields["to_day"] = DayField(label=_("To day"), required=False, help_text=words)
        words = _("Said instead of the dates, where days cannot say it.")
        self.add_words("timing", _("When, in words"), rows=1, required=False, is_filled=True, help_text=words)

    def _add_what(self) -> None:
        choices = [(kind, label) for kind, (label, _hint) in KINDS.items()]
        hints = {kind: str(hint) for kind, (_label, hint) in KINDS.items()}
        tiles = ChoiceTiles(columns=True, hints=hints)
        self.fields["kind"] = forms.ChoiceField(label=_("Kind"), choices=choices, widget=tiles)
        self.add_words("text", _("What the patient reads"), rows=3, advised=A_STEP, is_filled=True)
        label = _("Urgent: stands apart in the box, as “Do not wait”, and on every sheet")
        self.fields["urgent"] = forms.BooleanField(label=label, required=False)

    def _add_for_staff(self) -> None:
        words = _("Of steps of one kind and topic only the one that lasts longest is said.")
        self.fields["topic"] = forms.CharField(label=_("Topic"), max_length=60, required=False, help_text=words)
        choices = [(source.code, f"{source.code}: {source.title}") for source in self.draft.document.sources]
        self.fields["sources"] = forms.MultipleChoiceField(label=_("Sources"), choices=choices, widget=ManyTicks())
        label = _("To be looked at again by")
        self.fields["review_by"] = DateField(label=label, required=False, widget=DateParts())


def free_code(draft: Draft, methods: list[str]) -> str:
    """The next free number as the steps of this method are numbered, or as the first of all is."""
    codes = [step.code for step in draft.document.aftercare]
    mine = [step.code for step in draft.document.aftercare if set(methods) & set(step.methods)]
    found = CODE.fullmatch([*mine, *codes, "AF-00"][0])
    begin, number = (found[1], int(found[2])) if found else ("AF-", 0)
    return next((code for each in range(number + 1, 1000) if (code := f"{begin}{each:02d}") not in codes), "")
