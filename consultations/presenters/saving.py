"""What a page is told when an answer was not taken: why, who changed it, and both answers in words."""

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from consultations import policies
from consultations.intake import questions
from consultations.intake.screens import Screen
from consultations.lifecycle import Status
from consultations.models import AnswerChange, Consultation
from consultations.presenters.intake import Intake


def as_conflict(intake: Intake, client: str, screen: Screen, question: str, reason: str, seen: int) -> dict[str, Any]:
    """`kind` is `moved` (another tablet has the intake), `changed` (this very answer was given by somebody else since),
    `later` (only other answers were: send it again with the new revision) or `refused`.
    """
    consultation = intake.consultation
    asked = next(each for each in screen.possible if each.question.key == question)
    rows = consultation.answer_changes.filter(question=question, area_number=asked.area_number, revision__gt=seen)
    last = rows.select_related("by").last()
    said = {"kind": _kind(consultation, client, seen, last), "reason": reason, "revision": consultation.revision}
    if last:
        at = timezone.localtime(last.at, consultation.site.zone)
        theirs = intake.words.answer(question, questions.given(intake.answers, asked))
        said |= {"who": last.by.name, "at": date_format(at, "H:i"), "theirs": theirs}
    return said


def _kind(consultation: Consultation, client: str, seen: int, last: AnswerChange | None) -> str:
    if policies.why_not_from(consultation, client):
        return "moved"
    if last:
        return "changed"
    return "later" if consultation.revision != seen and consultation.status == Status.INTAKE else "refused"
