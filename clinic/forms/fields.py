"""Dates and numbers as people type them: taken as they stand or refused in plain words, never guessed."""

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import MONTHS
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from clinic.forms.widgets import DateParts, Stepper

PARTS = ("day", "month", "year")
OLDEST, NEWEST = date(1900, 1, 1), date(2100, 12, 31)
MISSING = {
    "day": _("Add the day to the date."),
    "month": _("Add the month to the date."),
    "year": _("Add the year to the date."),
}


class DateField(forms.Field):
    """Cleans to a date or None. `today` is set where no later day will do; only the form knows where it is asked."""

    widget = DateParts
    default_error_messages = {"required": _("Enter the date.")}

    def __init__(self, *, earliest: date = OLDEST, today: date | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.earliest, self.today = earliest, today

    @property
    def latest(self) -> date:
        return self.today or NEWEST

    def clean(self, value: Sequence[str | None] | None) -> date | None:
        typed = [(part or "").strip() for part in value or ("", "", "")]
        if not any(typed):
            return self._nothing_typed()
        self._refuse_missing(typed)
        day, month, year = self._numbers(typed)
        found = self._in_calendar(day, month, year)
        self._refuse_out_of_range(found)
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(self.widget.decompress(initial)) != [part or "" for part in data or ("", "", "")]

    def _nothing_typed(self) -> None:
        if self.required:
            raise self._wrong(PARTS, self.error_messages["required"])

    def _refuse_missing(self, typed: list[str]) -> None:
        missing = [part for part, text in zip(PARTS, typed, strict=True) if not text]
        if missing:
            raise self._wrong(missing, *(MISSING[part] for part in missing))

    def _numbers(self, typed: list[str]) -> list[int]:
        wrong = [part for part, text in zip(PARTS, typed, strict=True) if not (text.isdecimal() and len(text) <= 4)]
        if wrong:
            raise self._wrong(wrong, _("Use numbers only, for example 14 7 1985."))
        if len(typed[2]) != 4:
            raise self._wrong(["year"], _("Write the year with four numbers, for example 1985."))
        return [int(text) for text in typed]

    def _in_calendar(self, day: int, month: int, year: int) -> date:
        if not 1 <= month <= 12:
            raise self._wrong(["month"], _("The month must be a number from 1 to 12."))
        if not 1 <= day <= 31:
            raise self._wrong(["day"], _("The day must be a number from 1 to 31."))
        if year < 1:
            raise self._wrong(["year"], self._range_message())
        try:
            return date(year, month, day)
        except ValueError:
            names = {"month": MONTHS[month], "year": year, "day": day}
            raise self._wrong(["day"], _("%(month)s %(year)d has no day %(day)d.") % names) from None

    def _refuse_out_of_range(self, found: date) -> None:
        if self.earliest <= found <= self.latest:
            return
        if self.today and found > self.today:
            raise self._wrong(PARTS, _("The date cannot be in the future."))
        raise self._wrong(PARTS, self._range_message())

    def _range_message(self) -> str:
        ends = {"first": date_format(self.earliest, "j F Y"), "last": date_format(self.latest, "j F Y")}
        return _("The date must be between %(first)s and %(last)s.") % ends

    def _wrong(self, parts: Sequence[str], *messages: str) -> ValidationError:
        self.widget.wrong = tuple(parts)
        return ValidationError(list(messages), code="invalid_date")


class NumberField(forms.Field):
    """A number between two ends. Only plain digits: no sign, exponent, spaces inside or thousands mark."""

    widget = Stepper
    shape = re.compile(r"\d{1,9}")
    default_error_messages = {"required": _("Enter a number.")}

    def __init__(self, *, least: int | Decimal = 0, most: int | Decimal = 999_999_999, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least, self.most = least, most
        if isinstance(self.widget, Stepper):
            self.widget.least, self.widget.most = least, most

    def to_python(self, value: Any) -> int | Decimal | None:
        text = str(value if value is not None else "").strip()
        if not text:
            return None
        if not self.shape.fullmatch(text):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        number = self.number(text)
        if not self.least <= number <= self.most:
            ends = {"least": self.least, "most": self.most}
            raise ValidationError(_("Enter a number from %(least)s to %(most)s.") % ends, code="out_of_range")
        return number


class WholeNumberField(NumberField):
    number = staticmethod(int)
    default_error_messages = {"invalid": _("Use a whole number, for example 6.")}


class DecimalField(NumberField):
    shape = re.compile(r"\d{1,9}(\.\d{1,4})?")
    number = staticmethod(Decimal)
    default_error_messages = {"invalid": _("Use a number with a point, for example 1.5.")}

    def __init__(self, *, step: Decimal | float = 0.5, **kwargs: Any) -> None:
        kwargs.setdefault("widget", Stepper(step=float(step)))
        super().__init__(**kwargs)
