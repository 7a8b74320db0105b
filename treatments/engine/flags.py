"""Which red flags the answers raise, whether or not what the dermatologist saw has lifted them since."""

from dataclasses import dataclass
from typing import Any

from treatments.engine.answers import Answers
from treatments.engine.documents import RedFlag
from treatments.engine.protocol import Compiled, Protocol
from treatments.engine.truth import TRUE
from treatments.engine.weighing import Weighed, weigh


@dataclass(frozen=True)
class RaisedFlag:
    """`area_number` is None for a flag that rests on nothing but the person; `answers` are those that raised it.

    `can_be_lifted`: it has an exception; `is_lifted`: the examination has cleared it.
    """

    code: str
    area_number: int | None
    answers: dict[str, Any]
    can_be_lifted: bool
    is_lifted: bool


def raised_flags(protocol: Protocol, answers: Answers) -> tuple[RaisedFlag, ...]:
    """In the order of the rules, each once per area or once for the person.

    A flag that only says what the dermatologist saw is their own finding and asks for none.
    """
    weighed = [weigh(protocol, answers.person, area) for area in answers.areas or ({},)]
    found: dict[tuple[str, int | None], RaisedFlag] = {}
    for flag in protocol.red_flags:
        if _is_seen_only(protocol, flag):
            continue
        for number, area in enumerate(weighed, start=1):
            if TRUE in (area.truths[flag.when], area.danger[flag.when]):
                raised = _raised(protocol, flag, area, number)
                found.setdefault((raised.code, raised.area_number), raised)
    return tuple(found.values())


def lifts_more_than_flags(protocol: Protocol, answers: Answers, question: str, clear: str) -> tuple[str, ...]:
    """The open questions that would no longer have to be asked if the examination were clear, in their order."""
    cleared = {**answers.person, question: clear}
    found = set()
    for area in answers.areas or ({},):
        before, after = weigh(protocol, answers.person, area), weigh(protocol, cleared, area)
        needed = {key for keys in before.missing.values() for key in keys}
        found |= needed - {key for keys in after.missing.values() for key in keys} - {question}
    return tuple(sorted(found, key=lambda key: (protocol.facts[key].number, key)))


def _raised(protocol: Protocol, flag: Compiled[RedFlag], area: Weighed, number: int) -> RaisedFlag:
    keys = _raising(protocol, flag)
    about_area = any(protocol.facts[key].about == "area" for key in keys)
    return RaisedFlag(
        code=flag.rule.code,
        area_number=number if about_area else None,
        answers={key: area.given(key) for key in keys},
        can_be_lifted=bool(flag.rule.unless),
        is_lifted=area.truths[flag.unless] == TRUE,
    )


def _raising(protocol: Protocol, flag: Compiled[RedFlag]) -> tuple[str, ...]:
    """The keys behind the flag without those of its exception."""
    examined = protocol.document.examination
    return tuple(key for key in flag.keys if not (examined and key == examined.question))


def _is_seen_only(protocol: Protocol, flag: Compiled[RedFlag]) -> bool:
    return not _raising(protocol, flag)
