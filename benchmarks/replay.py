"""`benchmark replay`: a draft against its release over made-up visits, from the JSON text that the database gives.

Equality first: the quick way must find what the plain way finds. zen-engine has the truths of both rule sets to work
out and nothing else; it compares nothing and counts nothing.
"""

import json
import resource
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from benchmarks import peers
from benchmarks.past_visits import made_up
from benchmarks.rounds import Timed, interleaved
from benchmarks.rule_sets import PUBLISHED, RuleSet
from treatments.engine.conditions import keys_of
from treatments.engine.documents import Document
from treatments.engine.protocol import Protocol
from treatments.engine.settling import says_something
from treatments.protocol_file import read_protocol
from treatments.replaying import Replay, Visit, added

OURS = "Pearl, from JSON text"
PLAIN = "Pearl's plain way from JSON text: suggest twice for each visit"
ZEN = "zen-engine, one compiled list"
A_PORTION, CHECKED = 2000, 200
MIB = 1024


def measured(*, rounds: int, visits: int) -> dict[str, Any]:
    live = read_protocol(PUBLISHED)
    draft = Protocol.of_draft(three_rules_changed(live.document))
    texts = [json.dumps(answers) for answers in made_up(live, visits)]
    _refuse_a_difference(live, draft, texts)
    rows = list(_rows(live, draft, texts))
    interleaved(rounds, [(timed, work, portions) for timed, work, portions, _size in rows])
    rivals = {timed.name: timed for timed, *_rest in rows}
    return {
        "visits": visits,
        "rounds": rounds,
        "changed": _changed(live, draft, texts),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MIB,
        "versions": peers.versions(),
        "rows": [
            {
                "name": timed.name,
                "us": timed.typical / size * 1e6,
                "times_ours": _per_visit(timed, size, rivals[OURS], A_PORTION if visits >= A_PORTION else visits),
            }
            for timed, _work, _portions, size in rows
        ],
    }


def three_rules_changed(document: Document) -> Document:
    """A weight, a condition that is turned round, and a rule that is switched off."""
    rules = list(document.rules)
    for effect, differs in (
        ("indication", {"weight": 1}),
        ("caution", {"when": "not (%s)"}),
        ("exclusion", {"off": True}),
    ):
        at = next(number for number, rule in enumerate(rules) if rule.effect == effect)
        when = {"when": differs["when"] % rules[at].when} if "when" in differs else {}
        rules[at] = rules[at].model_copy(update=differs | when)
    return document.model_copy(update={"rules": tuple(rules)})


def _rows(
    live: Protocol, draft: Protocol, texts: Sequence[str]
) -> Iterator[tuple[Timed, Callable[[Any], Any], list[Any], int]]:
    size = min(A_PORTION, len(texts))
    portions = [texts[at : at + size] for at in range(0, len(texts) - size + 1, size)]
    few = [portion[:CHECKED] for portion in portions]
    quick, plain = Replay(live, draft), Replay(live, draft, plainly=True)
    yield Timed(OURS), lambda portion: quick.of(_visits(portion)), portions, size
    yield Timed("reading the JSON text alone"), lambda portion: [json.loads(text) for text in portion], portions, size
    yield Timed(PLAIN), lambda portion: plain.of(_visits(portion)), few, min(CHECKED, size)
    for name, evaluate in _zen(live, draft):
        prepared = [[_flat(live, json.loads(text)) for text in portion] for portion in few]
        yield Timed(name), evaluate, prepared, min(CHECKED, size)


def _zen(live: Protocol, draft: Protocol) -> Iterator[tuple[str, Callable[[Any], Any]]]:
    """The rules of both, one visit after the other; the first area of each stands for all."""
    found = [_compiled(each) for each in (live, draft)]
    if all(found):
        yield f"{ZEN}: the truths of both alone", lambda visits: [[work(v) for work in found] for v in visits]


def _compiled(protocol: Protocol) -> Callable[[Any], Any] | None:
    conditions = tuple(condition for condition in protocol.conditions.sources if keys_of(condition))
    rule_set = RuleSet("one of two", protocol.facts, conditions)
    for evaluator in peers.evaluators(rule_set, unknowns=True, only=("zen",)):
        if not isinstance(evaluator, tuple) and evaluator.name == ZEN:
            return evaluator.evaluate
    return None


def _flat(protocol: Protocol, answers: dict[str, Any]) -> dict[str, Any]:
    """As a peer takes them: what is not known is there as None."""
    given = {**answers["person"], **answers["areas"][0]}
    return {key: given.get(key) if says_something(given.get(key)) else None for key in protocol.facts}


def _visits(texts: Sequence[str]) -> list[Visit]:
    return [Visit(number, {"ages": "30-39"}, json.loads(text)) for number, text in enumerate(texts)]


def _refuse_a_difference(live: Protocol, draft: Protocol, texts: Sequence[str]) -> None:
    some = _visits(texts[:CHECKED])
    if Replay(live, draft).of(some) != Replay(live, draft, plainly=True).of(some):
        raise AssertionError("the quick way is WRONG: it is not timed")


def _changed(live: Protocol, draft: Protocol, texts: Sequence[str]) -> int:
    counts: dict[str, Any] = {}
    for at in range(0, len(texts), A_PORTION):
        counts = added(counts, Replay(live, draft).of(_visits(texts[at : at + A_PORTION])).counts)
    return int(counts["visits"]["total"] - counts["visits"]["same"])


def _per_visit(timed: Timed, size: int, ours: Timed, our_size: int) -> float:
    return timed.times(ours) / size * our_size
