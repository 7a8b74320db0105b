"""The forms of a source, and of a question on which experts disagree."""

from typing import Any

from crispy_forms.layout import Fieldset
from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _

from clinic.forms import ChoiceTiles
from clinic.forms.pearl import say_what_is_missing
from treatments.editing.parts import Draft
from treatments.presenters import GRADES
from treatments.workbench.part_form import PartForm, Values
from treatments.workbench.rules.rule_fields import ManyTicks
from treatments.workbench.texts.method_form import in_order

LONGEST = 2000


class SourceForm(PartForm):
    title = forms.CharField(max_length=LONGEST, widget=forms.Textarea({"rows": 2}))
    address = forms.CharField(max_length=LONGEST, required=False)
    grade = forms.ChoiceField(choices=tuple(GRADES.items()), widget=ChoiceTiles())

    def __init__(self, data: Any, *, draft: Draft, before: Values | None) -> None:
        super().__init__(data, draft=draft, before=before)
        self.fields["title"].label, self.fields["grade"].label = _("Title"), _("How far it can be relied on")
        self.fields["address"].label = _("Address")
        self.fields["address"].help_text = _("On the web. Several: with a blank and a semicolon between them.")
        if before is None:
            words = _("Capital letters, digits and hyphens, up to 20. Rules name it for ever.")
            shape = RegexValidator(r"^[A-Z0-9][A-Z0-9-]{0,19}\Z", words)
            code = forms.CharField(label=_("Code"), max_length=20, validators=[shape], help_text=words)
            self.fields = {"code": code} | self.fields
            say_what_is_missing(code)

    @classmethod
    def initial_of(cls, values: Values) -> dict[str, Any]:
        return {name: values.get(name, "") for name in ("code", "title", "address", "grade")}

    def values(self) -> dict[str, Any]:
        sent, before = self.cleaned_data, self.before or {}
        values = dict(before) | {name: sent[name].strip() for name in ("title", "address", "grade")}
        return values | {"code": before.get("code") or sent["code"]}


class PolicyForm(PartForm):
    """The positions there are stay: rules refer to them. What they say and which one is taken can change."""

    def __init__(self, data: Any, *, draft: Draft, before: Values) -> None:
        super().__init__(data, draft=draft, before=before)
        self.fields["name"] = forms.CharField(label=_("Question"), max_length=LONGEST)
        hints = {position["value"]: position["says"] for position in before["positions"]}
        choices = [(value, value.replace("_", " ")) for value in hints]
        label = _("Position that this clinic takes")
        self.fields["chosen"] = forms.ChoiceField(label=label, choices=choices, widget=ChoiceTiles(hints=hints))
        label = _("The clinic may change it")
        self.fields["switchable"] = forms.BooleanField(label=label, required=False)
        sources = [(source.code, f"{source.code}: {source.title}") for source in draft.document.sources]
        for number, _position in enumerate(before["positions"]):
            area = forms.Textarea({"rows": 3})
            self.fields[f"says-{number}"] = forms.CharField(label=_("What it says"), max_length=LONGEST, widget=area)
            ticks = forms.MultipleChoiceField(label=_("Sources"), choices=sources, widget=ManyTicks())
            self.fields[f"sources-{number}"] = ticks
        for field in self.fields.values():
            say_what_is_missing(field)

    @classmethod
    def initial_of(cls, values: Values) -> dict[str, Any]:
        found = {name: values.get(name) for name in ("name", "chosen", "switchable")}
        for number, position in enumerate(values["positions"]):
            found |= {f"says-{number}": position["says"], f"sources-{number}": list(position["sources"])}
        return found

    def values(self) -> dict[str, Any]:
        sent, before = self.cleaned_data, self.before or {}
        positions = [
            position
            | {
                "says": sent[f"says-{number}"].strip(),
                "sources": in_order(sent[f"sources-{number}"], position["sources"]),
            }
            for number, position in enumerate(before["positions"])
        ]
        own = {"name": sent["name"].strip(), "chosen": sent["chosen"], "switchable": sent["switchable"]}
        return dict(before) | own | {"positions": positions}

    def clean(self) -> dict[str, Any]:
        sent, before = super().clean() or self.cleaned_data, self.before or {}
        is_other = sent.get("chosen") not in (None, before.get("chosen"))
        if is_other and not sent.get("switchable"):
            self.add_error("chosen", _("This position is fixed. To take another, tick that the clinic may change it."))
        return sent

    def field_at(self, place: tuple[str | int, ...]) -> str | None:
        if len(place) > 2 and place[0] == "positions":
            return super().field_at((f"{place[2]}-{place[1]}",))
        return super().field_at(place)

    def layout(self) -> tuple[object, ...]:
        positions = (self.before or {}).get("positions", ())
        return (
            *("name", "chosen", "switchable"),
            *(
                Fieldset(position["value"].replace("_", " "), f"says-{number}", f"sources-{number}")
                for number, position in enumerate(positions)
            ),
        )
