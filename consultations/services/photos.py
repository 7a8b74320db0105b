"""A photo is taken, or taken away. A picture is on the disk before its row is committed, and goes after that."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.audit.receipts import LONGEST_KEY
from clinic.audit.refusals import BadKey, KeyReused, Refused
from clinic.audit.services import record
from consultations import access
from consultations.models import Consultation, Photo, PhotoConsentWithdrawal, PhotoWithdrawal
from consultations.names import tidy_text
from consultations.photos import apart, consent, keeping
from consultations.photos.pictures import Fault, NotAPicture, Picture
from consultations.policies.consent import why_not_take_photos_back
from consultations.policies.photos import WHY_NO_PICTURE, place_of, why_not_change_photos, why_not_photo
from consultations.services.changing import note, refuse
from treatments.compiled_releases import compiled


class Unreadable(Refused):
    """What was sent is no picture that can be kept."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(WHY_NO_PICTURE[fault])
        self.fault = fault


def add(
    *,
    consultation_id: UUID,
    sent: bytes,
    kind: str,
    area_number: int | None = None,
    key: str,
    given_by: str,
    by: User,
    at: datetime,
) -> Photo:
    """The same page again, or the same file of the same place, is the photo that is there already.

    No transaction stands around it: nobody waits for a row while a picture is decoded.
    """
    if not key or len(key) > LONGEST_KEY:
        raise BadKey
    visit = access.consultation(by, consultation_id)
    asked = {"kind": kind, "area_number": area_number, "sent_sha256": keeping.sha256(sent)}
    if earlier := _earlier(visit, key, asked):
        return earlier
    refuse(_why_not(visit, by, asked, given_by))
    picture = _cleaned(sent)
    name = _kept(picture)
    photo = None
    try:
        photo = _written(consultation_id, key, asked, picture, name, given_by=given_by, by=by, at=at)
    finally:
        if photo is None or photo.file != name:
            keeping.remove(name)
    return photo


@transaction.atomic
def withdraw(*, consultation_id: UUID, photo_id: UUID, given_by: str, by: User, at: datetime) -> None:
    """Who took it away and when stays; the picture does not."""
    visit = access.consultation_to_change(by, consultation_id)
    refuse(why_not_change_photos(visit, by, given_by))
    _take_away(access.photo(visit, photo_id), visit, by=by, at=at)


@transaction.atomic
def take_back_consent(*, consultation_id: UUID, reason: str = "", by: User, at: datetime) -> PhotoConsentWithdrawal:
    """All photos of the visit go, as each of them would by itself, and no new ones come; also after it was signed."""
    visit = access.consultation_to_change(by, consultation_id)
    refuse(why_not_take_photos_back(visit, by, reason))
    taken = list(visit.photos.kept())
    own = {"site_id": visit.site_id, "consultation": visit, "by": by, "at": at}
    taken_back = PhotoConsentWithdrawal.objects.create(**own, reason=tidy_text(reason), photos=len(taken))
    note("photo_consent.withdrawn", visit, by=by, at=at, photos=len(taken))
    for photo in taken:
        _take_away(photo, visit, by=by, at=at)
    return taken_back


def viewed(*, photo: Photo, consultation: Consultation, by: User, at: datetime) -> None:
    record("photo.viewed", photo, by=by, at=at, site=consultation.site, patient_id=consultation.patient_id)


def _take_away(photo: Photo, visit: Consultation, *, by: User, at: datetime) -> None:
    PhotoWithdrawal.objects.create(site_id=visit.site_id, consultation=visit, photo=photo, by=by, at=at)
    note("photo.withdrawn", visit, by=by, at=at, photo=str(photo.pk))
    transaction.on_commit(lambda: keeping.remove(photo.file))


def _earlier(visit: Consultation, key: str, asked: dict[str, object]) -> Photo | None:
    photo = visit.photos.filter(key=key).first()
    if photo and any(getattr(photo, name) != value for name, value in asked.items()):
        raise KeyReused
    return photo or visit.photos.kept().filter(**asked).first()


def _why_not(visit: Consultation, by: User, asked: dict[str, object], given_by: str) -> str | None:
    taken = visit.photos.kept().count()
    where = {"kind": asked["kind"], "area_number": asked["area_number"]}
    return why_not_photo(visit, by, given_by=given_by, taken=taken, **where)


def _cleaned(sent: bytes) -> Picture:
    try:
        return apart.cleaned(sent)
    except NotAPicture as refusal:
        raise Unreadable(refusal.fault) from None


def _kept(picture: Picture) -> str:
    try:
        return keeping.keep(picture)
    except OSError as error:
        words = _("There is no room to keep photos now. Your answers are saved. Tell the clinic's manager.")
        raise Refused(words) from error


@transaction.atomic
def _written(
    consultation_id: UUID,
    key: str,
    asked: dict[str, object],
    picture: Picture,
    name: str,
    *,
    given_by: str,
    by: User,
    at: datetime,
) -> Photo:
    """Looked at once more, now that nobody else can change the visit."""
    visit = access.consultation_to_change(by, consultation_id)
    if earlier := _earlier(visit, key, asked):
        return earlier
    refuse(_why_not(visit, by, asked, given_by))
    area_number = asked["area_number"]
    photo = Photo.objects.create(
        site_id=visit.site_id,
        consultation=visit,
        key=key,
        place=place_of(visit, area_number) if area_number else "",
        file=name,
        sha256=keeping.sha256(picture.jpeg),
        thumbnail_sha256=keeping.sha256(picture.thumbnail),
        bytes=len(picture.jpeg),
        width=picture.width,
        height=picture.height,
        given_by=given_by,
        by=by,
        taken_at=at,
        **asked,
        **_consent(visit),
    )
    note("photo.added", visit, by=by, at=at, photo=str(photo.pk), kind=photo.kind, area=area_number)
    return photo


def _consent(visit: Consultation) -> dict[str, object]:
    """The yes that stands now, and the wording it was a yes to."""
    protocol = compiled(visit.release)
    question, language = consent.asked_by(protocol), consent.language_of(protocol, visit.patient.language)
    given = visit.answer_changes.filter(question=question.key, area_number=None).order_by("id").last()
    return {
        "consent": given,
        "consent_release": visit.release.number,
        "consent_question": question.key,
        "consent_language": language,
        "consent_wording_sha256": consent.wording_sha256(question, language),
    }
