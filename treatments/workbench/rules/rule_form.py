"""The form of one rule: the fields that its kind of rule has."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from crispy_forms.layout import Fieldset
from django import forms
from django.utils.translation import gettext as _

from clinic.forms.pearl import say_what_is_missing
from treatments.drafting import KINDS_OF_RULE
from treatments.editing.parts import Draft
from treatments.workbench.conditions.condition_buttons import is_sent_repeatedly
from treatments.workbench.conditions.condition_field import ConditionText
from treatments.workbench.conditions.vocabulary import Vocabulary
from treatments.workbench.part_form import PartForm, Values
from treatments.workbench.rules.rule_fields import MOST_UNDERS, RuleFields

UNDERS = ("relaxed_by", "final_under")
# What is changed in one cell of the table.
CELLS = {
    "when": ("when", "unless", "keys"),
    "methods": ("methods", "method"),
    "weight": ("weight",),
    "because": ("because",),
    "sources": ("sources",),
    "review_by": ("owner", "review_by"),
    "off": ("off",),
}
TICKED = ("methods", "second_confirmation", "keys", "sources")


class RuleForm(PartForm):
    def __init__(
        self, data: Any, *, draft: Draft, before: Values | None, effect: str, like: Values | None = None
    ) -> None:
        """`like` is a rule whose values a new one begins with, in their order."""
        self.effect, self.shown = effect, before or like
        self.kind = KINDS_OF_RULE[effect]
        self.vocabulary = Vocabulary(draft.document)
        super().__init__(data, draft=draft, before=before)
        if before is None and like is not None:
            self.initial |= {name: value for name, value in self.initial_of(like).items() if name != "code"}
        self.fields |= dict(self._fields(data))
        for field in self.fields.values():
            say_what_is_missing(field)

    @classmethod
    def initial_of(cls, values: Values) -> dict[str, Any]:
        found = {"off": False, "accepts_unknown": False} | dict(values)
        found["restricts"] = [
            f"{each['method']}:{variant}" for each in values.get("restricts", ()) for variant in each["variants"]
        ]
        for name in UNDERS:
            for number, under in enumerate(values.get(name, ())):
                found[f"{name}_{number}_under"] = f"{under['policy']}:{under['position']}"
                found[f"{name}_{number}_methods"] = under["methods"]
        if isinstance(values.get("label"), Mapping):
            found |= {f"label_{language}": text for language, text in values["label"].items()}
        return found

    def values(self) -> dict[str, Any]:
        sent = self.cleaned_data
        values = dict(self.before or {"effect": self.effect})
        own = [name for name in self.kind.model_fields if name in sent]
        values |= {name: sent[name] for name in own}
        values |= {name: in_order(values[name], (self.shown or {}).get(name, ())) for name in TICKED if name in own}
        if "review_by" in own:
            values["review_by"] = sent["review_by"].isoformat() if isinstance(sent["review_by"], date) else ""
        if "when_only_excluded_by" in own:
            values["when_only_excluded_by"] = sent["when_only_excluded_by"] or None
        if "restricts" in own:
            values["restricts"] = self._restrictions(sent["restricts"])
        if self.effect == "add_on" and self._label_fields[0] in sent:
            values["label"] = {name: sent[f"label_{name}"] for name in self._languages if sent[f"label_{name}"]}
        values |= {name: list(self._unders(name)) for name in UNDERS if f"{name}_0_under" in sent}
        return {name: value for name, value in values.items() if value is not None}

    def field_at(self, place: tuple[str | int, ...]) -> str | None:
        if len(place) > 1 and place[0] in UNDERS:
            return f"{place[0]}_{place[1]}_under"
        if place and place[0] == "label" and self.effect == "add_on":
            return f"label_{place[1]}" if len(place) > 1 else f"label_{self._languages[0]}"
        if place and place[0] in UNDERS:
            return f"{place[0]}_0_under"
        return super().field_at(place)

    @staticmethod
    def words_of(field: forms.Field, value: Any) -> str:
        """Ticks are compared whatever their order."""
        if isinstance(field, forms.MultipleChoiceField):
            value = [key for key, _label in field.choices if key in (value or ())]
        return PartForm.words_of(field, value)

    def layout(self) -> tuple[object, ...]:
        groups = (
            ("", ("code",)),
            (_("When it fires"), ("when", "unless", "when_only_excluded_by")),
            (_("Then"), ("keys", "accepts_unknown", "methods", "method", "weight", "restricts")),
            (_("Why"), ("label", *self._label_fields, "because", "sources")),
            (_("Overriding"), ("second_confirmation", *self._under_fields("final_under"))),
            (_("Policies that spare methods"), tuple(self._under_fields("relaxed_by"))),
            (_("Who looks after it"), ("owner", "review_by", "off")),
        )
        found = [(title, [name for name in names if name in self.fields]) for title, names in groups]
        return tuple(
            Fieldset(title, *names, css_class="field-group") if title else names[0] for title, names in found if names
        )

    def names_sent_repeatedly(self) -> set[str]:
        """The ticks inside the rows of a condition."""
        return set(filter(is_sent_repeatedly, self.data))

    @property
    def _languages(self) -> tuple[str, ...]:
        return self.draft.document.languages

    @property
    def _label_fields(self) -> tuple[str, ...]:
        return tuple(f"label_{language}" for language in self._languages)

    def _under_fields(self, name: str) -> list[str]:
        return [field for field in self.fields if field.startswith(f"{name}_")]

    def _fields(self, data: Any) -> Iterator[tuple[str, forms.Field]]:
        makers = RuleFields(self.draft, self.vocabulary, self.shown or {}, self.effect)
        if self.before is None:
            yield "code", makers.code()
        for name in self.kind.model_fields:
            if name in UNDERS:
                yield from makers.unders(name, data)
            elif name == "label" and self.effect == "add_on":
                yield from makers.labels()
            elif name not in ("effect", "code"):
                yield name, getattr(makers, name)()

    def _restrictions(self, chosen: Sequence[str]) -> list[dict[str, Any]]:
        before = self.initial_of(self.shown or {})["restricts"]
        found: dict[str, list[str]] = {}
        for each in in_order(chosen, before):
            method, variant = each.split(":", 1)
            found.setdefault(method, []).append(variant)
        return [{"method": method, "variants": variants} for method, variants in found.items()]

    def _unders(self, name: str) -> Iterator[dict[str, Any]]:
        before = (self.shown or {}).get(name, ())
        for number in range(MOST_UNDERS):
            chosen, methods = (
                self.cleaned_data.get(f"{name}_{number}_under"),
                self.cleaned_data.get(f"{name}_{number}_methods"),
            )
            if chosen:
                policy, position = chosen.split(":", 1)
                old = before[number]["methods"] if number < len(before) else ()
                yield {"policy": policy, "position": position, "methods": in_order(methods or [], old)}


class CellForm(RuleForm):
    """What one cell of the table shows of a rule; conditions as text alone."""

    def __init__(self, data: Any, *, draft: Draft, before: Values, effect: str, cell: str) -> None:
        super().__init__(data, draft=draft, before=before, effect=effect)
        names = [name for name in CELLS[cell] if name in self.fields]
        self.fields = {name: self.fields[name] for name in names}
        for name in {"when", "unless"}.intersection(names):
            required = self.fields[name].required
            self.fields[name] = ConditionText(name, self.vocabulary, required=required)

    def layout(self) -> tuple[object, ...]:
        return tuple(self.fields)


def in_order(chosen: Sequence[str], before: Sequence[str]) -> list[str]:
    """As it was written, with what is new after it: ticks come in the order of the page."""
    return [*(each for each in before if each in chosen), *(each for each in chosen if each not in before)]
