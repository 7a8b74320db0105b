"""The patient agrees to the treatment, or takes it back. What they were shown is stored as it was shown."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from clinic.accounts.models import User
from clinic.audit.refusals import Refused
from consultations import access, consenting, strokes
from consultations.consenting import Agreement
from consultations.models import Consent, ConsentDraft, ConsentWithdrawal, Consultation
from consultations.models.consent import ConsentWay
from consultations.names import tidy_line, tidy_text
from consultations.policies import consent as policies
from consultations.services.changing import note, refuse
from treatments.engine.canonical import canonical_json, sha256_of

ONE_CONSENT = "a_drawing_serves_one_consent"
COPIED = _("This signature was already given for another text. Clear the field and sign again.")


class WordingChanged(Refused):
    """The page shows another text, or is about another plan, than the one there is now."""

    def __init__(self) -> None:
        super().__init__(_("The wording or the plan changed while this page was open. Read it again, then agree."))


@transaction.atomic
def keep_strokes(
    *,
    consultation_id: UUID,
    drawn: strokes.Strokes,
    wording_sha256: str,
    language: str,
    by: User,
    at: datetime,
) -> ConsentDraft:
    """All strokes so far, each time: sent twice, it is the same drawing."""
    visit = access.consultation_to_change(by, consultation_id)
    refuse(policies.why_not_ask(visit, by))
    _read_as_shown(visit, language, wording_sha256)
    found = {"strokes": strokes.checked(drawn), "wording_sha256": wording_sha256, "by": by, "at": at}
    draft, is_new = ConsentDraft.objects.update_or_create(
        consultation=visit, defaults=found, create_defaults=found | {"site_id": visit.site_id}
    )
    if is_new:
        note("consent.being_drawn", visit, by=by, at=at)
    return draft


@transaction.atomic
def give_consent(
    *, consultation_id: UUID, wording_sha256: str, language: str, agreement: Agreement, by: User, at: datetime
) -> Consent:
    """No revision: what counts is the text that was read and the plan it is about, and the hash holds both."""
    visit = access.consultation_to_change(by, consultation_id)
    refuse(policies.why_not_ask(visit, by))
    wording = _read_as_shown(visit, language, wording_sha256)
    agreement = replace(agreement, drawn=_drawn(agreement))
    refuse(next((sentence for _field, sentence in policies.what_is_missing(visit, agreement)), None))
    consent = _written(visit, wording, **_said(agreement, wording), by=by, by_name=by.name, at=at)
    ConsentDraft.objects.filter(consultation=visit).delete()
    note("consent.given", visit, by=by, at=at, consent=consent.pk, way=consent.way, wording_sha256=wording_sha256)
    return consent


@transaction.atomic
def withdraw_consent(*, consultation_id: UUID, reason: str = "", by: User, at: datetime) -> list[ConsentWithdrawal]:
    """Every consent of the visit, also one to an earlier plan: none of them may come back to life."""
    visit = access.consultation_to_change(by, consultation_id)
    refuse(policies.why_not_withdraw(visit, by, reason))
    taken_back = [
        ConsentWithdrawal.objects.create(site_id=visit.site_id, consent=consent, reason=tidy_text(reason), by=by, at=at)
        for consent in visit.consents.filter(withdrawal=None)
    ]
    note("consent.withdrawn", visit, by=by, at=at, consents=[each.consent_id for each in taken_back])
    return taken_back


def _read_as_shown(visit: Consultation, language: str, wording_sha256: str) -> dict[str, Any]:
    wording = consenting.wording(visit, language)
    if sha256_of(wording) != wording_sha256:
        raise WordingChanged
    return wording


def _written(visit: Consultation, wording: Mapping[str, Any], **said: Any) -> Consent:
    try:
        return Consent.objects.create(
            site_id=visit.site_id,
            consultation=visit,
            language=wording["language"],
            wording=canonical_json(wording),
            wording_sha256=sha256_of(wording),
            plan_sha256=consenting.plan_sha256(visit),
            **said,
        )
    except IntegrityError as error:
        # The same drawing for two visits at the same moment.
        if ONE_CONSENT not in str(error):
            raise
        raise Refused(COPIED) from error


def _drawn(agreement: Agreement) -> strokes.Strokes:
    """Nothing where nothing was to be drawn; a drawing that served another consent is a copy."""
    if agreement.way != ConsentWay.DRAWN:
        return []
    drawn = strokes.checked(agreement.drawn)
    if drawn and Consent.objects.filter(strokes_sha256=strokes.fingerprint(drawn)).exists():
        raise Refused(COPIED)
    return drawn


def _said(agreement: Agreement, wording: Mapping[str, Any]) -> dict[str, Any]:
    drawn = agreement.drawn
    return {
        "way": agreement.way,
        "strokes": drawn or None,
        "strokes_sha256": strokes.fingerprint(drawn) if drawn else "",
        "signed_name": tidy_line(agreement.name) or wording["patient"]["name"],
        "relation": "" if agreement.is_patient else tidy_line(agreement.relation),
    }
