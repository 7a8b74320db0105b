"""What a draft asks of fewer patients than the live release: safety questions hidden from somebody."""

from collections.abc import Iterator

from treatments.engine.checks.both import Both, Twofold
from treatments.engine.checks.finding import UNASKED, Finding
from treatments.engine.checks.formulas import Formula, all_of, false, not_false
from treatments.engine.conditions import keys_of
from treatments.engine.documents import Question
from treatments.engine.protocol import Protocol
from treatments.engine.written import written


def unasked(both: Both) -> Iterator[Finding]:
    """One finding for each question whose skip logic changed, with the safety questions that it hides.

    A retired question that a safety rule reads is said elsewhere.
    """
    live, draft = both.protocol, both.draft
    for question in draft.document.questions:
        before = live.questions.get(question.key)
        if before is None or before.retired or question.retired:
            continue
        condition = draft.condition(question.shown_when)
        if condition == live.condition(before.shown_when):
            continue
        found = dict(_hidden(both, question))
        if found:
            codes = tuple(dict.fromkeys(code for key in found for code in _readers(draft, key)))
            detail = {"question": question.key, "now": written(condition), "release": live.release}
            yield Finding(UNASKED, codes, tuple(found), next(iter(found.values())).example, detail)


def _hidden(both: Both, changed: Question) -> Iterator[tuple[str, Twofold]]:
    live, draft = both.protocol, both.draft
    condition = both.stated(draft.condition(changed.shown_when))
    for key in _behind(draft, changed.key):
        before, now = live.questions.get(key), draft.questions[key]
        if before is None or before.retired or now.retired or not (before.safety or now.safety):
            continue
        codes = _readers(draft, key)
        if not codes or not all(map(both.is_alike, condition.keys)):
            continue
        asked: list[Formula] = [
            not_false(shown) for each in (key, changed.key) if (shown := both.world.shown.get(each))
        ]
        patient = both.twofold(all_of([*asked, false(condition)]), codes)
        if patient and not patient.live.settled.is_hidden(key) and patient.draft.settled.is_hidden(key):
            yield key, patient


def _behind(protocol: Protocol, key: str) -> list[str]:
    """The question and those that are asked or not by its answer, in the order they are asked."""
    behind = [key]
    for question, condition in protocol.settling.questions:
        if question.key not in behind and set(behind).intersection(keys_of(condition)):
            behind.append(question.key)
    return behind


def _readers(protocol: Protocol, key: str) -> tuple[str, ...]:
    """The rules that keep a patient safe and read the question."""
    safety = (*protocol.red_flags, *protocol.must_haves, *protocol.no_treatments, *protocol.exclusions)
    return tuple(rule.rule.code for rule in (*safety, *protocol.holds) if key in rule.keys)
