"""What guards a method: the questions it depends on that nobody was asked, or that another answer hides."""

from collections.abc import Mapping, Sequence
from typing import Any

from consultations.intake import questions
from consultations.intake.questions import Asked
from treatments.engine.answers import Answers
from treatments.engine.asking import open_keys_of
from treatments.engine.conditions import keys_of
from treatments.engine.protocol import Protocol
from treatments.engine.readings import UNANSWERED
from treatments.engine.written import parse


def never_answered(protocol: Protocol, answers: Mapping[str, Any], method: str, area_number: int) -> list[Asked]:
    """Questions that guard the method here and were left out or skipped; "not sure" was an answer."""
    given = Answers(answers["person"], tuple(answers["areas"]))
    found = [
        Asked(protocol.questions[key], number)
        for key, number in open_keys_of(protocol, given, method, area_number)
        if protocol.questions[key].derives is None
    ]
    return [asked for asked in found if questions.given(answers, asked) in (None, UNANSWERED)]


def hides_the_guards_of(
    protocol: Protocol, answers: Mapping[str, Any], fired: Sequence[str], method: str, area_number: int
) -> str | None:
    """The question whose answer fired a rule and at the same time hides a safety question that guards the method."""
    read = {key for compiled in protocol.no_treatments if compiled.rule.code in fired for key in compiled.keys}
    to_correct = {key for key in read if key in protocol.questions and not protocol.questions[key].derives}
    settled = protocol.settling.settle(answers["person"], questions.part_of(answers, area_number))
    guards = {key for exclusion in protocol.exclusions_of[method] for key in exclusion.keys}
    hidden = [protocol.asking[key] for key in sorted(guards) if key in protocol.asking and settled.is_hidden(key)]
    hiding = (to_correct.intersection(keys_of(parse(question.shown_when))) for question in hidden)
    return next((min(keys) for keys in hiding if keys), None)
