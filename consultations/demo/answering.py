"""Taking an intake the way a desk would: along the way of questions, with answers from the cases of the protocol."""

from datetime import datetime
from typing import Any

from clinic.accounts.models import User
from consultations.intake.questions import Asked, is_shown, next_open, path
from consultations.models import Consultation
from consultations.models.answers import GivenBy
from consultations.services import intake, review
from treatments.compiled_releases import compiled
from treatments.engine.answers import Answers
from treatments.engine.documents import Question
from treatments.engine.protocol import Protocol
from treatments.engine.readings import NOT_APPLICABLE, UNKNOWN


def answer(consultation: Consultation, given: Answers, *, by: User, at: datetime, share: float = 1.0) -> Consultation:
    """`share` is how much of the way is gone."""
    protocol = compiled(consultation.release)
    while len(consultation.answers["areas"]) < len(given.areas):
        consultation = intake.add_area(consultation_id=consultation.pk, revision=consultation.revision, by=by, at=at)
    steps = round(len(path(protocol, consultation.answers)) * share)
    while steps > 0 and (asked := next_open(protocol, consultation.answers)):
        consultation = intake.give_answer(
            consultation_id=consultation.pk,
            question=asked.question.key,
            area_number=asked.area_number,
            value=value_for(protocol, asked, given),
            revision=consultation.revision,
            given_by=GivenBy.PATIENT if "patient" in asked.question.asked_by else GivenBy.DESK,
            by=by,
            at=at,
        )
        steps -= share < 1
    return consultation


def examine(consultation: Consultation, given: Answers, *, by: User, at: datetime) -> Consultation:
    """What only a dermatologist answers, where the given answers say something about it."""
    protocol = compiled(consultation.release)
    for question in protocol.document.questions:
        if set(question.asked_by) != {"dermatologist"} or question.retired:
            continue
        numbers = range(1, len(given.areas) + 1) if question.about == "area" else [None]
        for number in numbers:
            asked = Asked(question, number)
            value = said(asked, given)
            if value not in (None, UNKNOWN) and is_shown(protocol, consultation.answers, asked):
                consultation = review.correct_answer(
                    consultation_id=consultation.pk,
                    question=question.key,
                    area_number=number,
                    value=value,
                    revision=consultation.revision,
                    by=by,
                    at=at,
                )
    return consultation


def said(asked: Asked, given: Answers) -> Any:
    part = given.person if asked.area_number is None else given.areas[asked.area_number - 1]
    value = part.get(asked.question.key)
    return None if value == NOT_APPLICABLE else list(value) if isinstance(value, tuple) else value


def value_for(protocol: Protocol, asked: Asked, given: Answers) -> Any:
    """None is a question that is skipped: what the typical patient answers and this one does not."""
    typical = protocol.document.typical_patient
    key, part = asked.question.key, typical.person if asked.area_number is None else typical.area
    if key in part or said(asked, given) is not None:
        return said(asked, given)
    is_due = asked.question.safety or _is_for_all(asked.question) or set(asked.question.asked_by) == {"desk"}
    return first_offered(asked.question) if is_due else None


def first_offered(question: Question) -> Any:
    if question.type == "one":
        return question.offered[0].value
    if question.type == "multi":
        return [next((option for option in question.offered if option.exclusive), question.offered[0]).value]
    return question.minimum if question.type == "number" else None


def _is_for_all(question: Question) -> bool:
    return question.type == "one" and not question.offers_unknown and len(question.offered) == 2
