"""The form of one method: what patients read about it, what staff read, and what a plan with it needs."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from crispy_forms.layout import Div, Fieldset
from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _

from clinic.forms import DateField, DateParts, WholeNumberField
from treatments.drafting import TEXT_BLOCKS
from treatments.editing.parts import Draft
from treatments.presenters import BLOCKS, IN_SHORT
from treatments.workbench.part_form import Values
from treatments.workbench.rules.rule_fields import ManyTicks
from treatments.workbench.texts.hints import A_PARAGRAPH, ONE_LINE, Hint, review_hints, source_hints
from treatments.workbench.texts.method_rows import PLAN, VARIANT, MethodRows
from treatments.workbench.words import LinesField, WordsForm

FILLED = ("during", "after")


class MethodForm(WordsForm):
    # What a page sends as "key" is its own.
    fields_of = {"key": "code"}

    def __init__(self, data: Any, *, draft: Draft, before: Values | None, today: date) -> None:
        super().__init__(data, draft=draft, before=before)
        self.today = today
        self.rows = MethodRows(self.languages)
        self._add_names()
        self._add_texts()
        self._add_for_staff()
        self.fields |= dict(self.rows.fields(data, before or {}))
        self.say_what_is_missing()

    @classmethod
    def initial_of(cls, values: Values) -> dict[str, Any]:
        found = {name: values.get(name, "") for name in ("term", "tie_rank", "evidence", "review_by")}
        found["sources"] = list(values.get("sources", ()))
        for block in TEXT_BLOCKS:
            found |= cls.shown(block, values.get(block))
        return found | cls.shown_lines("warn", values.get("warn", [])) | MethodRows.initial_of(values)

    def values(self) -> dict[str, Any]:
        sent, before = self.cleaned_data, self.before or {}
        values = dict(before) | {name: sent[name] for name in ("term", "tie_rank", "evidence")}
        values["key"] = before.get("key") or sent["code"]
        values |= {block: self.text(block) for block in TEXT_BLOCKS} | {"warn": self.lines("warn")}
        values["sources"] = in_order(sent["sources"], before.get("sources", ()))
        values["review_by"] = sent["review_by"].isoformat() if sent["review_by"] else ""
        return values | self.rows.values(sent)

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or self.cleaned_data
        for field, reason in self.rows.faults(sent):
            self.add_error(field, reason)
        return sent

    def field_at(self, place: tuple[str | int, ...]) -> str | None:
        return self.rows.field_at(place) or super().field_at(place)

    def typed_key(self) -> str:
        return str((self.before or {}).get("key") or self.typed("code"))

    def hints_of_part(self) -> Iterator[Hint]:
        known = {source.code: source for source in self.draft.document.sources}
        yield from source_hints(self["sources"].value() or (), known)
        yield from review_hints(day_typed(self, "review_by"), self.today.isoformat())

    def layout(self) -> tuple[object, ...]:
        names = ("code",) if "code" in self.fields else ()
        in_short = self.beside("name", "summary")
        return (
            Fieldset(_("In short"), *names, *in_short, "term"),
            Fieldset(_("What patients read"), *self.beside(*BLOCKS, "warn")),
            Fieldset(_("Facts"), *self.beside(*IN_SHORT)),
            Fieldset(_("For staff"), "evidence", "sources", "review_by", "tie_rank"),
            Fieldset(_("Variants"), *self._groups(VARIANT)),
            Fieldset(_("Details of the plan"), *self._groups(PLAN)),
        )

    def _groups(self, name: str) -> list[Div]:
        return [Div(*fields, css_class=f"part-row part-row--{name}") for fields in self.rows.names(self.fields, name)]

    def _add_names(self) -> None:
        if self.before is None:
            shape = RegexValidator(
                r"^[a-z][a-z0-9_]{0,59}\Z", _("Small letters, digits and _, beginning with a letter.")
            )
            words = _("Rules and visits know the method by it for ever. It cannot be changed later.")
            self.fields["code"] = forms.CharField(label=_("Key"), max_length=60, validators=[shape], help_text=words)
        self.add_words("name", _("Name, as patients read it"), rows=1)
        words = _("One line. Up to %(most)d characters read best.") % {"most": ONE_LINE}
        self.add_words("summary", _("Summary"), rows=2, advised=ONE_LINE, help_text=words)
        words = _("The word of the trade. Without one staff read the name.")
        self.fields["term"] = forms.CharField(
            label=_("Name for staff"), max_length=120, required=False, help_text=words
        )

    def _add_texts(self) -> None:
        for block, title in BLOCKS.items():
            self.add_words(block, str(title), rows=4, advised=A_PARAGRAPH, is_filled=block in FILLED)
        words = _("One in each line. Patients read them before they agree to the treatment.")
        own = {"rows": 6, "help_text": words, "required": False, "is_filled": True}
        self.add_words("warn", _("What may happen"), LinesField, **own)
        for block, title in IN_SHORT.items():
            self.add_words(block, str(title), rows=2, advised=ONE_LINE)

    def _add_for_staff(self) -> None:
        area = forms.Textarea({"rows": 3})
        self.fields["evidence"] = forms.CharField(label=_("Evidence"), widget=area, max_length=2000)
        choices = [(source.code, f"{source.code}: {source.title}") for source in self.draft.document.sources]
        ticks = forms.MultipleChoiceField(label=_("Sources"), choices=choices, widget=ManyTicks())
        self.fields["sources"] = ticks
        label = _("To be looked at again by")
        self.fields["review_by"] = DateField(label=label, required=False, widget=DateParts())
        ranks = [method.tie_rank for method in self.draft.document.methods]
        words = _("Where two methods score the same, the one with the smaller number leads: least lasting harm first.")
        rank = WholeNumberField(label=_("Rank when scores are equal"), least=0, most=1000, help_text=words)
        rank.initial = max(ranks, default=0) + 1
        self.fields["tie_rank"] = rank


def in_order(chosen: list[str], before: Any) -> list[str]:
    """What stood there before keeps its order; what is new comes after it."""
    kept = [code for code in before if code in chosen]
    return kept + [code for code in chosen if code not in kept]


def day_typed(form: forms.Form, name: str) -> str:
    """As the document writes it; empty while it is not a day."""
    bound = form[name]
    try:
        found = bound.field.clean(bound.value() if form.is_bound else bound.field.widget.decompress(bound.value()))
    except forms.ValidationError:
        return ""
    return found.isoformat() if found else ""
