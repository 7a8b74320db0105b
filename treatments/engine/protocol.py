"""A protocol ready to use: its document checked, its conditions parsed and compiled once. Never changes after that."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, Self, TypeVar

from treatments.engine.checking import faults_besides_languages, faults_besides_words, faults_of, missing_languages
from treatments.engine.compiled import Conditions
from treatments.engine.conditions import ALWAYS, All, Any, Condition, IsNotKnown, IsOneOf, Not, keys_of
from treatments.engine.documents import (
    AddOn,
    AftercareStep,
    BadDocument,
    Caution,
    Document,
    Exclusion,
    Hold,
    Indication,
    Method,
    MustHave,
    NoTreatment,
    Question,
    RedFlag,
    Rule,
    RuleBase,
    Source,
)
from treatments.engine.facts import Fact, facts_of
from treatments.engine.settling import Settling
from treatments.engine.written import parse

NEVER = Any(())
R = TypeVar("R", bound=RuleBase)
AnyRule = TypeVar("AnyRule", bound=RuleBase, covariant=True)


@dataclass(frozen=True)
class Compiled(Generic[AnyRule]):
    """A rule with the places of its truths: `truths[when]`, and `truths[unless]` where there is an exception."""

    rule: AnyRule
    when: int
    unless: int
    keys: tuple[str, ...]


class Protocol:
    """Made by the three ways in below. `release` is None for a protocol that was not published."""

    def __init__(self, document: Document, *, release: int | None, sha256: str) -> None:
        self.document = document
        self.release = release
        self.sha256 = sha256
        self.facts: dict[str, Fact] = facts_of(document)
        self.questions: dict[str, Question] = {question.key: question for question in document.questions}
        self.asking: dict[str, Question] = {
            key: question for question in document.questions for key in (question.key, question.derives) if key
        }
        self.sources: dict[str, Source] = {source.code: source for source in document.sources}
        self.methods: dict[str, Method] = {method.key: method for method in document.methods}
        self.policies: dict[str, str] = {policy.key: policy.chosen for policy in document.policies}
        self.retired: frozenset[str] = frozenset(key for key, question in self.asking.items() if question.retired)
        self.settling = Settling(
            self.facts,
            [(question, self.condition(question.shown_when)) for question in document.questions],
            [(conflict, self.condition(conflict.when)) for conflict in document.conflicts],
            self.retired,
        )
        self._conditions: list[Condition] = []
        self.red_flags = self._compiled(RedFlag)
        self.must_haves = self._compiled(MustHave)
        self.no_treatments = self._compiled(NoTreatment)
        self.exclusions = self._compiled(Exclusion)
        self.holds = self._compiled(Hold)
        self.cautions = self._compiled(Caution)
        self.indications = self._compiled(Indication)
        self.add_ons = self._compiled(AddOn)
        self.conditions = Conditions(self._conditions, self.facts)

    @classmethod
    def compile(cls, document: Document, *, release: int | None = None, sha256: str = "") -> Self:
        """Raises `BadDocument` with every fault and its place if the document does not hang together."""
        if faults := faults_of(document):
            raise BadDocument(tuple(faults))
        return cls(document, release=release, sha256=sha256)

    @classmethod
    def of_release(cls, document: Document, *, release: int, sha256: str) -> Self:
        """What was published is read for ever, also with words that would be refused today."""
        if faults := [*faults_besides_words(document), *missing_languages(document)]:
            raise BadDocument(tuple(faults))
        return cls(document, release=release, sha256=sha256)

    @classmethod
    def of_draft(cls, document: Document) -> Self:
        """Texts may be missing in one of the languages, which would keep it from being published."""
        if faults := faults_besides_languages(document):
            raise BadDocument(tuple(faults))
        return cls(document, release=None, sha256="")

    def condition(self, line: str) -> Condition:
        """The condition of a written line, with the policies of this protocol already settled."""
        return with_policies(parse(line), self.policies)

    def rule(self, code: str) -> Rule:
        return self.rules_by_code[code]

    @cached_property
    def rules_by_code(self) -> dict[str, Rule]:
        return {rule.code: rule for rule in self.document.rules}

    @cached_property
    def excluding(self) -> tuple[tuple[Compiled[Exclusion], tuple[str, ...]], ...]:
        """Each exclusion with the methods it removes under the policies of this protocol."""
        return tuple((compiled, self._removed_by(compiled.rule)) for compiled in self.exclusions)

    @cached_property
    def exclusions_of(self) -> dict[str, tuple[Compiled[Exclusion], ...]]:
        return {
            method: tuple(exclusion for exclusion, methods in self.excluding if method in methods)
            for method in self.methods
        }

    @cached_property
    def advice_on(self) -> dict[str, tuple[Compiled[Caution] | Compiled[Indication], ...]]:
        """The cautions, then the indications of each method."""
        return {
            method: (
                *(caution for caution in self.cautions if method in caution.rule.methods),
                *(indication for indication in self.indications if method == indication.rule.method),
            )
            for method in self.methods
        }

    @cached_property
    def aftercare(self) -> tuple[tuple[AftercareStep, Condition], ...]:
        return tuple((step, self.condition(step.when)) for step in self.document.aftercare)

    def _removed_by(self, rule: Exclusion) -> tuple[str, ...]:
        spared = {
            method
            for relaxation in rule.relaxed_by
            if self.policies[relaxation.policy] == relaxation.position
            for method in relaxation.methods
        }
        return tuple(method for method in rule.methods if method not in spared)

    def _compiled(self, effect: type[R]) -> tuple[Compiled[R], ...]:
        rules = (rule for rule in self.document.rules if not rule.off)
        return tuple(self._compile(rule) for rule in rules if isinstance(rule, effect))

    def _when(self, rule: RuleBase) -> Condition:
        """A hold row is on while one of its keys is not known."""
        if isinstance(rule, Hold):
            return Any(tuple(IsNotKnown(key) for key in rule.keys))
        return self.condition(getattr(rule, "when", ""))

    def _compile(self, rule: R) -> Compiled[R]:
        when = self._when(rule)
        exception = getattr(rule, "unless", "")
        unless = self.condition(exception) if exception else NEVER
        keys = tuple(getattr(rule, "keys", ())) + tuple(key for key in (*keys_of(when), *keys_of(unless)))
        self._conditions += [when, unless]
        at = len(self._conditions)
        return Compiled(rule, at - 2, at - 1, tuple(dict.fromkeys(keys)))


def with_policies(condition: Condition, policies: dict[str, str]) -> Condition:
    """What is compared with a policy becomes always or never."""
    if isinstance(condition, All):
        return All(_each(condition.parts, policies))
    if isinstance(condition, Any):
        return Any(_each(condition.parts, policies))
    if isinstance(condition, Not):
        return Not(with_policies(condition.part, policies))
    if isinstance(condition, IsOneOf) and condition.key in policies:
        return ALWAYS if policies[condition.key] in condition.values else NEVER
    return condition


def _each(parts: Sequence[Condition], policies: dict[str, str]) -> tuple[Condition, ...]:
    return tuple(with_policies(part, policies) for part in parts)
