"""The tablet given to the patient for one intake, and how it comes back."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from clinic.accounts.models import User
from consultations import access
from consultations.lifecycle import Status
from consultations.models import Consultation, HandOver
from consultations.models.answers import GivenBy
from consultations.models.consultation import HOLDING
from consultations.models.handing_over import Ended
from consultations.policies.handing_over import why_not_hand_over
from consultations.services.changing import note, refuse
from treatments.compiled_releases import compiled


@transaction.atomic
def hand_over(*, consultation_id: UUID, client: str, by: User, at: datetime) -> HandOver:
    """`client` is the tablet as it was in staff hands; in the patient's hand it is another one."""
    consultation = access.consultation_to_change(by, consultation_id)
    refuse(why_not_hand_over(consultation, by, client))
    end_for(consultation, by=by, at=at)
    patient, offered = consultation.patient, compiled(consultation.release).document.languages
    given = HandOver.objects.create(
        site_id=consultation.site_id,
        consultation=consultation,
        client=uuid4().hex,
        language=patient.language if patient.language in offered else offered[0],
        text_size=patient.text_size,
        by=by,
        at=at,
        good_for=by.get_session_auth_hash(),
    )
    _hold(consultation, given.client, GivenBy.PATIENT, by, at)
    note("tablet.handed_over", consultation, by=by, at=at, hand_over=given.pk)
    return given


@transaction.atomic
def give_back(*, hand_over_id: int, ended: Ended, by: User | None, at: datetime) -> HandOver:
    """Ends it once; whoever comes later changes nothing. `by` is empty where the patient or the clock ended it."""
    # The visit first, as everybody who changes it does, so that no two wait for each other.
    consultation = Consultation.objects.select_for_update(no_key=True).get(hand_overs=hand_over_id)
    given = HandOver.objects.select_for_update(of=("self",), no_key=True).select_related("by").get(pk=hand_over_id)
    if given.ended:
        return given
    given.ended, given.ended_at, given.ended_by = ended, at, by
    given.save(update_fields=["ended", "ended_at", "ended_by"])
    # A visit that is over holds still; nobody writes into its intake any more.
    if consultation.holder == given.client and consultation.status == Status.INTAKE:
        _hold(consultation, "", "", None, None)
    note("tablet.given_back", consultation, by=by or given.by, at=at, hand_over=given.pk, ended=ended)
    return given


def end_for(consultation: Consultation, *, by: User, at: datetime) -> None:
    """Staff has taken the intake over: the patient's tablet is told at its next touch. The caller holds the visit."""
    for given in consultation.hand_overs.filter(ended=""):
        give_back(hand_over_id=given.pk, ended=Ended.TAKEN_OVER, by=by, at=at)


def end_as_not_allowed(*, hand_over_id: int, client: str, at: datetime) -> None:
    """Whoever gave this tablet works at its site no more; should they come back, it stays over."""
    if HandOver.objects.filter(pk=hand_over_id, client=client, ended="").exists():
        give_back(hand_over_id=hand_over_id, ended=Ended.NOT_ALLOWED, by=None, at=at)


def _hold(consultation: Consultation, client: str, held_as: str, by: User | None, at: datetime | None) -> None:
    consultation.give_to(client, held_as, by, at)
    consultation.save(update_fields=HOLDING)
