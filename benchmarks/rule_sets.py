"""What every engine is asked: the published rules, and made-up ones of a chosen number. Seeded, so always the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

from treatments.engine.compiled import Conditions
from treatments.engine.conditions import (
    Above,
    All,
    Below,
    Comparison,
    Condition,
    Includes,
    IsOneOf,
    Not,
    comparisons,
    keys_of,
)
from treatments.engine.conditions import Any as Either
from treatments.engine.facts import Fact
from treatments.engine.readings import NOT_APPLICABLE
from treatments.protocol_file import read_protocol

RawAnswers = dict[str, Any]

PUBLISHED = Path(__file__).resolve().parent.parent / "treatments" / "protocols" / "milia.yaml"


@dataclass(frozen=True)
class RuleSet:
    name: str
    facts: dict[str, Fact]
    conditions: tuple[Condition, ...]

    def described(self) -> str:
        every = [comparison for condition in self.conditions for comparison in comparisons(condition)]
        nodes = sum(_nodes(condition) for condition in self.conditions)
        return (
            f"{len(self.conditions)} rules, {nodes} nodes, {len(every)} comparisons "
            f"({len(set(every))} distinct), {len(self.facts)} facts"
        )

    def compile_seconds(self) -> float:
        start = perf_counter()
        Conditions(self.conditions)
        return perf_counter() - start


def published() -> RuleSet:
    """The conditions of the protocol file; rules that read no answer at all are left out."""
    protocol = read_protocol(PUBLISHED)
    conditions = tuple(condition for condition in protocol.conditions.sources if keys_of(condition))
    read = {key for condition in conditions for key in keys_of(condition)}
    facts = {key: fact for key, fact in protocol.facts.items() if key in read}
    return RuleSet("published milia rules", facts, conditions)


def synthetic(rules: int, seed: int = 20261122) -> RuleSet:
    """8 numbers, 10 choices of 5, 12 yes/no and 5 multi-selects of 8; rules of about 7 comparisons, at most 4 deep."""
    random = Random(seed)
    facts = {fact.key: fact for fact in _synthetic_facts()}
    pool = [_comparison(random, fact) for fact in facts.values() for _ in range(_offered(fact))]
    conditions = tuple(_rule(random, pool) for _ in range(rules))
    return RuleSet(f"synthetic, {rules} rules", facts, conditions)


def answer_sets(rule_set: RuleSet, count: int, unanswered: float, seed: int = 7) -> list[RawAnswers]:
    """Plain dictionaries as a peer takes them; an unanswered question is there as None."""
    random = Random(f"{seed} {unanswered}")
    return [
        {key: None if random.random() < unanswered else _answer(random, fact) for key, fact in rule_set.facts.items()}
        for _ in range(count)
    ]


def _nodes(condition: Condition) -> int:
    if isinstance(condition, All | Either):
        return 1 + sum(_nodes(part) for part in condition.parts)
    return 1 + _nodes(condition.part) if isinstance(condition, Not) else 1


def _synthetic_facts() -> list[Fact]:
    def fact(number: int, kind: str, name: str, values: Sequence[str] = ()) -> Fact:
        return Fact(f"{name}_{number}", "person", kind, number, safety=False, values=tuple(values), maximum=100)

    return [
        *(fact(n, "number", "number") for n in range(8)),
        *(fact(n, "one", "choice", [f"option_{v}" for v in range(5)]) for n in range(8, 18)),
        *(fact(n, "one", "yes_no", ["yes", "no"]) for n in range(18, 30)),
        *(fact(n, "multi", "ticks", [f"tick_{v}" for v in range(8)]) for n in range(30, 35)),
    ]


def _offered(fact: Fact) -> int:
    """How many distinct comparisons of a fact the made-up rules choose from."""
    return 2 if fact.values == ("yes", "no") else 10


def _comparison(random: Random, fact: Fact) -> Comparison:
    if fact.type == "number":
        kind = random.choice((Below, Above))
        return kind(fact.key, float(random.randrange(5, 95, 5)), inclusive=random.random() < 0.5)
    if fact.type == "multi":
        return Includes(fact.key, tuple(sorted(random.sample(fact.values, random.randint(1, 2)))))
    if fact.values == ("yes", "no"):
        return IsOneOf(fact.key, (random.choice(fact.values),))
    return IsOneOf(fact.key, tuple(sorted(random.sample(fact.values, random.randint(1, 3)))))


def _rule(random: Random, pool: Sequence[Comparison], depth: int = 1) -> Condition:
    parts = []
    for _ in range(random.randint(2, 4)):
        part = _rule(random, pool, depth + 1) if depth < 3 and random.random() < 0.36 else random.choice(pool)
        parts.append(Not(part) if random.random() < 0.15 else part)
    return (All if random.random() < 0.5 else Either)(tuple(parts))


def _answer(random: Random, fact: Fact) -> Any:
    """No empty or part-known ticks: to us they are not known, and a plain list in a peer cannot say so."""
    if fact.type == "number":
        return random.randint(int(fact.minimum), int(fact.maximum))
    if fact.type == "multi":
        tickable = [value for value in fact.values if value not in fact.exclusive]
        if fact.exclusive and random.random() < 0.4:
            return [random.choice(sorted(fact.exclusive))]
        return sorted(random.sample(tickable, random.randint(1, min(3, len(tickable)))), key=fact.values.index)
    if fact.about == "area" and random.random() < 0.1:
        return NOT_APPLICABLE
    return random.choice(fact.values)
