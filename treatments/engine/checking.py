"""Does a document hang together? Every fault with its place; nothing is compiled from a document that has one."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from treatments.engine import bounds, screens, texts
from treatments.engine.answers import why_not_answer
from treatments.engine.conditions import (
    ALWAYS,
    Above,
    Below,
    Comparison,
    Condition,
    Includes,
    IncludesExactly,
    IsNotKnown,
    IsOneOf,
    comparisons,
    keys_of,
)
from treatments.engine.documents import Document, Part
from treatments.engine.facts import Fact, facts_of
from treatments.engine.written import BadCondition, parse

Place = tuple[str | int, ...]
Fault = tuple[Place, str]

_NOT_TEXTS = frozenset({"person", "area", "areas", "excluded"})


def faults_of(document: Document) -> list[Fault]:
    return [*faults_besides_languages(document), *missing_languages(document)]


def faults_besides_languages(document: Document) -> list[Fault]:
    """What a draft must never have, not even while a new language is being written."""
    return [*faults_besides_words(document), *texts.faults_of(document), *bounds.faults_of(document)]


def faults_besides_words(document: Document) -> list[Fault]:
    """What a document cannot be used with, however its texts read."""
    return [*_doubled(document), *_dangling(document), *_bad_conditions(document), *_bad_cases(document)]


def missing_languages(document: Document) -> list[Fault]:
    return list(_missing_languages(document, document.languages, ()))


def conditions_of(document: Document) -> Iterator[tuple[Place, str, int | None]]:
    """Every written condition with its place, and for skip logic the number of the question it hides."""
    for at, question in enumerate(document.questions):
        yield ("questions", at, "shown_when"), question.shown_when, question.number
    for at, conflict in enumerate(document.conflicts):
        yield ("conflicts", at, "when"), conflict.when, None
    for at, rule in enumerate(document.rules):
        for name in ("when", "unless"):
            if hasattr(rule, name):
                yield ("rules", at, name), getattr(rule, name), None
    for at, step in enumerate(document.aftercare):
        yield ("aftercare", at, "when"), step.when, None
    if document.consent:
        yield ("consent", "guardian_when"), document.consent.guardian_when, None


def parsed(line: str) -> Condition:
    try:
        return parse(line)
    except BadCondition:
        return ALWAYS


def _doubled(document: Document) -> Iterator[Fault]:
    named: list[tuple[str, Iterable[Any]]] = [
        ("sources", (source.code for source in document.sources)),
        ("policies", (policy.key for policy in document.policies)),
        ("methods", (method.key for method in document.methods)),
        ("steps", (step.key for step in document.steps)),
        ("screens", (screen.key for screen in document.screens)),
        ("questions", (question.number for question in document.questions)),
        ("conflicts", (conflict.code for conflict in document.conflicts)),
        ("rules", (rule.code for rule in document.rules)),
        ("aftercare", (step.code for step in document.aftercare)),
        ("cases", (case.id for case in document.cases)),
        ("notices", (notice.key for notice in document.notices)),
    ]
    for name, codes in named:
        seen: set[Any] = set()
        for at, code in enumerate(codes):
            if code in seen:
                yield (name, at), f"“{code}” stands twice"
            seen.add(code)
    yield from _doubled_keys(document)


def _doubled_keys(document: Document) -> Iterator[Fault]:
    seen = {policy.key for policy in document.policies}
    for at, question in enumerate(document.questions):
        for key in filter(None, (question.key, question.derives)):
            if key in seen:
                yield ("questions", at, "key"), f"“{key}” stands twice"
            seen.add(key)
        values = [option.value for option in question.options]
        if len(set(values)) != len(values):
            yield ("questions", at, "options"), "a value stands twice"
    numbers = [question.number for question in document.questions]
    if numbers != sorted(numbers):
        yield ("questions",), "questions stand in the order of their numbers"


def _missing_languages(part: Part, languages: tuple[str, ...], place: Place) -> Iterator[Fault]:
    for name in type(part).model_fields:
        if name not in _NOT_TEXTS:
            yield from _missing_in(getattr(part, name), languages, (*place, name))


def _missing_in(value: Any, languages: tuple[str, ...], place: Place) -> Iterator[Fault]:
    if isinstance(value, Part):
        yield from _missing_languages(value, languages, place)
    elif isinstance(value, tuple):
        for at, item in enumerate(value):
            yield from _missing_in(item, languages, (*place, at))
    elif isinstance(value, dict):
        for language in languages:
            if language not in value:
                yield place, f"has no text in “{language}”"
        for language in set(value) - set(languages):
            yield place, f"“{language}” is not a language of this protocol"


def _dangling(document: Document) -> Iterator[Fault]:
    known = {
        "methods": {method.key for method in document.methods},
        "method": {method.key for method in document.methods},
        "second_confirmation": {method.key for method in document.methods},
        "sources": {source.code for source in document.sources},
        "step": {step.key for step in document.steps},
        "screen": {screen.key for screen in document.screens},
        "keys": set(facts_of(document)),
        "when_only_excluded_by": {rule.code for rule in document.rules if rule.effect == "exclusion"},
        "policy": {policy.key for policy in document.policies},
    }
    for name in ("about", "policies", "methods", "screens", "questions", "conflicts", "rules", "aftercare"):
        for at, part in enumerate(getattr(document, name)):
            yield from _dangling_in(part, known, (name, at))
    yield from _dangling_positions(document)
    yield from _dangling_variants(document)
    yield from screens.faults_of(document)


def _dangling_in(part: Part, known: Mapping[str, set[str]], place: Place) -> Iterator[Fault]:
    for name in type(part).model_fields:
        value = getattr(part, name)
        if name in known:
            for named in (value,) if isinstance(value, str) else value or ():
                if named not in known[name]:
                    yield (*place, name), f"there is no “{named}”"
        elif isinstance(value, tuple):
            for at, item in enumerate(value):
                if isinstance(item, Part):
                    yield from _dangling_in(item, known, (*place, name, at))


def _dangling_positions(document: Document) -> Iterator[Fault]:
    positions = {policy.key: {position.value for position in policy.positions} for policy in document.policies}
    for at, policy in enumerate(document.policies):
        if policy.chosen not in positions[policy.key]:
            yield ("policies", at, "chosen"), f"“{policy.chosen}” is not one of its positions"
    for at, rule in enumerate(document.rules):
        for name in ("relaxed_by", "final_under"):
            for under in getattr(rule, name, ()):
                if under.position not in positions.get(under.policy, ()):
                    yield ("rules", at, name), f"“{under.position}” is not a position of the policy"


def _dangling_variants(document: Document) -> Iterator[Fault]:
    variants = {method.key: {variant.key for variant in method.variants} for method in document.methods}
    for at, rule in enumerate(document.rules):
        for restriction in getattr(rule, "restricts", ()):
            for variant in set(restriction.variants) - variants.get(restriction.method, set()):
                yield ("rules", at, "restricts"), f"“{restriction.method}” has no variant “{variant}”"
    for at, step in enumerate(document.aftercare):
        if step.variant and not any(step.variant in variants.get(method, ()) for method in step.methods):
            yield ("aftercare", at, "variant"), f"no such variant “{step.variant}”"


def _bad_conditions(document: Document) -> Iterator[Fault]:
    facts = facts_of(document)
    policies = {policy.key: {position.value for position in policy.positions} for policy in document.policies}
    for place, line, number in conditions_of(document):
        try:
            condition = parse(line)
        except BadCondition as error:
            yield place, str(error)
            continue
        for comparison in comparisons(condition):
            if reason := why_not_compare(comparison, facts, policies):
                yield place, reason
        if number is not None:
            for key in keys_of(condition):
                if key in facts and facts[key].number >= number:
                    yield place, f"“{key}” is asked later"


def why_not_compare(comparison: Comparison, facts: Mapping[str, Fact], policies: Mapping[str, set[str]]) -> str | None:
    key = comparison.key
    if key in policies:
        offered = isinstance(comparison, IsOneOf) and set(comparison.values) <= policies[key]
        return None if offered else f"a policy is compared with its positions: {key} = …"
    fact = facts.get(key)
    if fact is None:
        return f"no question gives “{key}”"
    if isinstance(comparison, IsNotKnown):
        return None
    if isinstance(comparison, Below | Above):
        return _why_not_limit(comparison, fact)
    wanted = "one" if isinstance(comparison, IsOneOf) else "multi"
    if fact.type != wanted:
        return f"“{key}” is not a question that this comparison fits"
    for value in comparison.values:
        if value not in fact.values:
            return f"“{key}” does not offer “{value}”"
    return _why_not_count(comparison)


def _why_not_limit(comparison: Below | Above, fact: Fact) -> str | None:
    if fact.type != "number":
        return f"“{fact.key}” is not a number"
    if not fact.minimum <= comparison.limit <= fact.maximum:
        return f"“{fact.key}” goes from {fact.minimum} to {fact.maximum}"
    return None


def _why_not_count(comparison: Comparison) -> str | None:
    wanted = comparison.at_least if isinstance(comparison, Includes) else 0
    wanted = comparison.count if isinstance(comparison, IncludesExactly) else wanted
    size = len(getattr(comparison, "values", ()))
    return f"cannot hold: {wanted} of {size} values" if wanted > size else None


def _bad_cases(document: Document) -> Iterator[Fault]:
    facts = facts_of(document)
    typical = document.typical_patient
    yield from _bad_answers(typical.person, "person", facts, ("typical_patient", "person"))
    yield from _bad_answers(typical.area, "area", facts, ("typical_patient", "area"))
    for at, case in enumerate(document.cases):
        yield from _bad_answers(case.person, "person", facts, ("cases", at, "person"))
        for number, area in enumerate(case.areas):
            yield from _bad_answers(area, "area", facts, ("cases", at, "areas", number))
        if len(case.expect) != len(case.areas):
            yield ("cases", at, "expect"), "needs one expectation for each area"


def _bad_answers(answers: Mapping[str, Any], about: str, facts: Mapping[str, Fact], place: Place) -> Iterator[Fault]:
    for key, value in answers.items():
        fact = facts.get(key)
        if fact is None or fact.about != about:
            yield (*place, key), f"no question about the {about} gives “{key}”"
        elif reason := why_not_answer(fact, value):
            yield (*place, key), reason
