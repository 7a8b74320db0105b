"""Consents as they are read: who agreed to what, how and when, what counts still, and what was said about photos."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from consultations import consenting
from consultations.models import Consent, Consultation
from consultations.models.answers import GivenBy
from consultations.models.consent import ConsentWay
from consultations.photos import consent as photo_consent
from consultations.presenters.words import Words
from consultations.strokes import Strokes, path, view_box
from treatments.compiled_releases import compiled


@dataclass(frozen=True, slots=True)
class DrawnSignature:
    """What an SVG needs; made of numbers alone, whatever was sent."""

    path: str
    view_box: str

    @classmethod
    def of(cls, strokes: Strokes | None) -> "DrawnSignature | None":
        return cls(path(strokes), view_box(strokes)) if strokes else None


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """`withdrawn_at` is None while it was not taken back; `stands` says whether it is to the present plan too, by
    somebody who may agree.
    """

    name: str
    relation: str
    way: str
    at: datetime
    by: str
    language: str
    wording: Mapping[str, Any]
    fingerprint: str
    drawn: DrawnSignature | None
    stands: bool
    withdrawn_at: datetime | None
    withdrawn_by: str
    reason: str

    @classmethod
    def of(cls, consent: Consent, plan_sha256: str, *, needs_guardian: bool) -> "GivenConsent":
        withdrawal = getattr(consent, "withdrawal", None)
        return cls(
            name=consent.signed_name,
            relation=consent.relation,
            way=str(ConsentWay(consent.way).label),
            at=consent.at,
            by=consent.by_name,
            language=consent.language,
            wording=json.loads(consent.wording),
            fingerprint=consent.wording_sha256,
            drawn=DrawnSignature.of(consent.strokes),
            stands=not withdrawal
            and consent.plan_sha256 == plan_sha256
            and not (needs_guardian and not consent.relation),
            withdrawn_at=withdrawal and withdrawal.at,
            withdrawn_by=withdrawal.by.name if withdrawal else "",
            reason=withdrawal.reason if withdrawal else "",
        )


def consents_of(consultation: Consultation) -> list[GivenConsent]:
    """The last one first."""
    rows = consultation.consents.select_related("withdrawal__by").order_by("-id")
    plan = consenting.plan_sha256(consultation)
    needs_guardian = consenting.needs_guardian(consultation)
    return [GivenConsent.of(row, plan, needs_guardian=needs_guardian) for row in rows]


@dataclass(frozen=True, slots=True)
class PhotoConsent:
    """What was answered to the question about photos, and whether it was taken back since."""

    question: str
    answer: str
    who: str
    at: datetime | None
    is_given: bool
    withdrawn_at: datetime | None
    withdrawn_by: str
    photos: int

    @classmethod
    def of(cls, consultation: Consultation) -> "PhotoConsent | None":
        protocol = compiled(consultation.release)
        question = photo_consent.asked_by(protocol)
        if question is None:
            return None
        words = Words.of(protocol, consultation.patient.language)
        answer = consultation.answers["person"].get(question.key)
        last = consultation.answer_changes.filter(question=question.key).select_related("by").order_by("id").last()
        withdrawal = getattr(consultation, "photo_consent_withdrawal", None)
        return cls(
            question=words.question(question.key),
            answer=words.answer(question.key, answer) or _("Not answered"),
            who=_("%(who)s, entered by %(name)s") % {"who": GivenBy(last.given_by).label, "name": last.by.name}
            if last
            else "",
            at=last and last.at,
            is_given=photo_consent.is_given(protocol, consultation.answers) and withdrawal is None,
            withdrawn_at=withdrawal and withdrawal.at,
            withdrawn_by=withdrawal.by.name if withdrawal else "",
            photos=consultation.photos.kept().count(),
        )
