"""Names and other typed text: what is stored, what is refused, and the form that is searched.

A name is kept as it was written, in its own script. Only what nobody sees, or what turns staff text around, is refused.
"""

import re
import unicodedata

from django.utils.translation import gettext as _

LONGEST_NAME = 120
MOST_MARKS = 6

_BLANKS = re.compile(r"\s+")
# Format signs, tags and fillers. The two joiners are part of a word only after Indic letters and within Arabic words.
_UNSEEN = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
    "|(?<![\u0900-\u0fff\u1000-\u109f\u1780-\u18aa\u0600-\u08ff])[\u200c\u200d]"
    "|(?<=[\u0600-\u08ff])[\u200c\u200d](?![\u0600-\u08ff])"
)
_TURNS_TEXT = re.compile("[\u202a-\u202e\u2066-\u2069]")
_APOSTROPHES = re.compile("['`´ʹʻʼʽˈ‘’‛′＇]")
# Accents, Hebrew points and Arabic vowel signs; vowel signs of other scripts are part of the word.
_ACCENTS = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]")
_NOT_A_WORD = re.compile(r"[^\w\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]|_")
_LETTERS_OF_THEIR_OWN = str.maketrans(
    {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)


def tidy_line(text: str) -> str:
    """One line as it is stored: composed, without blanks around and marks that nobody sees."""
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", _UNSEEN.sub("", text))).strip()


def tidy_text(text: str) -> str:
    """Several lines as they are stored."""
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text.replace("\r\n", "\n"))).strip()


def search_form(name: str) -> str:
    """Without case, accents and punctuation; `O'Brien-Ng` is `obrien ng`."""
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", _UNSEEN.sub("", name)).casefold())
    plain = unicodedata.normalize("NFC", plain).translate(_LETTERS_OF_THEIR_OWN)
    return " ".join(_NOT_A_WORD.sub(" ", _APOSTROPHES.sub("", plain)).split())


def why_not_name(name: str) -> str | None:
    if not tidy_line(name):
        return _("Enter the name.")
    if reason := why_not_line(name, longest=LONGEST_NAME):
        return reason
    if not any(unicodedata.category(sign).startswith("L") for sign in name):
        return _("A name needs at least one letter.")
    return None


def why_not_line(text: str, *, longest: int) -> str | None:
    if any(unicodedata.category(sign) in ("Cc", "Zl", "Zp") for sign in tidy_line(text)) or re.search(r"[\r\n]", text):
        return _("This has to be one line without control characters.")
    return why_not_text(text, longest=longest)


def why_not_text(text: str, *, longest: int) -> str | None:
    """The sentence that says why this cannot be stored as it is, or None. Nothing is ever cut."""
    text = tidy_text(text)
    if len(text) > longest:
        return _("Use at most %(most)d characters. You used %(used)d.") % {"most": longest, "used": len(text)}
    if _TURNS_TEXT.search(text):
        return _("This holds hidden signs that turn the direction of text. Type it again instead of pasting it.")
    if any(_is_no_sign(sign) for sign in text):
        return _("This holds signs that cannot be stored. Type it again instead of pasting it.")
    return _why_not_marks(text)


def _is_no_sign(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Cs", "Cn", "Co") and sign not in "\n\t"


def _why_not_marks(text: str) -> str | None:
    run = 0
    for sign in text:
        run = run + 1 if unicodedata.combining(sign) else 0
        if run > MOST_MARKS:
            return _("This holds more marks above or below the letters than can be shown.")
    return None
