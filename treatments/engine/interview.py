"""An intake played through with a patient whose answers we know: what would be asked, and what is known at its end."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from treatments.engine.answers import Answers, RawAnswer
from treatments.engine.asking import Asks, OpenKey, anyone, worth_asking
from treatments.engine.protocol import Protocol
from treatments.engine.readings import UNANSWERED

Choose = Callable[[tuple[OpenKey, ...]], OpenKey]


@dataclass(frozen=True)
class Interview:
    answers: Answers
    asked: tuple[OpenKey, ...] = ()

    def ask(self, protocol: Protocol, question: OpenKey, patient: Answers) -> "Interview":
        """What the patient does not say is skipped."""
        fact = protocol.questions[question.key].derives or question.key
        answer = _part(patient, question.area_number).get(fact)
        said: dict[str, RawAnswer] = {fact: UNANSWERED if answer is None else answer}
        person, areas = self.answers.person, self.answers.areas
        if question.area_number is None:
            return Interview(Answers({**person, **said}, areas), (*self.asked, question))
        at = question.area_number - 1
        areas = (*areas[:at], {**areas[at], **said}, *areas[at + 1 :])
        return Interview(Answers(person, areas), (*self.asked, question))


def the_first(questions: tuple[OpenKey, ...]) -> OpenKey:
    return questions[0]


def in_order(protocol: Protocol) -> Choose:
    """The way of a form: area by area where a block of questions is about them."""
    numbers = {key: question.number for key, question in protocol.questions.items()}
    return lambda questions: min(questions, key=lambda one: (numbers[one.key], one.area_number or 0))


def ask_the_fewest(
    protocol: Protocol, patient: Answers, known: Answers, asks: Asks = anyone, choose: Choose = the_first
) -> Interview:
    interview = Interview(known)
    while questions := worth_asking(protocol, interview.answers, asks):
        interview = interview.ask(protocol, choose(questions), patient)
    return interview


def ask_everything(protocol: Protocol, patient: Answers, known: Answers, asks: Asks = anyone) -> Interview:
    """Every question that skip logic leaves; once more from the start where an answer brought an earlier one back."""
    interview, before = Interview(known), None
    while interview != before:
        before = interview
        for question in _form(protocol, asks, len(known.areas)):
            if _is_due(protocol, interview.answers, question):
                interview = interview.ask(protocol, question, patient)
    return interview


def _form(protocol: Protocol, asks: Asks, areas: int) -> Iterator[OpenKey]:
    may_be_asked = [question for question in protocol.document.questions if asks(question) and not question.retired]
    for about, block in groupby(may_be_asked, key=lambda question: question.about):
        questions = list(block)
        for area_number in range(1, areas + 1) if about == "area" else (None,):
            yield from (OpenKey(question.key, area_number) for question in questions)


def _is_due(protocol: Protocol, answers: Answers, question: OpenKey) -> bool:
    fact = protocol.questions[question.key].derives or question.key
    if _part(answers, question.area_number).get(fact) is not None:
        return False
    area = _part(answers, question.area_number) if question.area_number else {}
    return not protocol.settling.settle(answers.person, area).is_hidden(question.key)


def _part(answers: Answers, area_number: int | None) -> dict[str, RawAnswer]:
    return dict(answers.person if area_number is None else answers.areas[area_number - 1])
