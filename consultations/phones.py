"""Phone numbers: kept as they were typed, compared without country code, trunk noughts and extension."""

import re

# Country codes of one digit and of two (ITU-T E.164); all others have three.
ONE_DIGIT = ("1", "7")
TWO_DIGITS = frozenset(
    "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 "
    "81 82 84 86 90 91 92 93 94 95 98".split()
)
_EXTENSION = re.compile(r"(?<=\d)[\s.,;]*[^\W\d_]+\.?\s*\d*\D*$")


def digits_of(text: str) -> str:
    """ASCII digits, whatever script they were typed in."""
    return "".join(str(int(sign)) for sign in text if sign.isdecimal())


def national_digits(text: str) -> str:
    """`+44 (0)20 7946 0132`, `0044 20…` and `020 7946 0132 ext. 12` are all `2079460132`."""
    number = _EXTENSION.sub("", text)
    digits = digits_of(number)
    if number.strip().startswith(("+", "＋")):
        return _without_country(digits)
    return _without_country(digits[2:]) if digits.startswith("00") else digits.lstrip("0")


def _without_country(digits: str) -> str:
    length = 1 if digits.startswith(ONE_DIGIT) else 2 if digits[:2] in TWO_DIGITS else 3
    return digits[length:].lstrip("0")
