"""What a returning patient said last time and may confirm instead of being asked anew. Safety questions never are."""

from collections.abc import Mapping
from typing import Any

from consultations.answering import with_answer
from consultations.intake import questions
from consultations.intake.questions import Asked
from treatments.engine.answers import offers
from treatments.engine.protocol import Protocol
from treatments.engine.readings import NOT_APPLICABLE, UNANSWERED, UNKNOWN


def to_confirm(protocol: Protocol, answers: Mapping[str, Any], earlier: Mapping[str, Any]) -> list[tuple[Asked, Any]]:
    """Lasting questions of this release that nobody has met yet, with the answers of the earlier visit that still fit.

    "Not sure" is asked again. What an earlier answer hides is left out, in the order of the questions.
    """
    found = []
    for question in protocol.document.questions:
        value, asked = earlier["person"].get(question.key), Asked(question)
        if not question.lasting or question.retired or value in (None, UNANSWERED, NOT_APPLICABLE, UNKNOWN):
            continue
        if questions.is_met(answers, asked) or not questions.is_shown(protocol, answers, asked):
            continue
        if offers(protocol, question, value):
            found.append((asked, value))
            answers = with_answer(answers, question.key, value, None)
    return found


def had_they_confirmed(protocol: Protocol, answers: Mapping[str, Any], earlier: Mapping[str, Any]) -> Mapping[str, Any]:
    """The answers, with those of the earlier visit that the patient is about to be shown."""
    for asked, value in to_confirm(protocol, answers, earlier):
        answers = with_answer(answers, asked.question.key, value, None)
    return answers


def is_untouched(protocol: Protocol, answers: Mapping[str, Any]) -> bool:
    """Nobody has answered anything yet; what follows from the patient's details does not count."""
    given = [questions.Asked(question) for question in protocol.document.questions if not question.derives]
    return not any(answers["areas"]) and not any(questions.is_met(answers, asked) for asked in given)


def alike(protocol: Protocol, answers: Mapping[str, Any], area_number: int, keys: set[str]) -> list[tuple[Asked, Any]]:
    """What was said of the first area and may be the same here: of these keys, none that bears on safety."""
    found = []
    if area_number < 2:
        return []
    for asked in questions.path(protocol, answers):
        value = questions.part_of(answers, 1).get(asked.question.key)
        if asked.area_number != area_number or asked.question.safety or asked.question.key not in keys:
            continue
        if questions.is_met(answers, asked) or value in (None, UNANSWERED, NOT_APPLICABLE):
            continue
        found.append((asked, value))
    return found
