"""`benchmark engine`: the same rules and answers through every engine. Equality first, then time."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from benchmarks import hand_written, ours, peers, visits
from benchmarks.evaluator import Evaluator
from benchmarks.rounds import Timed, interleaved
from benchmarks.rule_sets import RawAnswers, RuleSet, answer_sets, published, synthetic

UNANSWERED = (0.0, 0.1, 0.4)
TIMED_UNANSWERED = 0.1
SIZES = (60, 200, 600)
RIVAL = "zen-engine, decision graph"
FASTEST_OF_RIVAL = "zen-engine, one compiled list"


def measured(*, rounds: int, quick: bool) -> dict[str, Any]:
    checked, timed = (90, 60) if quick else (1000, 300)
    sets = [synthetic(60), published()]
    return {
        "versions": peers.versions(),
        "rival": RIVAL,
        "checked": checked,
        "timed": timed,
        "rounds": rounds,
        "tables": [
            _table(rule_set, unknowns=unknowns, rounds=rounds, checked=checked, timed=timed)
            for rule_set in sets
            for unknowns in (True, False)
        ],
        "growth": _growth(rounds=rounds, timed=timed),
        "visits": visits.measured(rounds=rounds),
    }


def _table(rule_set: RuleSet, *, unknowns: bool, rounds: int, checked: int, timed: int) -> dict[str, Any]:
    shares = UNANSWERED if unknowns else (0.0,)
    each = -(-checked // len(shares))
    asked = [answers for share in shares for answers in answer_sets(rule_set, each, share)][:checked]
    expected = [ours.reference(rule_set, answers) for answers in asked]
    rows: list[Timed] = []
    evaluations = []
    to_time = answer_sets(rule_set, timed, TIMED_UNANSWERED if unknowns else 0.0, seed=8)
    for evaluator in _everybody(rule_set, unknowns=unknowns):
        if isinstance(evaluator, tuple):
            rows.append(Timed(evaluator[0], reason=evaluator[1]))
            continue
        row = Timed(evaluator.name, evaluator.explains, reason=wrong(evaluator, asked, expected))
        rows.append(row)
        if not row.reason:
            evaluations.append((row, evaluator.evaluate, evaluator.prepared(to_time)))
    interleaved(rounds, evaluations)
    return {
        "rules": rule_set.name,
        "described": rule_set.described(),
        "unknowns": unknowns,
        "rows": as_rows(rows, RIVAL, ours.KEPT),
    }


def _everybody(rule_set: RuleSet, *, unknowns: bool) -> Iterator[Evaluator | tuple[str, str]]:
    yield from ours.evaluators(rule_set)
    yield hand_written.evaluator(rule_set, unknowns=unknowns)
    yield from peers.evaluators(rule_set, unknowns=unknowns)


def wrong(evaluator: Evaluator, asked: Sequence[RawAnswers], expected: Sequence[tuple[int, ...]]) -> str:
    """Nothing when it agrees with the reference on every answer set; a trace is compared on the first fifty."""
    some = 50 if evaluator.name.endswith("+ trace") else len(asked)
    step = max(1, len(asked) // some)
    pairs = list(zip(evaluator.prepared(list(asked)), expected, strict=True))[::step]
    differ = sum(_differs(evaluator, answers, truths) for answers, truths in pairs)
    return f"WRONG on {differ} of {len(pairs)} answer sets" if differ else ""


def _differs(evaluator: Evaluator, answers: Any, truths: tuple[int, ...]) -> bool:
    try:
        return evaluator.truths(evaluator.evaluate(answers)) != truths
    except Exception:  # an engine that raises on these answers does not agree, whatever its exceptions are called
        return True


def _growth(*, rounds: int, timed: int) -> list[dict[str, Any]]:
    """60, 200 and 600 rules; each size has its own answers to the same 35 questions."""
    rows, evaluations, compiling = [], [], {}
    for size in SIZES:
        rule_set = synthetic(size)
        compiling[size] = min(rule_set.compile_seconds() for _ in range(3))
        asked = answer_sets(rule_set, timed, TIMED_UNANSWERED, seed=8)
        for evaluator in _growing(rule_set):
            row = Timed(f"{evaluator.name}|{size}")
            rows.append(row)
            evaluations.append((row, evaluator.evaluate, evaluator.prepared(asked)))
    interleaved(rounds, evaluations)
    by_name = {row.name: row for row in rows}
    return [
        {
            "name": name,
            "rules": int(size),
            "us": row.typical * 1e6,
            "times_smallest": row.times(by_name[f"{name}|{SIZES[0]}"]),
            "compile_ms": compiling[int(size)] * 1000 if name == ours.KEPT else None,
        }
        for row in rows
        for name, size in [row.name.split("|")]
    ]


def _growing(rule_set: RuleSet) -> Iterator[Evaluator]:
    kept = next(iter(ours.evaluators(rule_set)))
    yield kept
    yield hand_written.evaluator(rule_set, unknowns=True)
    for evaluator in peers.evaluators(rule_set, unknowns=True, only=("zen",)):
        if isinstance(evaluator, Evaluator) and evaluator.name in (RIVAL, FASTEST_OF_RIVAL):
            yield evaluator


def as_rows(rows: Iterable[Timed], rival: str, own: str) -> list[dict[str, Any]]:
    by_name = {row.name: row for row in rows}
    return [_as_row(row, by_name.get(rival), by_name.get(own)) for row in by_name.values()]


def _as_row(row: Timed, rival: Timed | None, own: Timed | None) -> dict[str, Any]:
    if not row.rounds:
        return {"name": row.name, "reason": row.reason}
    return {
        "name": row.name,
        "explains": row.explains,
        "us": row.typical * 1e6,
        "least_us": min(row.rounds) * 1e6,
        "most_us": max(row.rounds) * 1e6,
        "times_faster_than_rival": rival.times(row) if rival and rival.rounds else None,
        "times_ours": row.times(own) if own and own.rounds else None,
    }
