"""The review: the dermatologist corrects answers, decides area by area, confirms, or closes without a signature."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from clinic.accounts.models import User
from consultations import policies
from consultations.deciding import Decision, agrees, as_suggested, needs_second_look, variant_meant
from consultations.lifecycle import Status
from consultations.models import Consultation, PlanLine
from consultations.models.answers import GivenBy
from consultations.names import tidy_text
from consultations.services import answer_log
from consultations.services.changing import hold, note, refuse, save
from consultations.services.flags import take_what_was_seen
from consultations.services.intake import Given, change_answer
from consultations.services.working_out import WORKED_OUT, work_out_anew
from treatments.compiled_releases import compiled
from treatments.engine.readings import UNANSWERED

CONFIRMED = ("status", "confirmed_at", "confirmed_by")


@transaction.atomic
def correct_answer(
    *,
    consultation_id: UUID,
    question: str,
    value: Any,
    area_number: int | None = None,
    revision: int,
    by: User,
    at: datetime,
) -> Consultation:
    """The suggestion is worked out anew; decisions on areas for which it is another one now are dropped."""
    given = [Given(question, area_number, value)]
    return correct_answers(consultation_id=consultation_id, given=given, revision=revision, by=by, at=at)


@transaction.atomic
def correct_answers(
    *, consultation_id: UUID, given: Sequence[Given], revision: int, by: User, at: datetime
) -> Consultation:
    """Several at once, such as all that a method still needs to know; each stands in the log and has its event."""
    consultation = hold(consultation_id, revision, by)
    for each in given:
        value = policies.tidied(each.value)
        refuse(policies.why_not_correct(consultation, by, each.question, value, each.area_number))
        change_answer(
            consultation, each.question, value, each.area_number, given_by=GivenBy.DERMATOLOGIST, by=by, at=at
        )
    _settle_the_examination(consultation, given, by, at)
    after, dropped = work_out_anew(consultation)
    save(consultation, *WORKED_OUT)
    worked_out = {"outcome": after["outcome"], "dropped": dropped}
    for each in given:
        place = {"question": each.question, "area": each.area_number}
        note("answer.corrected", consultation, by=by, at=at, **place, **worked_out)
    return consultation


def _settle_the_examination(consultation: Consultation, given: Sequence[Given], by: User, at: datetime) -> None:
    """With a flag gone or a question answered the findings may come to something now; what was said outright stands."""
    examination = compiled(consultation.release).document.examination
    if examination is None or any(each.question == examination.question for each in given):
        return
    if answer_log.given(consultation.answers, examination.question, None) in (None, UNANSWERED):
        take_what_was_seen(consultation, by, at)


@transaction.atomic
def decide(
    *, consultation_id: UUID, area_number: int, method: str, revision: int, by: User, at: datetime, **chosen: Any
) -> Consultation:
    """One line of the plan, in place of an earlier one for the area. `chosen` are the other fields of a `Decision`."""
    consultation = hold(consultation_id, revision, by)
    _decide(consultation, Decision(area_number=area_number, method=method, **chosen), by, at)
    save(consultation)
    return consultation


@transaction.atomic
def decide_and_confirm(
    *, consultation_id: UUID, area_number: int, method: str, revision: int, by: User, at: datetime, **chosen: Any
) -> Consultation:
    """As `decide`; the plan is confirmed with it when nothing else keeps it open."""
    consultation = hold(consultation_id, revision, by)
    _decide(consultation, Decision(area_number=area_number, method=method, **chosen), by, at)
    if policies.why_not_confirm(consultation, by) is None:
        _confirm(consultation, by, at)
    save(consultation, *CONFIRMED)
    return consultation


@transaction.atomic
def agree_all(
    *,
    consultation_id: UUID,
    ticked: Mapping[int, Sequence[str]],
    details: Mapping[int, Mapping[str, Any]],
    revision: int,
    by: User,
    at: datetime,
) -> Consultation:
    """What is suggested for every area that has no decision yet, and the plan is confirmed: all of it or nothing.

    `ticked` are the restrictions by area number, `details` the fields of the method by area number.
    """
    consultation = hold(consultation_id, revision, by)
    decided = set(consultation.plan_lines.values_list("area_number", flat=True))
    for number, area in enumerate(consultation.suggestion["areas"] if consultation.suggestion else (), start=1):
        if number not in decided:
            refuse(policies.why_not_agree(consultation, number))
            own = {"restrictions_ticked": tuple(ticked.get(number, ())), "details": dict(details.get(number, {}))}
            _decide(consultation, Decision(area_number=number, **as_suggested(area), **own), by, at)
    refuse(policies.why_not_confirm(consultation, by))
    _confirm(consultation, by, at)
    save(consultation, *CONFIRMED)
    return consultation


def _decide(consultation: Consultation, decision: Decision, by: User, at: datetime) -> None:
    decision = replace(decision, comment=tidy_text(decision.comment), own_words=tidy_text(decision.own_words))
    refuse(policies.why_not_decide(consultation, by, decision, at))
    line = _write_line(consultation, decision, by, at)
    said = {"area": decision.area_number, "method": line.method, "agrees": line.agrees}
    note("plan.decided", consultation, by=by, at=at, **said)


def _write_line(consultation: Consultation, decision: Decision, by: User, at: datetime) -> PlanLine:
    protocol, area = compiled(consultation.release), consultation.suggestion["areas"][decision.area_number - 1]
    agreed = agrees(area, decision)
    line, _is_new = PlanLine.objects.update_or_create(
        consultation=consultation,
        area_number=decision.area_number,
        defaults={
            "method": decision.method,
            "variant": variant_meant(protocol, area, decision),
            "add_on": decision.add_on,
            "without_method": decision.without_method,
            "own_words": decision.own_words,
            "details": dict(decision.details),
            "agrees": agreed,
            "reasons": [] if agreed else list(decision.reasons),
            "doubted": [] if agreed else list(decision.doubted),
            "comment": decision.comment,
            "confirmed_twice": decision.confirmed_twice and needs_second_look(protocol, area, decision),
            "restrictions_ticked": sorted(decision.restrictions_ticked),
            "follow_up_on": decision.follow_up_on,
            "decided_at": at,
            "decided_by": by,
        },
    )
    return line


def _confirm(consultation: Consultation, by: User, at: datetime) -> None:
    consultation.confirmed_at, consultation.confirmed_by = at, by
    consultation.move_to(Status.CONFIRMED)
    note("plan.confirmed", consultation, by=by, at=at)


@transaction.atomic
def confirm(*, consultation_id: UUID, revision: int, by: User, at: datetime) -> Consultation:
    consultation = hold(consultation_id, revision, by)
    refuse(policies.why_not_confirm(consultation, by))
    _confirm(consultation, by, at)
    save(consultation, *CONFIRMED)
    return consultation


@transaction.atomic
def reopen(*, consultation_id: UUID, revision: int, by: User, at: datetime) -> Consultation:
    consultation = hold(consultation_id, revision, by)
    refuse(policies.why_not_reopen(consultation, by))
    consultation.confirmed_at, consultation.confirmed_by = None, None
    consultation.move_to(Status.REVIEW)
    save(consultation, *CONFIRMED)
    note("plan.reopened", consultation, by=by, at=at)
    return consultation


@transaction.atomic
def close_unsigned(*, consultation_id: UUID, reason: str, revision: int, by: User, at: datetime) -> Consultation:
    consultation = hold(consultation_id, revision, by)
    refuse(policies.why_not_close(consultation, by, reason))
    consultation.closed_at, consultation.closed_reason = at, tidy_text(reason)
    consultation.move_to(Status.CLOSED_UNSIGNED)
    save(consultation, "status", "closed_at", "closed_reason")
    note("consultation.closed_unsigned", consultation, by=by, at=at)
    return consultation
