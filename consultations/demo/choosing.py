"""Which answers a made-up patient gives: those of a case for which the service, at their age, says what is wanted."""

from collections.abc import Iterator, Mapping
from typing import Any

from consultations.demo.people import REVIEW, DemoVisit
from treatments.engine.answers import Answers
from treatments.engine.cases import answers_of
from treatments.engine.protocol import Protocol
from treatments.engine.suggest import suggest


def answers_for(protocol: Protocol, wanted: DemoVisit, details: Mapping[str, Any], number: int) -> Answers:
    """`details` are the answers that follow from the patient; `number` makes neighbours differ."""
    fitting = [given for given in _candidates(protocol, wanted, details) if _says(protocol, given) == wanted.outcome]
    if not fitting:
        raise LookupError(f"no case of the protocol gives {wanted.outcome} at this age")
    if wanted.areas == 1:
        return fitting[number % len(fitting)]
    return next(_joined(protocol, fitting, wanted, number))


def _candidates(protocol: Protocol, wanted: DemoVisit, details: Mapping[str, Any]) -> Iterator[Answers]:
    """The areas of the cases one by one. Before the review nobody has answered what only a dermatologist answers."""
    hidden = {
        question.key
        for question in protocol.document.questions
        if wanted.stage == REVIEW and set(question.asked_by) == {"dermatologist"}
    }
    for case in protocol.document.cases:
        given = answers_of(protocol, case)
        for area in given.areas:
            person = _without(given.person, hidden) | dict(details)
            yield Answers(person, (_without(area, hidden),))


def _without(part: Mapping[str, Any], hidden: set[str]) -> dict[str, Any]:
    return {key: value for key, value in part.items() if key not in hidden}


def _says(protocol: Protocol, given: Answers) -> str:
    return suggest(protocol, given).outcome


def _joined(protocol: Protocol, fitting: list[Answers], wanted: DemoVisit, number: int) -> Iterator[Answers]:
    """Two areas in different places, under the answers about the person of the first."""
    turned = fitting[number % len(fitting) :] + fitting[: number % len(fitting)]
    for first in turned:
        for second in turned:
            both = Answers(first.person, (first.areas[0], second.areas[0]))
            if first.areas[0]["area"] != second.areas[0]["area"] and _says(protocol, both) == wanted.outcome:
                yield both
