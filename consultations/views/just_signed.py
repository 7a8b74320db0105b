"""What a dermatologist signed a moment ago, kept in the session as the numbers of records: no name leaves the database.

It stays until it is put away; the oldest goes when more come.
"""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from clinic.accounts.permissions import Permission, needs
from clinic.accounts.sign_in import fingerprint
from consultations import access
from consultations.models import SignedRecord

SIGNED, PROVED = "just_signed", "signs_as"
MOST = 3


def remember(request: HttpRequest, record: SignedRecord) -> None:
    """After a signature; from the second on, this unbroken session is asked for the password alone."""
    request.session[SIGNED] = [record.pk, *(pk for pk in numbers(request) if pk != record.pk)][:MOST]
    request.session[PROVED] = _who(request)


def numbers(request: HttpRequest) -> list[int]:
    return list(request.session.get(SIGNED, ()))


def has_signed_here(request: HttpRequest) -> bool:
    """Not after the session got another key: by signing in anew, by a tablet that came back."""
    return bool(request.session.get(PROVED) == _who(request))


@require_POST
@needs(Permission.SIGN)
def put_away(request: HttpRequest, record_id: int) -> HttpResponse:
    if not access.signatures_of(request.user, [record_id]):
        raise Http404
    request.session[SIGNED] = [pk for pk in numbers(request) if pk != record_id]
    return redirect(back(request))


def back(request: HttpRequest) -> str:
    """To the page the bar stood on: a case, or the queue."""
    try:
        return reverse("review", args=[UUID(request.POST.get("case", ""))])
    except ValueError:
        return reverse("queue")


def _who(request: HttpRequest) -> str:
    return f"{request.user.pk} {fingerprint(request.session.session_key)}"
