"""Phone numbers: kept as they were typed, compared without country code, trunk noughts and extension."""

import re

# Country codes of one digit and of two (ITU-T E.164); all others have three.
ONE_DIGIT = ("1", "7")
TWO_DIGITS = re.compile("2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]")
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
    length = 1 if digits.startswith(ONE_DIGIT) else 2 if TWO_DIGITS.match(digits) else 3
    return digits[length:].lstrip("0")
