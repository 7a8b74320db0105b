"""The answers of a choice as rows of a form: each with its value, its words in every language, and what it stands for.

A row that is saved keeps its value: visits were answered with it. Rows are numbered as they stand on the page.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.forms import WholeNumberField
from treatments.workbench.by_language import RowWords, text_as_initial, text_fields, text_in_form

COUNT = "options"
MOST = 60
FRESH_ROWS = 2
A_VALUE = r"^[A-Za-z0-9][A-Za-z0-9_]{0,59}\Z"
WRONG_VALUE = gettext_lazy("Use letters, numbers and _ only, for example yes_last_month.")
REGIONS = r"^\s*[A-Z]{3}([\s,]+[A-Z]{3})*\s*\Z"


class RowValue(forms.RegexField):
    """Of a row that may still be blank: the form says where a value is missing."""

    def validate(self, value: Any) -> None:
        pass


@dataclass(frozen=True)
class Kind:
    """What the answers of one question have beside a value and words."""

    exclusive: bool
    regions: bool
    bands: bool


def row_name(number: int, what: str) -> str:
    return f"option-{number}-{what}"


def count_in(data: Mapping[str, Any]) -> int:
    typed = str(data.get(COUNT, ""))
    return min(int(typed[:4]), MOST) if typed.isascii() and typed.isdecimal() else 0


def fields_of_row(number: int, kind: Kind, languages: Sequence[str], *, is_saved: bool) -> dict[str, forms.Field]:
    wrong = {"invalid": str(WRONG_VALUE)}
    value = RowValue(A_VALUE, label=_("Value"), error_messages=wrong)
    if is_saved:
        value.widget = forms.HiddenInput()
    value.widget.attrs |= {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
    found: dict[str, forms.Field] = {row_name(number, "value"): value}
    found |= text_fields(row_name(number, "label"), _("Answer"), languages, rows=1, kind=RowWords)
    found |= text_fields(row_name(number, "help"), _("Help"), languages, required=False, rows=1)
    if kind.exclusive:
        found[row_name(number, "exclusive")] = _tick(_("Excludes the others (“none of these”)"))
    if kind.regions:
        regions = forms.RegexField(REGIONS, label=_("Regions of the face map"), required=False)
        regions.error_messages["invalid"] = _("Write the regions by their three letters, for example FHC FHR.")
        found[row_name(number, "regions")] = regions
    if kind.bands:
        for name, label in (("at_least", _("From this number on")), ("at_most", _("Up to this number"))):
            found[row_name(number, name)] = WholeNumberField(label=label, required=False)
    found[row_name(number, "retired")] = _tick(_("Retired: not offered any more"))
    return found


def _tick(label: str) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


def rows_as_initial(options: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for number, option in enumerate(options):
        own = {name: option.get(name) for name in ("value", "at_least", "at_most")}
        own |= {name: bool(option.get(name)) for name in ("exclusive", "retired")}
        own["regions"] = " ".join(option.get("regions", ()))
        found |= {row_name(number, name): value for name, value in own.items()}
        for name in ("label", "help"):
            found |= text_as_initial(row_name(number, name), option.get(name))
    return found


def option_in_form(
    cleaned: Mapping[str, Any], number: int, kind: Kind, languages: Sequence[str], before: Mapping[str, Any]
) -> dict[str, Any]:
    """What is empty is left out; what the form does not show stays as it was."""

    def said(what: str) -> Any:
        return cleaned.get(row_name(number, what))

    option = dict(before) | {"value": said("value")}
    option["label"] = text_in_form(cleaned, row_name(number, "label"), languages)
    option["help"] = text_in_form(cleaned, row_name(number, "help"), languages)
    option["retired"] = said("retired")
    if kind.exclusive:
        option["exclusive"] = said("exclusive")
    if kind.regions:
        option["regions"] = (said("regions") or "").replace(",", " ").split()
    if kind.bands:
        option |= {name: said(name) for name in ("at_least", "at_most")}
    return {name: value for name, value in option.items() if value not in (None, "", [], {}, False)}


def is_blank(cleaned: Mapping[str, Any], number: int, languages: Sequence[str]) -> bool:
    """A row that was added and not filled in."""
    texts = (text_in_form(cleaned, row_name(number, name), languages) for name in ("label", "help"))
    return not cleaned.get(row_name(number, "value")) and not any(texts)


def faults_of_rows(
    cleaned: Mapping[str, Any], numbers: Sequence[int], languages: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """(Field, sentence) for rows that are half done, and for a value that stands twice."""
    seen: set[str] = set()
    for number in numbers:
        value, first = cleaned.get(row_name(number, "value")), f"{row_name(number, 'label')}-{languages[0]}"
        if value == "":
            yield row_name(number, "value"), _("Give this answer a value. It stays for ever and no patient sees it.")
        if value and value in seen:
            yield row_name(number, "value"), _("There is already an answer with this value.")
        if first in cleaned and not cleaned[first]:
            yield first, _("Write what the patient reads.")
        seen.add(value or "")


def moved_rows(data: Mapping[str, Any], button: str, number: int) -> list[int]:
    """The old numbers of the rows in their new order after a button was pressed; a new row has a number beyond all.

    A button that cannot be moves nothing.
    """
    order = list(range(count_in(data)))
    if button == "add":
        return [*order, len(order)] if len(order) < MOST else order
    if number not in order:
        return order
    if button == "remove":
        order.remove(number)
    if button in ("up", "down"):
        other = number + (-1 if button == "up" else 1)
        if other in order:
            order[number], order[other] = order[other], order[number]
    return order


def renumbered(data: Any, order: Sequence[int]) -> Any:
    """What was typed, with its rows in this order. Nothing typed is lost."""
    moved = data.copy()
    for name in [name for name in data if name.startswith("option-")]:
        moved.pop(name)
    for number, old in enumerate(order):
        start = row_name(old, "")
        for name in [name for name in data if name.startswith(start)]:
            moved.setlist(row_name(number, name.removeprefix(start)), data.getlist(name))
    moved[COUNT] = str(len(order))
    return moved
