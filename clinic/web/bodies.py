"""The body of a POST: its kind, size and characters. After this, `request.POST` and `request.json` can be stored."""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.request import RawPostDataException
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from clinic.web.envelope import ODD_IN_TEXT, decoded
from clinic.web.errors import typed_in
from clinic.web.refusal import NotAccepted
from treatments.engine import strict_json

LENGTH = re.compile(r"[0-9]{1,15}", re.ASCII)
FORM, PARTS, JSON = "application/x-www-form-urlencoded", "multipart/form-data", "application/json"
CHARSETS = {"", "utf-8", "utf8"}
LONGEST_NAME = 100
LONGEST_VALUE = 50_000
MOST_OF_ONE_NAME = 100
ONE_ONLY = ("csrfmiddlewaretoken", "key", "revision", "next")
NOT_UTF8 = "\ufffd"
# What a form has besides its file.
AROUND_A_FILE = 64 * 1024

View = Callable[..., HttpResponse]


def takes_a_file(most: int) -> Callable[[View], View]:
    """Put on the few views that are sent a file: for them alone the gate lets a form of this size in."""

    def with_room(view: View) -> View:
        view.largest_file = most
        return view

    return with_room


def check(request: HttpRequest) -> None:
    if request.method != "POST":
        return
    if "HTTP_TRANSFER_ENCODING" in request.META:
        # Django reads no body without a length: the form would arrive empty, and a blank must never pass for an answer.
        raise NotAccepted(411, "chunked", _("The browser must say how long the form is."))
    length = _length(request)
    if not length:
        return
    _check_kind(request)
    if room := _room_for_a_file(request):
        _check_form_with_a_file(request, length, room)
        return
    if length > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
        raise too_large()
    if request.content_type == JSON:
        request.json = _strict_json(request)
        return
    if request.content_type == FORM:
        decoded(request.body.decode("latin-1"), "form")
    else:
        _check_parts(request)
    _check_form(request)


def too_large() -> NotAccepted:
    words = _("This is more than Pearl takes in one page: the limit is %(most)s KB.")
    return NotAccepted(413, "too_large", words % {"most": settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024})


def _room_for_a_file(request: HttpRequest) -> int:
    """Of the page this is sent to; none for somebody who cannot be signed in."""
    if request.content_type != PARTS or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return 0
    try:
        return getattr(resolve(request.path_info).func, "largest_file", 0)
    except Resolver404:
        return 0


def _check_form_with_a_file(request: HttpRequest, length: int, most: int) -> None:
    """The body is never held as a whole: what is large goes to the disk while it is read."""
    if length > most + AROUND_A_FILE:
        words = _("This file is too large: up to %(most)s MB can be sent at once.")
        raise NotAccepted(413, "large_file", words % {"most": most // 1024**2})
    _check_form(request)
    for _name, values in request.POST.lists():
        if any(NOT_UTF8 in value for value in values):
            raise NotAccepted(400, "not_utf8_in_form", _("Some characters of it are damaged."))


def _length(request: HttpRequest) -> int:
    sent = request.META.get("CONTENT_LENGTH") or "0"
    if not LENGTH.fullmatch(sent):
        raise NotAccepted(400, "content_length", _("The browser sent a length that is no number."))
    return int(sent)


def _check_kind(request: HttpRequest) -> None:
    words = _("Pearl takes forms and JSON in UTF-8, not packed.")
    if request.content_type not in (FORM, PARTS, JSON):
        raise NotAccepted(415, "content_type", words)
    if request.content_params.get("charset", "").strip("\"'").lower() not in CHARSETS:
        raise NotAccepted(415, "charset", words)
    if request.META.get("HTTP_CONTENT_ENCODING", "identity").lower() != "identity":
        raise NotAccepted(415, "content_encoding", words)


def _strict_json(request: HttpRequest) -> object:
    try:
        return strict_json.loads(request.body)
    except strict_json.BadJson as error:
        words = _("The page sent something that cannot be stored: %(why)s.") % {"why": error}
        raise NotAccepted(400, "json", words) from error


def _check_parts(request: HttpRequest) -> None:
    """Only a file may hold bytes that are no text."""
    try:
        request.body.decode()
    except UnicodeDecodeError as error:
        if not request.FILES:
            raise NotAccepted(400, "not_utf8_in_form", _("Some characters of it are damaged.")) from error


def _check_form(request: HttpRequest) -> None:
    try:
        fields = list(request.POST.lists())
    except RawPostDataException as error:
        raise NotAccepted(400, "unreadable_body", _("What was sent broke off or is damaged.")) from error
    for name, values in fields:
        _check_field(request, name, values)


def _check_field(request: HttpRequest, name: str, values: list[str]) -> None:
    if len(name) > LONGEST_NAME or ODD_IN_TEXT.search(name):
        raise _not_stored(request, "field_name", _("The page sent a field that Pearl does not have."))
    if len(values) > (1 if name in ONE_ONLY else MOST_OF_ONE_NAME):
        raise _not_stored(request, "field_repeated", _("The page sent one field too many times."))
    for value in values:
        if ODD_IN_TEXT.search(value):
            words = _("One of the fields holds a character that cannot be stored. It was left out below.")
            raise _not_stored(request, "nul_in_field", words)
        if len(value) > LONGEST_VALUE:
            words = _("One of the fields is too long: the limit is %(most)s characters.") % {"most": LONGEST_VALUE}
            raise _not_stored(request, "long_field", words)


def _not_stored(request: HttpRequest, because: str, words: str) -> NotAccepted:
    typed = [(name, ODD_IN_TEXT.sub("", value)) for name, value in typed_in(request)]
    return NotAccepted(400, because, words, typed)


def sent_twice(sent: QueryDict, *, may_repeat: set[str] = frozenset()) -> list[str]:
    """Names that came more than once though their field holds one value. Forms refuse these."""
    return [name for name, values in sent.lists() if len(values) > 1 and name not in may_repeat]
