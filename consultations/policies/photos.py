"""Why a photo cannot be taken, looked at or taken away."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from clinic.accounts.models import User
from clinic.accounts.permissions import Permission
from consultations.lifecycle import Status
from consultations.models import Consultation
from consultations.models.answers import GivenBy
from consultations.models.photo import PhotoKind
from consultations.photos import consent
from consultations.photos.pictures import Fault
from consultations.policies.states import why_not_in
from treatments.compiled_releases import compiled

MOST_PHOTOS = 24
WHY_NO_PICTURE = {
    Fault.UNREADABLE: lazy("Not a readable picture. Take it again, or choose another file."),
    Fault.OTHER_KIND: lazy("This file is not a photo. JPEG, PNG, WebP and HEIC can be kept."),
    Fault.MOVING: lazy("This picture moves. Choose a still photo."),
    Fault.TOO_LARGE: lazy("This file is too large: a photo may have up to 20 MB."),
    Fault.TOO_MANY_PIXELS: lazy("This photo has more than 50 million pixels. Choose a smaller one."),
    Fault.BUSY: lazy("Other photos are being saved just now. Wait a moment, then try again."),
}


def why_not_look(consultation: Consultation, by: User) -> str | None:
    """The desk sees what it takes itself; once the intake is over, photos are the dermatologist's."""
    needed = Permission.TAKE_INTAKE if consultation.status == Status.INTAKE else Permission.REVIEW
    return None if by.may(needed) else _("Your role does not look at photos.")


def why_not_change_photos(consultation: Consultation, by: User, given_by: str) -> str | None:
    """Takes the intake with the patient, and the review as well for who may review."""
    if given_by not in GivenBy.values:
        return _("It is not known who took this photo.")
    if not by.may(Permission.TAKE_INTAKE):
        return _("Your role does not take photos.")
    if by.may(Permission.REVIEW) and given_by != GivenBy.PATIENT:
        return why_not_in(consultation, Status.INTAKE, Status.REVIEW)
    return why_not_in(consultation, Status.INTAKE)


def why_not_photos(consultation: Consultation, by: User, given_by: str) -> str | None:
    return why_not_change_photos(consultation, by, given_by) or why_not_consent(consultation)


def why_not_consent(consultation: Consultation) -> str | None:
    protocol = compiled(consultation.release)
    if consent.asked_by(protocol) is None:
        return _("This protocol does not ask whether photos may be taken, so none can be.")
    if consent.is_refused(protocol, consultation.answers):
        return _("The patient has not agreed to photos.")
    if not consent.is_given(protocol, consultation.answers):
        return _("Ask first whether photos may be taken.")
    if hasattr(consultation, "photo_consent_withdrawal"):
        return _("The patient took the consent to photos back. No photos are taken in this visit any more.")
    return None


def why_not_photo(
    consultation: Consultation, by: User, *, kind: str, area_number: int | None, given_by: str, taken: int
) -> str | None:
    """`taken` is how many there are."""
    if reason := why_not_photos(consultation, by, given_by):
        return reason
    if kind not in PhotoKind.values or (kind == PhotoKind.CLOSE_UP) != (area_number is not None):
        return _("There is no such photo to take.")
    if area_number is not None and (reason := _why_not_place(consultation, area_number)):
        return reason
    if taken >= MOST_PHOTOS:
        return _("A visit has at most %(most)d photos. Take one away first.") % {"most": MOST_PHOTOS}
    return None


def _why_not_place(consultation: Consultation, area_number: int) -> str | None:
    if not 1 <= area_number <= len(consultation.answers["areas"]):
        return _("This visit has no such area.")
    if not place_of(consultation, area_number):
        return _("Say first where the bumps are, then take the close-up.")
    return None


def place_of(consultation: Consultation, area_number: int) -> str:
    """What the first question about an area was answered with; empty where it names no place."""
    questions = compiled(consultation.release).document.questions
    first = next(question for question in questions if question.about == "area")
    answer = consultation.answers["areas"][area_number - 1].get(first.key)
    return answer if isinstance(answer, str) and answer in {option.value for option in first.options} else ""
