"""The review: the dermatologist corrects answers, decides area by area, confirms, or closes without a signature."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from clinic.accounts.models import User
from consultations import policies
from consultations.answering import suggestion_for
from consultations.deciding import Decision, agrees, needs_second_look, variant_meant
from consultations.lifecycle import Status
from consultations.models import Consultation, PlanLine
from consultations.models.answers import GivenBy
from consultations.names import tidy_text
from consultations.services.changing import hold, note, refuse, save
from consultations.services.intake import Given, change_answer
from treatments.compiled_releases import compiled


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
    before, after = consultation.suggestion, suggestion_for(compiled(consultation.release), consultation.answers)
    dropped = _drop_outdated(consultation, before, after)
    consultation.take_suggestion(after)
    save(consultation, "answers", "suggestion", "glance")
    worked_out = {"outcome": after["outcome"], "dropped": dropped}
    for each in given:
        place = {"question": each.question, "area": each.area_number}
        note("answer.corrected", consultation, by=by, at=at, **place, **worked_out)
    return consultation


def _drop_outdated(consultation: Consultation, before: dict[str, Any], after: dict[str, Any]) -> list[int]:
    pairs = zip(before["areas"], after["areas"], strict=True)
    changed = [number for number, (old, new) in enumerate(pairs, 1) if _rests_on(old) != _rests_on(new)]
    lines = consultation.plan_lines.filter(area_number__in=changed)
    dropped = sorted(line.area_number for line in lines)
    lines.delete()
    return dropped


def _rests_on(area: dict[str, Any]) -> dict[str, Any]:
    """What a decision rests on: everything that was said about the area but for the wording of why."""
    verdicts = [(each["method"], each["verdict"], _cautions(each)) for each in area["methods"]]
    said = {name: value for name, value in area.items() if name not in ("reasons", "methods")}
    return said | {"verdicts": verdicts}


def _cautions(method: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(reason["rule"], reason["truth"]) for reason in method["reasons"] if reason["kind"] == "caution"]


@transaction.atomic
def decide(
    *,
    consultation_id: UUID,
    area_number: int,
    method: str,
    variant: str = "",
    add_on: str = "",
    reasons: Sequence[str] = (),
    comment: str = "",
    confirmed_twice: bool = False,
    restrictions_ticked: Sequence[str] = (),
    follow_up_on: date | None = None,
    revision: int,
    by: User,
    at: datetime,
) -> Consultation:
    """One line of the plan, in place of an earlier one for the area. `method` empty leaves the area alone."""
    consultation = hold(consultation_id, revision, by)
    decision = Decision(
        area_number=area_number,
        method=method,
        variant=variant,
        add_on=add_on,
        reasons=tuple(reasons),
        comment=tidy_text(comment),
        confirmed_twice=confirmed_twice,
        restrictions_ticked=tuple(restrictions_ticked),
        follow_up_on=follow_up_on,
    )
    refuse(policies.why_not_decide(consultation, by, decision, at))
    line = _write_line(consultation, decision, by, at)
    save(consultation)
    note("plan.decided", consultation, by=by, at=at, area=area_number, method=method, agrees=line.agrees)
    return consultation


def _write_line(consultation: Consultation, decision: Decision, by: User, at: datetime) -> PlanLine:
    area = consultation.suggestion["areas"][decision.area_number - 1]
    agreed = agrees(area, decision)
    line, _is_new = PlanLine.objects.update_or_create(
        consultation=consultation,
        area_number=decision.area_number,
        defaults={
            "method": decision.method,
            "variant": variant_meant(compiled(consultation.release), area, decision),
            "add_on": decision.add_on,
            "agrees": agreed,
            "reasons": [] if agreed else list(decision.reasons),
            "comment": decision.comment,
            "confirmed_twice": decision.confirmed_twice and needs_second_look(area, decision),
            "restrictions_ticked": sorted(decision.restrictions_ticked),
            "follow_up_on": decision.follow_up_on,
            "decided_at": at,
            "decided_by": by,
        },
    )
    return line


@transaction.atomic
def confirm(*, consultation_id: UUID, revision: int, by: User, at: datetime) -> Consultation:
    consultation = hold(consultation_id, revision, by)
    refuse(policies.why_not_confirm(consultation, by))
    consultation.confirmed_at, consultation.confirmed_by = at, by
    consultation.move_to(Status.CONFIRMED)
    save(consultation, "status", "confirmed_at", "confirmed_by")
    note("plan.confirmed", consultation, by=by, at=at)
    return consultation


@transaction.atomic
def reopen(*, consultation_id: UUID, revision: int, by: User, at: datetime) -> Consultation:
    consultation = hold(consultation_id, revision, by)
    refuse(policies.why_not_reopen(consultation, by))
    consultation.confirmed_at, consultation.confirmed_by = None, None
    consultation.move_to(Status.REVIEW)
    save(consultation, "status", "confirmed_at", "confirmed_by")
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
