"""The intake: started for a patient, answered question by question, given to the dermatologist."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.audit.refusals import Refused
from consultations import access, policies
from consultations.answering import at_the_start, suggestion_for, with_answer, with_area, without_answer, without_area
from consultations.intake.questions import unfinished_place
from consultations.lifecycle import Status
from consultations.models import AnswerChange, Consultation
from consultations.models.answers import GivenBy
from consultations.models.consultation import HOLDING
from consultations.services import answer_log, handing_over
from consultations.services.changing import hold, hold_from, note, refuse, save
from treatments.compiled_releases import compiled
from treatments.engine.readings import UNANSWERED
from treatments.models import Release


@transaction.atomic
def start(*, patient_id: UUID, by: User, at: datetime) -> Consultation:
    """A visit that is still open is gone on with: nobody has two at once."""
    patient = access.patient_to_change(by, patient_id)
    refuse(policies.why_not_start(by))
    if going_on := patient.consultations.open().first():
        return going_on
    release = newest_release()
    answers = at_the_start(compiled(release), patient.date_of_birth, at.astimezone(patient.site.zone).date())
    consultation = Consultation.objects.create(
        site=patient.site, patient=patient, release=release, answers=answers, started_at=at, started_by=by
    )
    answer_log.begin(consultation, by=by, at=at)
    note("consultation.started", consultation, by=by, at=at, release=release.number)
    return consultation


def newest_release() -> Release:
    """Of the clinic's one protocol."""
    release = Release.objects.in_force().without_document().order_by("slug", "-number").first()
    if release is None:
        raise Refused(_("No protocol is published yet. Ask your content admin to publish one."))
    return release


@dataclass(frozen=True, slots=True)
class Given:
    """One answer as it came; `value` None is a question that was skipped."""

    question: str
    area_number: int | None
    value: Any


@transaction.atomic
def give_answer(
    *,
    consultation_id: UUID,
    question: str,
    value: Any,
    area_number: int | None = None,
    revision: int,
    given_by: str = GivenBy.DESK,
    by: User,
    at: datetime,
    client: str = "",
    sequence: int | None = None,
) -> Consultation:
    """`value` None is a question that was skipped. `sequence` is the tablet's own count of what it sends."""
    consultation = hold_from(consultation_id, revision, by, client)
    value = policies.tidied(value)
    refuse(policies.why_not_answer(consultation, by, question, value, area_number, given_by=given_by))
    change_answer(
        consultation, question, value, area_number, given_by=given_by, by=by, at=at, client=client, sequence=sequence
    )
    take(consultation, client, given_by, by, at)
    note("answer.given", consultation, by=by, at=at, question=question, area=area_number)
    return consultation


@transaction.atomic
def give_answers(
    *,
    consultation_id: UUID,
    given: Sequence[Given],
    revision: int,
    given_by: str = GivenBy.DESK,
    by: User,
    at: datetime,
    client: str = "",
) -> Consultation:
    """One screen, in the order of its questions. What another answer has hidden is left out and named in the event;
    what is as it was is not written again."""
    consultation = hold_from(consultation_id, revision, by, client)
    changed, hidden = [], []
    for each in given:
        value = policies.tidied(each.value)
        old = answer_log.given(consultation.answers, each.question, each.area_number)
        if old == (UNANSWERED if value is None else value):
            continue
        if policies.is_hidden(consultation, each.question, each.area_number):
            hidden.append(each.question)
            continue
        refuse(policies.why_not_answer(consultation, by, each.question, value, each.area_number, given_by=given_by))
        change_answer(consultation, each.question, value, each.area_number, given_by=given_by, by=by, at=at)
        changed.append(each.question)
    if changed:
        take(consultation, client, given_by, by, at)
        note("answers.given", consultation, by=by, at=at, questions=changed, hidden=hidden, area=given[0].area_number)
    return consultation


@transaction.atomic
def keep_unfinished(
    *,
    consultation_id: UUID,
    question: str,
    typed: list[str],
    area_number: int | None = None,
    revision: int,
    given_by: str = GivenBy.DESK,
    by: User,
    at: datetime,
    client: str = "",
) -> Consultation:
    """What was typed and is no answer yet comes back on every tablet. It stands in place of the answer that was there:
    that one is taken back, since it is not what the person says any more, and the question is open again."""
    consultation = hold_from(consultation_id, revision, by, client)
    refuse(policies.why_not_type(consultation, by, question, typed, area_number, given_by=given_by))
    old = answer_log.given(consultation.answers, question, area_number)
    consultation.unfinished = consultation.unfinished | {unfinished_place(question, area_number): typed}
    if old is not None:
        consultation.answers = without_answer(consultation.answers, question, area_number)
        answer_log.add(consultation, question, old, None, area_number, given_by=given_by, by=by, at=at, client=client)
    take(consultation, client, given_by, by, at)
    note("answer.unfinished", consultation, by=by, at=at, question=question, area=area_number)
    return consultation


@transaction.atomic
def take_over(*, consultation_id: UUID, client: str, held_as: str, by: User, at: datetime) -> Consultation:
    """From now on this tablet writes; the other one is told when it next sends something."""
    consultation = access.consultation_to_change(by, consultation_id)
    refuse(policies.why_not_take_over(consultation, by))
    consultation.give_to(client, held_as, by, at)
    consultation.save(update_fields=HOLDING)
    handing_over.end_for(consultation, by=by, at=at)
    note("intake.taken_over", consultation, by=by, at=at, held_as=held_as)
    return consultation


def take(consultation: Consultation, client: str, given_by: str, by: User, at: datetime, *also: str) -> None:
    """Saves the answers and what else changed; the first tablet that writes has the intake from then on."""
    fields = ["answers", "unfinished", *also]
    if client and not consultation.holder:
        consultation.give_to(client, given_by, by, at)
        fields += HOLDING
    save(consultation, *fields)


def change_answer(
    consultation: Consultation,
    question: str,
    value: Any,
    area_number: int | None,
    *,
    given_by: str,
    by: User,
    at: datetime,
    client: str = "",
    sequence: int | None = None,
) -> AnswerChange:
    """Into the document and the log; the caller saves."""
    old = answer_log.given(consultation.answers, question, area_number)
    new = UNANSWERED if value is None else value
    consultation.answers = with_answer(consultation.answers, question, new, area_number)
    consultation.unfinished = {
        place: typed
        for place, typed in consultation.unfinished.items()
        if place != unfinished_place(question, area_number)
    }
    sent_by = {"given_by": given_by, "by": by, "at": at, "client": client, "sequence": sequence}
    return answer_log.add(consultation, question, old, new, area_number, **sent_by)


@transaction.atomic
def add_area(*, consultation_id: UUID, revision: int, by: User, at: datetime) -> Consultation:
    consultation = hold(consultation_id, revision, by)
    refuse(policies.why_not_add_area(consultation, by))
    consultation.answers = with_area(consultation.answers)
    save(consultation, "answers")
    note("area.added", consultation, by=by, at=at, area=len(consultation.answers["areas"]))
    return consultation


@transaction.atomic
def remove_area(*, consultation_id: UUID, area_number: int, revision: int, by: User, at: datetime) -> Consultation:
    """The areas after it move up by one, in the log as well."""
    consultation = hold(consultation_id, revision, by)
    refuse(policies.why_not_remove_area(consultation, by, area_number))
    before, consultation.answers = consultation.answers, without_area(consultation.answers, area_number)
    answer_log.move_areas_up(consultation, before, area_number, by=by, at=at)
    save(consultation, "answers")
    note("area.removed", consultation, by=by, at=at, area=area_number)
    return consultation


@transaction.atomic
def finish_intake(*, consultation_id: UUID, revision: int, by: User, at: datetime, client: str = "") -> Consultation:
    consultation = hold_from(consultation_id, revision, by, client)
    refuse(policies.why_not_finish(consultation, by))
    consultation.take_suggestion(suggestion_for(compiled(consultation.release), consultation.answers))
    consultation.intake_finished_at = at
    consultation.move_to(Status.REVIEW)
    consultation.give_to()
    save(consultation, "status", "suggestion", "glance", "intake_finished_at", *HOLDING)
    note("intake.finished", consultation, by=by, at=at, outcome=consultation.suggestion["outcome"])
    return consultation


@transaction.atomic
def give_back(*, consultation_id: UUID, revision: int, by: User, at: datetime) -> Consultation:
    """Back to the desk; a plan that was begun rests on answers that may change, so it is dropped.

    What the dermatologist saw was seen before the change: they look again.
    """
    consultation = hold(consultation_id, revision, by)
    refuse(policies.why_not_give_back(consultation, by))
    _forget_the_examination(consultation, by, at)
    dropped = [line.area_number for line in consultation.plan_lines.all()]
    consultation.plan_lines.all().delete()
    consultation.take_suggestion(None)
    consultation.intake_finished_at = None
    consultation.move_to(Status.INTAKE)
    save(consultation, "status", "answers", "suggestion", "glance", "intake_finished_at")
    note("intake.given_back", consultation, by=by, at=at, dropped=dropped)
    return consultation


def _forget_the_examination(consultation: Consultation, by: User, at: datetime) -> None:
    examination = compiled(consultation.release).document.examination
    if examination and consultation.answers["person"].get(examination.question) not in (None, UNANSWERED):
        change_answer(consultation, examination.question, None, None, given_by=GivenBy.DERMATOLOGIST, by=by, at=at)
