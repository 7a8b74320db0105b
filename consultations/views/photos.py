"""Photos of a visit: the page where they are taken, sending one, looking at one, taking one away."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clinic.accounts.permissions import Permission
from clinic.audit.refusals import BadKey, Refused
from clinic.web.bodies import sent_twice, takes_a_file
from consultations import access
from consultations.lifecycle import Status
from consultations.models import Photo
from consultations.models.answers import GivenBy
from consultations.photos import consent, keeping
from consultations.photos.pictures import MOST_BYTES, Fault
from consultations.policies import photos as policies
from consultations.presenters.intake import Intake
from consultations.presenters.photos import PhotoPage
from consultations.services import photos as services
from consultations.services.photos import Unreadable
from consultations.views.at_tablet import AtTablet
from consultations.views.sending import page, refuse_another_patient
from treatments.compiled_releases import compiled

JPEG = "image/jpeg"
JSON = "application/json"
STATUS = {Fault.TOO_LARGE: 413, Fault.BUSY: 503}
# The name of the field for a camera and of the one for a file; one of them is filled in.
FIELDS = ("camera", "file")
# What the browser's own chooser offers; what comes is looked at anyway.
ACCEPTED = "image/jpeg,image/png,image/webp,image/heic,image/heif"


@require_safe
def photos(request: HttpRequest, tablet: AtTablet) -> HttpResponse:
    if policies.why_not_look(tablet.consultation, tablet.by):
        return redirect(tablet.href("done"))
    return _page(request, tablet)


@require_POST
@takes_a_file(MOST_BYTES)
def add(request: HttpRequest, tablet: AtTablet) -> HttpResponse:
    """The script asks for an answer it can put in the page; a form without a script goes back to the page."""
    try:
        photo = _add(request, tablet)
    except BadKey:
        raise
    except Refused as refusal:
        status = STATUS.get(refusal.fault, 422) if isinstance(refusal, Unreadable) else 409
        return _refused(request, tablet, str(refusal.reason), status)
    if _is_script(request):
        return JsonResponse({"photo": _drawn(request, tablet, photo)}, status=201)
    return redirect(_place_on_page(tablet, photo))


@require_safe
def image(request: HttpRequest, tablet: AtTablet, photo_id: UUID) -> HttpResponse:
    photo = _theirs(tablet, photo_id)
    answer = _file(photo, thumbnail=False)
    services.viewed(photo=photo, consultation=tablet.consultation, by=tablet.by, at=timezone.now())
    return answer


@require_safe
def thumbnail(request: HttpRequest, tablet: AtTablet, photo_id: UUID) -> HttpResponse:
    """Part of a page of which it is written down who opened it."""
    return _file(_theirs(tablet, photo_id), thumbnail=True)


def remove(request: HttpRequest, tablet: AtTablet, photo_id: UUID) -> HttpResponse:
    photo, reasons = _theirs(tablet, photo_id), []
    why_not = policies.why_not_change_photos(tablet.consultation, tablet.by, _given_by(tablet))
    if request.method == "POST":
        try:
            refuse_another_patient(request, tablet.consultation.patient)
            services.withdraw(photo_id=photo.pk, **_own(tablet))
            return redirect(_place_on_page(tablet, photo))
        except Refused as refusal:
            reasons = [str(refusal.reason)]
    context = _around(tablet) | {"card": _shown(tablet).card_of(photo), "why_not": why_not}
    return page(request, "consultations/photo_remove.html", context, reasons=reasons)


def _add(request: HttpRequest, tablet: AtTablet) -> Photo:
    refuse_another_patient(request, tablet.consultation.patient)
    if sent_twice(request.POST):
        raise Refused(_("The page sent one answer twice. Nothing was saved. Choose again."))
    files = [file for name in FIELDS for file in request.FILES.getlist(name)]
    if len(files) != 1:
        raise Refused(_("Send one photo at a time.") if files else _("Take or choose a photo first."))
    area = request.POST.get("area", "")
    return services.add(
        sent=files[0].read(MOST_BYTES + 1),
        kind=request.POST.get("kind", ""),
        area_number=int(area) if area.isascii() and area.isdecimal() and len(area) < 4 else None,
        key=request.POST.get("key", ""),
        **_own(tablet),
    )


def _own(tablet: AtTablet) -> dict[str, Any]:
    return {
        "consultation_id": tablet.consultation.pk,
        "given_by": _given_by(tablet),
        "by": tablet.by,
        "at": timezone.now(),
    }


def _given_by(tablet: AtTablet) -> GivenBy:
    """In the review it is the dermatologist who holds the camera."""
    in_review = tablet.consultation.status != Status.INTAKE and tablet.by.may(Permission.REVIEW)
    return GivenBy.DERMATOLOGIST if in_review and not tablet.is_patient else tablet.given_by


def _theirs(tablet: AtTablet, photo_id: UUID) -> Photo:
    if policies.why_not_look(tablet.consultation, tablet.by):
        raise Http404
    return access.photo(tablet.consultation, photo_id)


def _file(photo: Photo, *, thumbnail: bool) -> HttpResponse:
    """By a name of ours, as what it is, and for this moment only; `Headers` lets it run nothing."""
    try:
        data = keeping.path_of(photo.file, thumbnail=thumbnail).read_bytes()
    except FileNotFoundError:
        raise Http404 from None
    own = {"Content-Disposition": f'inline; filename="photo-{photo.pk}.jpg"', "Cache-Control": "no-store"}
    return HttpResponse(data, content_type=JPEG, headers=own)


def _shown(tablet: AtTablet) -> PhotoPage:
    return PhotoPage(tablet.consultation, list(tablet.consultation.photos.kept()), tablet.href)


def _place_on_page(tablet: AtTablet, photo: Photo) -> str:
    place = f"area-{photo.area_number}" if photo.area_number else photo.kind
    return f"{tablet.href('photos')}#photos-{place}"


def _is_script(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == JSON


def _refused(request: HttpRequest, tablet: AtTablet, reason: str, status: int) -> HttpResponse:
    if _is_script(request):
        return JsonResponse({"reason": reason}, status=status)
    if policies.why_not_look(tablet.consultation, tablet.by):
        return redirect(tablet.href("done"))
    answer = _page(request, tablet, [reason])
    answer.status_code = status
    return answer


def _page(request: HttpRequest, tablet: AtTablet, reasons: Sequence[str] = ()) -> HttpResponse:
    visit, shown = tablet.consultation, _shown(tablet)
    protocol = compiled(visit.release)
    context = _around(tablet) | {
        "face": shown.whole_face(),
        "places": shown.close_ups(),
        "others": shown.of_other_places(),
        "why_not": policies.why_not_photos(visit, tablet.by, _given_by(tablet)),
        "may_remove": policies.why_not_change_photos(visit, tablet.by, _given_by(tablet)) is None,
        "consent_href": _consent_href(tablet),
        "said_no": bool(shown.photos) and not consent.is_given(protocol, visit.answers),
        "most": policies.MOST_PHOTOS,
        "taken": len(shown.photos),
        "largest": MOST_BYTES,
        "accept": ACCEPTED,
    }
    return page(request, "consultations/photos.html", context, reasons=reasons)


def _around(tablet: AtTablet) -> dict[str, Any]:
    """`back_href`: where one comes from, which is the review once the intake is over."""
    in_intake = tablet.consultation.status == Status.INTAKE
    return tablet.context() | {
        "photos_href": tablet.href("photos"),
        "add_href": tablet.href("photo_add"),
        "back_href": tablet.href("check") if in_intake else reverse("review", args=[tablet.consultation.pk]),
    }


def _consent_href(tablet: AtTablet) -> str:
    """The page of the question that allows photos, where it can still be answered."""
    visit = tablet.consultation
    question = consent.asked_by(compiled(visit.release))
    if question is None or policies.why_not_change_photos(visit, tablet.by, _given_by(tablet)):
        return ""
    if visit.status != Status.INTAKE:
        return reverse("answer_correct", args=[visit.pk, question.key])
    intake = Intake.of(visit, tablet.layout, tablet.href)
    asking = (screen for screen in intake.screens if any(asked.question == question for asked in screen.asked))
    return next((intake.href(screen) for screen in asking), "")


def _drawn(request: HttpRequest, tablet: AtTablet, photo: Photo) -> str:
    context = _around(tablet) | {"card": _shown(tablet).card_of(photo), "may_remove": True}
    return render_to_string("consultations/parts/photo.html", context, request)
