"""What somebody typed into the search: words of a name, a birth date, the digits of a phone or clinic number.

A date is read as day, month, year, or year-month-day when the year stands first with four digits. Nothing else is
guessed; of a year with two digits both centuries are looked for.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from consultations.names import search_form

LONGEST_SEARCH = 200
MOST_WORDS = 6
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[ ./-]+(\d{1,2}|[a-z]{3,9})[ ./-]+(\d{4}|\d{2})(?!\d)", re.IGNORECASE)
_NUMBER = re.compile(r"\+?\d[\d ().-]*")


@dataclass(frozen=True, slots=True)
class Terms:
    words: tuple[str, ...] = ()
    birth_dates: tuple[date, ...] = ()
    digits: str = ""

    def __bool__(self) -> bool:
        return bool(self.words or self.birth_dates or self.digits)


def terms_in(text: str) -> Terms:
    text = unicodedata.normalize("NFKC", text[:LONGEST_SEARCH])
    text, birth_dates = _birth_dates(text)
    number = _NUMBER.search(text)
    if number:
        text = text[: number.start()] + " " + text[number.end() :]
    words = tuple(search_form(text).split())[:MOST_WORDS]
    return Terms(words, birth_dates, digits_of(number.group()) if number else "")


def digits_of(text: str) -> str:
    """ASCII digits, whatever script they were typed in."""
    return "".join(str(unicodedata.digit(sign)) for sign in text if sign.isdigit())


def _birth_dates(text: str) -> tuple[str, tuple[date, ...]]:
    for pattern, read in ((_YEAR_FIRST, _year_first), (_DAY_FIRST, _day_first)):
        for match in pattern.finditer(text):
            if dates := read(*match.groups()):
                return text[: match.start()] + " " + text[match.end() :], dates
    return text, ()


def _year_first(year: str, month: str, day: str) -> tuple[date, ...]:
    return _dates([int(year)], int(month), int(day))


def _day_first(day: str, month: str, year: str) -> tuple[date, ...]:
    if month.isdigit():
        number = int(month)
    elif month[:3].lower() in _MONTHS:
        number = _MONTHS.index(month[:3].lower()) + 1
    else:
        return ()
    return _dates([int(year)] if len(year) == 4 else [1900 + int(year), 2000 + int(year)], number, int(day))


def _dates(years: list[int], month: int, day: int) -> tuple[date, ...]:
    found = []
    for year in years:
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    return tuple(found)
