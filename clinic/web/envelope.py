"""What stands before the body: method, host, path, query, headers and cookies."""

import re
from urllib.parse import unquote_to_bytes

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.http.cookie import parse_cookie
from django.utils.translation import gettext as _

from clinic.web.refusal import NotAccepted

METHODS = ("GET", "HEAD", "POST")
LONGEST_PATH = 1_000
LONGEST_QUERY = 4_000
MOST_QUERY_FIELDS = 50
MOST_HEADERS = 100
LONGEST_COOKIES = 8_000
ODD_IN_PATH = re.compile(r"[\x00-\x1f\x7f\\;\ufffd]|//|/\.{1,2}(?:/|$)|%[0-9a-f]{2}", re.IGNORECASE)
ODD_IN_TEXT = re.compile(r"[\x00\ud800-\udfff]")
PAGE_NUMBER = re.compile(r"[0-9]{1,12}", re.ASCII)
PAGING = ("page", "before", "after")
SESSION_KEY = re.compile(r"[a-z0-9]{8,40}", re.ASCII)


def check(request: HttpRequest) -> None:
    if request.method not in METHODS:
        raise NotAccepted(405, "method", _("Pages are only opened and sent here."))
    _check_host(request)
    _check_headers(request)
    _check_path(request.path_info)
    _check_query(request)


def _check_host(request: HttpRequest) -> None:
    try:
        request.get_host()
    except DisallowedHost as error:
        raise NotAccepted(400, "host", _("Pearl is not reached under this name.")) from error


def _check_headers(request: HttpRequest) -> None:
    if sum(name.startswith("HTTP_") for name in request.META) > MOST_HEADERS:
        raise NotAccepted(400, "too_many_headers", _("The browser sent too many headers."))


def _check_path(path: str) -> None:
    if len(path) > LONGEST_PATH:
        raise NotAccepted(414, "long_path", _("No page of Pearl has an address this long."))
    if ODD_IN_PATH.search(path):
        raise NotAccepted(404, "odd_path", _("The address is wrong."))


def _check_query(request: HttpRequest) -> None:
    query = request.META.get("QUERY_STRING", "")
    if len(query) > LONGEST_QUERY:
        raise NotAccepted(414, "long_query", _("The part after the question mark is too long."))
    text = decoded(query, "query")
    if ODD_IN_TEXT.search(text):
        raise NotAccepted(400, "nul_in_query", _("The address holds a character that cannot be searched for."))
    if query.count("&") >= MOST_QUERY_FIELDS:
        raise NotAccepted(400, "long_query", _("The part after the question mark has too many fields."))
    for name in PAGING:
        if any(value and not PAGE_NUMBER.fullmatch(value) for value in request.GET.getlist(name)):
            raise NotAccepted(404, "odd_page", _("There is no such page of this list."))


def decoded(encoded: str, where: str) -> str:
    """The text of a urlencoded part; bytes that are no text are refused instead of replaced."""
    try:
        return unquote_to_bytes(encoded.encode("latin-1").replace(b"+", b" ")).decode("utf-8")
    except UnicodeError as error:
        raise NotAccepted(400, f"not_utf8_in_{where}", _("Some characters of it are damaged.")) from error


def forget_odd_cookies(request: HttpRequest) -> None:
    """Nobody is refused for a cookie: with one that cannot be ours they simply are not signed in."""
    header = request.META.get("HTTP_COOKIE", "")
    if not header:
        return
    sent = parse_cookie(header) if len(header) <= LONGEST_COOKIES else {}
    names = [part.partition("=")[0].strip() for part in header.split(";")] if sent else []
    kept = {name: value for name, value in sent.items() if value.isprintable() and names.count(name) == 1}
    if not SESSION_KEY.fullmatch(kept.get(settings.SESSION_COOKIE_NAME, "")):
        kept.pop(settings.SESSION_COOKIE_NAME, None)
    request.META["HTTP_COOKIE"] = "; ".join(f"{name}={value}" for name, value in kept.items())
    request.COOKIES = kept
