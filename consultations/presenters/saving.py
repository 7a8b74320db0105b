"""What a page is told when an answer was not taken: why, who changed it, and both answers in words."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.audit.models import Event
from consultations import policies
from consultations.face_map.places import OnTheMap, marks_of
from consultations.intake import questions
from consultations.intake.questions import Asked
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
    told = _told(consultation, client, rows, theirs, reason, seen)
    if asked.area_number and told["kind"] in ("changed", "later") and _is_another_place(intake, asked, seen):
        words = _("The places of this visit were changed meanwhile. Look which place this is now, then answer again.")
        return {"kind": "refused", "reason": words, "revision": consultation.revision}
    return told


def _is_another_place(intake: Intake, asked: Asked, seen: int) -> bool:
    """What has this area's number now may be another area than the one that was answered."""
    places = [q.key for q in intake.words.protocol.document.questions if q.about == "area"][:1]
    moved = intake.consultation.answer_changes.filter(area_number=asked.area_number, revision__gt=seen)
    return moved.filter(question__in=places).exists()


def places_conflict(consultation: Consultation, asked: OnTheMap, client: str, reason: str, seen: int) -> dict[str, Any]:
    """The same for the picture of the face, which is saved as a whole."""
    keys = [asked.place.key, asked.count.key, asked.size.key]
    rows = consultation.answer_changes.filter(question__in=keys, revision__gt=seen)
    theirs = total(marks_of(asked, consultation.answers["areas"], consultation.face_map))
    told = _told(consultation, client, rows, theirs, reason, seen)
    if told["kind"] == "later" and (marked := _last_marking(consultation, seen)):
        at = timezone.localtime(marked.at, consultation.site.zone)
        return told | {"kind": "changed", "who": marked.actor_name, "at": date_format(at, "H:i"), "theirs": theirs}
    return told


def _last_marking(consultation: Consultation, seen: int) -> Event | None:
    """The side of a place, its lid or a "none" may have changed without any answer being another one."""
    marked = Event.objects.filter(
        subject=consultation._meta.label_lower, subject_id=str(consultation.pk), action="places.marked"
    )
    return marked.filter(details__revision__gt=seen).first()


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
