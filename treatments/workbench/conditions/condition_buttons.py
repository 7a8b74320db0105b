"""The buttons inside a condition come back as the same form, changed; nothing that was typed is lost or saved."""

import re
from dataclasses import dataclass

from django.forms import Form
from django.forms.utils import ErrorDict
from django.http import QueryDict

from treatments.engine.written import DEEPEST
from treatments.workbench.conditions.building import press
from treatments.workbench.conditions.condition_field import ConditionField
from treatments.workbench.conditions.condition_typed import Typed, read, taken
from treatments.workbench.conditions.conditions import ROOT, Path, fields_of
from treatments.workbench.conditions.vocabulary import Vocabulary

BUTTON = re.compile(r"(?P<name>[a-z_]{1,40}):(?P<button>[a-z_]{1,20})(?::(?P<at>\d{1,3}(?:-\d{1,3}){0,30}))?")


@dataclass(frozen=True)
class Pressed:
    """What the form holds after the button; `name` is the field, `focus` where in it the focus goes."""

    data: QueryDict
    name: str
    focus: Path | None

    def show(self, form: Form) -> None:
        """Only what is wrong with a text is said: the form was not sent to be saved."""
        form._errors = ErrorDict(renderer=form.renderer)
        form.cleaned_data = {}
        for name, field in form.fields.items():
            if isinstance(field, ConditionField) and (reason := field.why_not(form[name].data)):
                form.add_error(name, reason)
        if isinstance(field := form.fields.get(self.name), ConditionField):
            field.widget.focus = self.focus


def pressed(sent: QueryDict, vocabulary: Vocabulary) -> Pressed | None:
    """None where no button of a condition was pressed."""
    found = BUTTON.fullmatch(sent.get("do", ""))
    typed = Typed.sent(found["name"], sent) if found else None
    if found is None or typed is None:
        return None
    name, button = found["name"], found["button"]
    if button.startswith("take_"):
        return _with(sent, name, taken(typed, button.removeprefix("take_"), vocabulary), None)
    if button == "read":
        return _with(sent, name, typed, None)
    rows = read(typed, vocabulary).rows if typed.rows is None else vocabulary.fitted_group(typed.rows)
    at = tuple(map(int, found["at"].split("-"))) if found["at"] else ROOT
    rows, focus = press(rows, button, at[: 2 * DEEPEST])
    return _with(sent, name, Typed(typed.text, typed.agreed, rows), None if button == "refresh" else focus)


def _with(sent: QueryDict, name: str, typed: Typed, focus: Path | None) -> Pressed:
    data = sent.copy()
    for field in [each for each in data if each == "do" or each.startswith(f"{name}-")]:
        del data[field]
    data[name], data[f"{name}-agreed"] = typed.text, typed.agreed
    if typed.rows is not None:
        for field, values in fields_of(name, typed.rows).items():
            data.setlist(field, values)
    return Pressed(data, name, focus)


def is_sent_repeatedly(name: str) -> bool:
    """The ticks of a row are the one thing of a condition that comes several times."""
    return name.endswith("-values")
