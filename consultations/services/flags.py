"""Red flags are answered one by one; what was seen on the last of them answers the question about the examination."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from clinic.accounts.models import User
from consultations import flags, policies
from consultations.models import Consultation, FlagFinding
from consultations.models.answers import GivenBy
from consultations.names import tidy_text
from consultations.services import answer_log
from consultations.services.changing import hold, note, refuse, save
from consultations.services.intake import change_answer
from consultations.services.working_out import WORKED_OUT, work_out_anew
from treatments.compiled_releases import compiled


@transaction.atomic
def find(
    *,
    consultation_id: UUID,
    code: str,
    area_number: int | None,
    finding: str,
    remark: str = "",
    revision: int,
    by: User,
    at: datetime,
) -> Consultation:
    """A later finding for the same flag stands beside the earlier one and counts instead."""
    consultation = hold(consultation_id, revision, by)
    refuse(policies.why_not_find(consultation, by, code, area_number, finding, remark))
    raised = {(flag.code, flag.area_number): flag.answers for flag in flags.flags_of(consultation)}
    FlagFinding.objects.create(
        site_id=consultation.site_id,
        consultation=consultation,
        code=code,
        area_number=area_number,
        answers=raised[code, area_number],
        release=consultation.release.number,
        finding=finding,
        note=tidy_text(remark),
        by=by,
        at=at,
        revision=consultation.revision + 1,
    )
    take_what_was_seen(consultation, by, at)
    _suggestion, dropped = work_out_anew(consultation)
    save(consultation, *WORKED_OUT)
    note("flag.found", consultation, by=by, at=at, code=code, area=area_number, finding=finding, dropped=dropped)
    return consultation


def take_what_was_seen(consultation: Consultation, by: User, at: datetime) -> None:
    """Once every flag has its finding. One that has to be sent on takes an earlier all-clear back."""
    examination = compiled(consultation.release).document.examination
    states = flags.flags_of(consultation)
    if examination is None or not states or any(flag.is_open for flag in states):
        return
    said = flags.seen(consultation, states)
    before = answer_log.given(consultation.answers, examination.question, None)
    was_said = before in (examination.clear, examination.other)
    if said == before or (said is None and not (was_said and any(map(flags.is_sent_on, states)))):
        return
    change_answer(consultation, examination.question, said, None, given_by=GivenBy.DERMATOLOGIST, by=by, at=at)
