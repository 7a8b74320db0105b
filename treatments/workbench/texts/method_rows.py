"""The rows of a method's form: its variants, and the details that a plan with it asks of the dermatologist."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from treatments.workbench.part_form import Values
from treatments.workbench.rows_in_forms import Row, filled_rows, rows_needed

VARIANT, PLAN = "variant", "plan"
MOST = {VARIANT: 12, PLAN: 12}
LISTS = {"variants": VARIANT, "plan_fields": PLAN}
SAYS = {name: parts for parts, name in LISTS.items()}


class OptionsField(forms.CharField):
    """One in each line: the value, a colon, and how it reads."""

    def to_python(self, value: Any) -> list[dict[str, str]]:
        found = []
        for line in filter(None, map(str.strip, (value or "").split("\n"))):
            key, colon, label = line.partition(":")
            if not colon or not key.strip() or not label.strip():
                raise ValidationError(_("“%(line)s”: write the value, a colon and the words.") % {"line": line[:60]})
            found.append({"value": key.strip(), "label": label.strip()})
        return found


class NumberField(forms.CharField):
    """Nothing, or a number with a point."""

    def to_python(self, value: Any) -> float | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            number = float(text)
        except ValueError:
            number = float("inf")
        if not -1e9 < number < 1e9:
            raise ValidationError(_("Use a number with a point, for example 1.5."))
        return number


class MethodRows:
    def __init__(self, languages: tuple[str, ...]) -> None:
        self.languages = languages
        self.sent: dict[str, list[Row]] = {}

    @classmethod
    def initial_of(cls, values: Values) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for number, variant in enumerate(values.get("variants", ())):
            found[f"{VARIANT}-{number}-key"] = variant["key"]
            for language, words in variant["name"].items():
                found[f"{VARIANT}-{number}-name-{language}"] = words
        for number, field in enumerate(values.get("plan_fields", ())):
            found |= {f"{PLAN}-{number}-{name}": value for name, value in _shown(field).items()}
        return found

    def fields(self, data: Mapping[str, Any] | None, before: Values) -> Iterator[tuple[str, forms.Field]]:
        for number in range(rows_needed(VARIANT, MOST[VARIANT], data, len(before.get("variants", ())))):
            yield f"{VARIANT}-{number}-key", _line(_("Key"), most=60)
            for language in self.languages:
                words = _("Name (%(language)s)") % {"language": language} if len(self.languages) > 1 else _("Name")
                yield f"{VARIANT}-{number}-name-{language}", _line(words, most=2000)
        for number in range(rows_needed(PLAN, MOST[PLAN], data, len(before.get("plan_fields", ())))):
            for name, field in _plan_fields():
                yield f"{PLAN}-{number}-{name}", field

    @staticmethod
    def names(fields: Mapping[str, Any], name: str) -> list[list[str]]:
        """Row by row."""
        rows: dict[str, list[str]] = {}
        for field in fields:
            if field.startswith(f"{name}-"):
                rows.setdefault(field.split("-")[1], []).append(field)
        return list(rows.values())

    def values(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        self._read(sent)
        return {
            "variants": [self._variant(row) for _number, row in self.sent[VARIANT]],
            "plan_fields": [_plan_field(row) for _number, row in self.sent[PLAN]],
        }

    def faults(self, sent: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """What a row still needs."""
        self._read(sent)
        for number, row in self.sent[VARIANT]:
            if not row.get("key"):
                yield f"{VARIANT}-{number}-key", _("Give it a key, such as “first_kind”.")
            if not row.get(f"name-{self.languages[0]}"):
                yield f"{VARIANT}-{number}-name-{self.languages[0]}", _("Give it a name.")
        for number, row in self.sent[PLAN]:
            for name, reason in _plan_faults(row):
                yield f"{PLAN}-{number}-{name}", reason

    def field_at(self, place: tuple[str | int, ...]) -> str | None:
        """Where a fault of the document stands on the page."""
        name = LISTS.get(str(place[0])) if len(place) > 1 else None
        rows = self.sent.get(name or "", [])
        if name is None or not isinstance(place[1], int) or place[1] >= len(rows):
            return None
        number = rows[place[1]][0]
        inner = str(place[2]) if len(place) > 2 else "key"
        if name == VARIANT and inner == "name":
            language = str(place[3]) if len(place) > 3 and place[3] in self.languages else self.languages[0]
            inner = f"name-{language}"
        return f"{name}-{number}-{inner}"

    def _read(self, sent: Mapping[str, Any]) -> None:
        self.sent = {name: filled_rows(name, MOST[name], sent) for name in MOST}

    def _variant(self, row: Mapping[str, Any]) -> dict[str, Any]:
        said = {language: row.get(f"name-{language}") for language in self.languages}
        return {"key": row["key"], "name": {language: words for language, words in said.items() if words}}


def _shown(field: Mapping[str, Any]) -> dict[str, Any]:
    numbers = {name: f"{field[name]:g}" for name in ("minimum", "maximum") if field.get(name) is not None}
    options = "\n".join(f"{option['value']}: {option['label']}" for option in field.get("options", ()))
    return dict(field) | numbers | {"options": options}


def _plan_fields() -> Iterator[tuple[str, forms.Field]]:
    kinds = [("one", _("One of several")), ("number", _("Number")), ("text", _("Text"))]
    yield "key", _line(_("Key"), most=60)
    yield "label", _line(_("Words beside it"), most=2000)
    yield "type", forms.ChoiceField(label=_("Kind"), choices=kinds, required=False)
    words = _("One in each line, for example: cream: Numbing cream")
    yield (
        "options",
        OptionsField(label=_("Choices"), widget=forms.Textarea({"rows": 3}), required=False, help_text=words),
    )
    yield "minimum", NumberField(label=_("Least"), required=False, widget=forms.TextInput({"inputmode": "decimal"}))
    yield "maximum", NumberField(label=_("Most"), required=False, widget=forms.TextInput({"inputmode": "decimal"}))
    yield "unit", _line(_("Unit"), most=40)
    yield "counted", forms.BooleanField(label=_("Begins with the number marked on the face map"), required=False)


def _plan_field(row: Mapping[str, Any]) -> dict[str, Any]:
    field = {"key": row["key"], "label": row["label"], "type": row["type"], "options": row.get("options") or []}
    field |= {name: row.get(name) for name in ("minimum", "maximum")}
    field |= {"unit": row.get("unit", ""), "counted": bool(row.get("counted"))}
    return {name: value for name, value in field.items() if value is not None}


def _plan_faults(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in ("key", "label"):
        if not row.get(name):
            yield name, _("Fill this in, or empty the whole row.")
    if row.get("type") == "one" and not row.get("options"):
        yield "options", _("Write the choices, one in each line.")
    if row.get("type") != "one" and row.get("options"):
        yield "options", _("Only “One of several” has choices.")
    least, most = row.get("minimum"), row.get("maximum")
    if least is not None and most is not None and least > most:
        yield "maximum", _("The most is less than the least.")


def _line(label: str, *, most: int) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=False)
