"""One gate for all input. What passes can be stored and shown; what does not gets a 4xx in plain words, never a 500."""

import errno
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _

from clinic.audit.refusals import BadKey, Refused
from clinic.web import bodies, envelope, errors
from clinic.web.outage import is_without_database
from clinic.web.refusal import TITLES, NotAccepted

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
"""What the disk says when what is sent cannot be laid down while it is read."""


class Gate:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        forget_forwarded_headers(request)
        envelope.forget_odd_cookies(request)
        try:
            envelope.check(request)
            bodies.check(request)
        except NotAccepted as refusal:
            return answer(request, refusal)
        except RequestDataTooBig:
            return answer(request, bodies.too_large())
        except (TooManyFieldsSent, TooManyFilesSent):
            return answer(request, NotAccepted(400, "too_many_fields", _("The page sent too many fields.")))
        except (MultiPartParserError, UnreadablePostError, BadRequest):
            return answer(request, NotAccepted(400, "unreadable_body", _("What was sent broke off or is damaged.")))
        except OSError as error:
            if error.errno not in NO_ROOM:
                raise
            return without_room(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The last resort for a refusal that a view did not answer itself: still plain words, and what was typed."""
        typed = errors.typed_in(request)
        if isinstance(exception, Refused):
            status = 400 if isinstance(exception, BadKey) else 409
            because = type(exception).__name__
            return errors.refuse(
                request, status, _("Nothing was saved"), str(exception.reason), because=because, typed=typed
            )
        if is_without_database(exception):
            return errors.cannot_save_now(request)
        return None


def answer(request: HttpRequest, refusal: NotAccepted) -> HttpResponse:
    response = errors.refuse(
        request,
        refusal.status,
        TITLES[refusal.status],
        refusal.words,
        because=refusal.because,
        typed=refusal.typed,
    )
    if refusal.status == 405:
        response["Allow"] = ", ".join(envelope.METHODS)
    return response


def without_room(request: HttpRequest) -> HttpResponse:
    """Only what has a file is laid on the disk while it is read, so answers do go on being saved."""
    words = _("There is no room to keep photos now. The answers are safe.")
    page = answer(request, NotAccepted(507, "no_room", words))
    if request.headers.get("Accept") == bodies.JSON:
        page = JsonResponse({"reason": words}, status=507)
        page._has_been_logged = True
    return page


def forget_forwarded_headers(request: HttpRequest) -> None:
    """Without a proxy of our own in front, these are a client's claim about itself."""
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT == 0:
        for name in [name for name in request.META if name.startswith(("HTTP_X_FORWARDED_", "HTTP_FORWARDED"))]:
            del request.META[name]
