"""The fewest questions that decide: which open questions can still matter for what is suggested, best first.

A question is open until it is met: answered, "not sure" or skipped. Nothing is taken for granted of an open one. When
none is left, every answer that could still be given leads to the same outcome, method, add-on, cautions and red flags.
"""

from collections.abc import Callable, Collection
from typing import Final, NamedTuple

from treatments.engine.answers import Answers, RawAnswer, RawAnswers
from treatments.engine.conditions import keys_of
from treatments.engine.documents import Question
from treatments.engine.mattering import cautions_on, guards_of, mattering
from treatments.engine.possible import opened, possible
from treatments.engine.protocol import Protocol
from treatments.engine.readings import UNANSWERED, UNKNOWN
from treatments.engine.settling import Settled

POLICY: Final = "intake_asks"
ADAPTIVE: Final = "adaptive"

Asks = Callable[[Question], bool]


class OpenKey(NamedTuple):
    """`area_number` counts from 1; None for a question about the person."""

    key: str
    area_number: int | None


def anyone(question: Question) -> bool:
    return True


def in_the_intake(question: Question) -> bool:
    """What patient, desk or nurse can answer; what follows from the patient's details is not asked at all."""
    return question.derives is None and not question.retired and set(question.asked_by) != {"dermatologist"}


def worth_asking(protocol: Protocol, answers: Answers, asks: Asks = anyone) -> tuple[OpenKey, ...]:
    """The open questions that can still matter, best first; `asks` says which may be asked here.

    A question stays open until its key stands in the answers, be it as `unanswered`. What may not be asked here counts
    as it stands. The key is that of the question, also where rules read what is derived from it.
    """
    uses: dict[OpenKey, int] = {}
    answers = _counting(protocol, answers)
    settle, person = protocol.settling.settle, answers.person
    now: dict[int | None, Settled] = {None: settle(person, {})}
    on_person, _ = opened(protocol, person, _open(protocol, "person", person, asks))
    for number, area in enumerate(answers.areas or ({},), 1):
        now[number] = settle(person, area)
        may = possible(protocol, person, area, _open(protocol, "area", area, asks), on_person)
        for key, use in mattering(may).items():
            open_key = _open_key(protocol, key, number)
            uses[open_key] = min(use, uses.get(open_key, use))
    shown = [one for one in uses if not now[one.area_number].is_hidden(one.key)]
    return tuple(sorted(shown, key=lambda one: (uses[one], protocol.questions[one.key].number, one.area_number or 0)))


def open_keys_of(protocol: Protocol, answers: Answers, method: str, area_number: int) -> tuple[OpenKey, ...]:
    """What the exclusions, holds and cautions of this method still need, in the order of the questions.

    For the doctor who picks the method: skipped, "not sure" and contradictory answers are open again.
    """
    answers = _counting(protocol, answers)
    contradictory = protocol.settling.settle(answers.person, answers.areas[area_number - 1]).contradictory
    person, area = (_known(part, contradictory) for part in (answers.person, answers.areas[area_number - 1]))
    on_person, _ = opened(protocol, person, _open(protocol, "person", person, anyone))
    may = possible(protocol, person, area, _open(protocol, "area", area, anyone), on_person)
    needed = {key for read in (*guards_of(may, method), *cautions_on(may, method)) for key in may.to_ask(read)}
    due = sorted({protocol.asking[key].number: protocol.asking[key].key for key in needed}.items())
    return tuple(_open_key(protocol, key, area_number) for _, key in due if not may.weighed.settled.is_hidden(key))


def always_asked(protocol: Protocol) -> tuple[str, ...]:
    """Questions that no rule reads, such as a consent: somebody else needs the answer, so they are asked anyhow.

    With them come the questions that decide whether they are shown. What follows from the patient's details is not
    asked.
    """
    settling = protocol.settling
    conditions = [condition for _, condition in (*settling.questions, *settling.conflicts)]
    read = {key for condition in (*protocol.conditions.sources, *conditions) for key in keys_of(condition)}
    wanted = {question.key for question in protocol.questions.values() if question.key not in read | protocol.retired}
    for question, shown in reversed(settling.questions):
        if question.key in wanted:
            wanted |= {protocol.asking[key].key for key in keys_of(shown)}
    return tuple(
        question.key
        for question in protocol.questions.values()
        if question.key in wanted and not question.derives and not question.retired
    )


def is_adaptive(protocol: Protocol) -> bool:
    """Whether the intake asks only what is worth asking; a protocol that does not say so asks everything."""
    return protocol.policies.get(POLICY) == ADAPTIVE


def _open_key(protocol: Protocol, key: str, area_number: int) -> OpenKey:
    question = protocol.asking[key]
    return OpenKey(question.key, area_number if question.about == "area" else None)


def _open(protocol: Protocol, about: str, given: RawAnswers, asks: Asks) -> list[str]:
    facts = (fact for fact in protocol.facts.values() if fact.about == about and fact.key not in protocol.retired)
    return [fact.key for fact in facts if given.get(fact.key) is None and asks(protocol.asking[fact.key])]


def _counting(protocol: Protocol, answers: Answers) -> Answers:
    if not protocol.retired:
        return answers
    counting = protocol.settling.counting
    return Answers(counting(answers.person), tuple(map(counting, answers.areas)))


def _known(given: RawAnswers, contradictory: Collection[str]) -> RawAnswers:
    return {key: answer for key, answer in given.items() if key not in contradictory and not _is_unsure(answer)}


def _is_unsure(answer: RawAnswer) -> bool:
    return answer in (None, UNANSWERED, UNKNOWN) or (isinstance(answer, list | tuple) and UNKNOWN in answer)
