"""One e-mail address: as people type it, as it is written to the mail server, and what else it may have meant."""

import unicodedata
from difflib import get_close_matches

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.encoding import punycode
from django.utils.translation import gettext as _

LONGEST = 254
LONGEST_NAME = 64
# Where most people have their post; a hint only.
COMMON = (
    "gmail.com",
    "googlemail.com",
    "hotmail.com",
    "hotmail.co.uk",
    "outlook.com",
    "icloud.com",
    "yahoo.com",
    "yahoo.co.uk",
    "proton.me",
    "gmx.net",
    "aol.com",
    "btinternet.com",
)


def tidied(typed: str) -> str:
    """The domain in letters that every mail server knows; for callers that asked why not."""
    name, _at, domain = typed.strip().rpartition("@")
    return f"{name}@{punycode(domain).lower()}"


def in_its_own_letters(address: str) -> str:
    """As people write it, where mail servers know it by other letters; else empty."""
    name, _at, domain = address.rpartition("@")
    try:
        read = domain.encode("ascii").decode("idna")
    except UnicodeError:
        return ""
    return f"{name}@{read}" if read != domain.lower() else ""


def is_the_same(address: str, typed: str) -> bool:
    """`address` is tidied, `typed` is whatever somebody once wrote down."""
    return why_not_address(typed) is None and tidied(typed) == address


def why_not_address(typed: str) -> str | None:
    text = typed.strip()
    name, at, domain = text.rpartition("@")
    if not text:
        return _("Write the e-mail address.")
    if len(text) > LONGEST or len(name) > LONGEST_NAME:
        return _("This is too long for an e-mail address.")
    if not text.isprintable() or any(sign in text for sign in " ,;<>()\"'\\") or text.count("@") > 1:
        return _("Write one e-mail address and nothing else, for example amy@example.org.")
    if not (name and at and domain):
        return _("An e-mail address has an @ in the middle, for example amy@example.org.")
    if not name.isascii():
        return _("The part before the @ has letters that many mail servers do not take. Ask for another address.")
    return _why_not_domain(name, domain)


def meant(address: str) -> str:
    """The address with a common domain, where this one looks like a slip of it; else empty."""
    name, _at, domain = address.rpartition("@")
    if domain.lower() in COMMON:
        return ""
    close = get_close_matches(domain.lower(), COMMON, n=1, cutoff=0.85)
    return f"{name}@{close[0]}" if close else ""


def _why_not_domain(name: str, domain: str) -> str | None:
    words = _("“%(domain)s” is no place for e-mail, for example example.org.") % {"domain": domain}
    try:
        written = f"{name}@{punycode(domain)}"
        EmailValidator()(written)
        if not _comes_back(domain):
            return _("“%(domain)s” would become another address on its way. Ask for another one.") % {"domain": domain}
    except (ValidationError, UnicodeError):
        return words
    return None if len(written) <= LONGEST else _("This is too long for an e-mail address.")


def _comes_back(domain: str) -> bool:
    """Mail servers know some letters by others, ß by ss, and that can be somebody else's domain."""
    if domain.isascii():
        return True
    return punycode(domain).lower().encode("ascii").decode("idna") == unicodedata.normalize("NFC", domain.lower())
