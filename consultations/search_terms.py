"""What somebody typed into the search: words of a name, a birth date, the digits of a phone or clinic number.

A date is read as day, month, year, or year, month, day when the year stands first with four digits, or with the
month's name. Nothing else is guessed; of a year with two digits both centuries are looked for. Six or eight digits in
one piece can be a date as well as a number, so both are looked for.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from consultations.names import search_form
from consultations.phones import digits_of, national_digits

LONGEST_SEARCH = 200
MOST_WORDS = 6
SHORTEST_PHONE = 7
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}"
_ALONE, _ENDS = r"(?<![\d.])(?<!\d[ /-])", r"(?![ ./-]?\d)"
_YEAR_FIRST = re.compile(rf"{_ALONE}(\d{{4}})[ ./-]+(\d{{1,2}}|{_MONTH})[ ./-]+(\d{{1,2}}){_ENDS}", re.IGNORECASE)
_DAY_FIRST = re.compile(rf"{_ALONE}(\d{{1,2}})[ ./-]+(\d{{1,2}})[ ./-]+(\d{{4}}|\d{{2}}){_ENDS}")
_DAY_MONTH = re.compile(
    rf"{_ALONE}(\d{{1,2}})(?:st|nd|rd|th)?[ ./,-]*({_MONTH})[ ./,-]*(\d{{4}}|\d{{2}}){_ENDS}", re.IGNORECASE
)
_MONTH_FIRST = re.compile(
    rf"(?<![^\W\d_])({_MONTH})[ ./-]*(\d{{1,2}})(?:st|nd|rd|th)?[ ./,-]+(\d{{4}}){_ENDS}", re.IGNORECASE
)
_NUMBER = re.compile(r"\+?\d[\d ().-]*")


@dataclass(frozen=True, slots=True)
class Terms:
    """`maybe_born` are the dates that `digits` could also mean; `phone` is `digits` as phones are compared."""

    words: tuple[str, ...] = ()
    birth_dates: tuple[date, ...] = ()
    digits: str = ""
    phone: str = ""
    maybe_born: tuple[date, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.words or self.birth_dates or self.digits)


def terms_in(text: str) -> Terms:
    rest, birth_dates, number = _split(text)
    words = tuple(search_form(rest).split())[:MOST_WORDS]
    maybe_born = () if birth_dates else _in_one_piece(number.strip())
    return Terms(words, birth_dates, digits_of(number), national_digits(number), maybe_born)


def details_in(text: str, today: date) -> dict[str, str | date]:
    """What was typed as details of a new patient. One word is a family name; of several the last is, unless a comma
    says otherwise."""
    rest, birth_dates, number = _split(text)
    first, comma, second = (part.strip(" .-") for part in rest.partition(","))
    if not comma:
        *given, first = rest.split() or [""]
        second = " ".join(given)
    found: dict[str, str | date] = {"family_name": _with_capitals(first), "given_name": _with_capitals(second)}
    if born := [day for day in birth_dates if day <= today]:
        found["date_of_birth"] = born[-1]
    return found | ({"phone": number.strip()} if len(digits_of(number)) >= SHORTEST_PHONE else {})


def _with_capitals(name: str) -> str:
    name = " ".join(name.split())
    return re.sub(r"(?<!\w)\w", lambda letter: letter[0].upper(), name) if name.islower() else name


def _split(text: str) -> tuple[str, tuple[date, ...], str]:
    """What is left for words, the dates of birth that it could mean, and the number as it was typed."""
    text = unicodedata.normalize("NFKC", text[:LONGEST_SEARCH])
    text, birth_dates = _birth_dates(text)
    number = _NUMBER.search(text)
    if number is None:
        return text, birth_dates, ""
    return text[: number.start()] + " " + text[number.end() :], birth_dates, number.group()


def _birth_dates(text: str) -> tuple[str, tuple[date, ...]]:
    readings = ((_YEAR_FIRST, "ymd"), (_DAY_FIRST, "dmy"), (_DAY_MONTH, "dmy"), (_MONTH_FIRST, "mdy"))
    for pattern, order in readings:
        for match in pattern.finditer(text):
            part = dict(zip(order, match.groups(), strict=True))
            if dates := _dates(part["y"], part["m"], part["d"]):
                return text[: match.start()] + " " + text[match.end() :], dates
    return text, ()


def _in_one_piece(digits: str) -> tuple[date, ...]:
    """`140785`, `14071985` or `19850714`."""
    if not digits.isdecimal() or len(digits) not in (6, 8):
        return ()
    day_first = _dates(digits[4:], digits[2:4], digits[:2])
    return day_first or (_dates(digits[:4], digits[4:6], digits[6:]) if len(digits) == 8 else ())


def _dates(year: str, month: str, day: str) -> tuple[date, ...]:
    number = int(month) if month.isdecimal() else _MONTHS.index(month[:3].lower()) + 1
    found = []
    for full in [int(year)] if len(year) == 4 else [1900 + int(year), 2000 + int(year)]:
        try:
            found.append(date(full, number, int(day)))
        except ValueError:
            continue
    return tuple(found)
