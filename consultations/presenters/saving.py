"""What a page is told when an answer was not taken: why, who changed it, and both answers in words."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format

from consultations import policies
from consultations.face_map.places import OnTheMap, marks_of
from consultations.intake import questions
from consultations.intake.screens import Screen
from consultations.lifecycle import Status
from consultations.models import AnswerChange, Consultation
from consultations.presenters.face_picture import total
from consultations.presenters.intake import Intake


def as_conflict(intake: Intake, client: str, screen: Screen, question: str, reason: str, seen: int) -> dict[str, Any]:
    """`kind` is `moved` (another tablet has the intake), `changed` (this very answer was given by somebody else since),
    `later` (only other answers were: send it again with the new revision) or `refused`.
    """
    consultation = intake.consultation
    asked = next(each for each in screen.possible if each.question.key == question)
    rows = consultation.answer_changes.filter(question=question, area_number=asked.area_number, revision__gt=seen)
    theirs = intake.words.answer(question, questions.given(intake.answers, asked))
    return _told(consultation, client, rows, theirs, reason, seen)


def places_conflict(consultation: Consultation, asked: OnTheMap, client: str, reason: str, seen: int) -> dict[str, Any]:
    """The same for the picture of the face, which is saved as a whole."""
    keys = [asked.place.key, asked.count.key, asked.size.key]
    rows = consultation.answer_changes.filter(question__in=keys, revision__gt=seen)
    theirs = total(marks_of(asked, consultation.answers["areas"], consultation.face_map))
    return _told(consultation, client, rows, theirs, reason, seen)


def _told(
    consultation: Consultation, client: str, rows: QuerySet[AnswerChange], theirs: str, reason: str, seen: int
) -> dict[str, Any]:
    last = rows.select_related("by").last()
    said = {"kind": _kind(consultation, client, seen, last), "reason": reason, "revision": consultation.revision}
    if last:
        at = timezone.localtime(last.at, consultation.site.zone)
        said |= {"who": last.by.name, "at": date_format(at, "H:i"), "theirs": theirs}
    return said


def _kind(consultation: Consultation, client: str, seen: int, last: AnswerChange | None) -> str:
    if policies.why_not_from(consultation, client):
        return "moved"
    if last:
        return "changed"
    return "later" if consultation.revision != seen and consultation.status == Status.INTAKE else "refused"
