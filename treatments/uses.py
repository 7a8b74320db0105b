"""Who in a protocol hangs on what: before something is changed, retired or taken away, this says what reads it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from treatments.engine.checking import conditions_of, parsed
from treatments.engine.conditions import Includes, IncludesExactly, IsOneOf, comparisons
from treatments.engine.documents import Document

OPTIONS = "options"
PROTOCOL = "protocol"
NAMES = {"questions": "key", "cases": "id", "methods": "key", "policies": "key"}


class Use(NamedTuple):
    """`parts` and `code` name the part that reads it, `field` says where in it. Of the list "protocol", `code` is the
    field of the protocol, such as the face map.
    """

    parts: str
    code: str
    field: str


Used = tuple[str, str]
"""A list and a code in it. An answer of a question is `("options", "question.value")`."""
Uses = Mapping[Used, tuple[Use, ...]]


def uses_of(document: Document, parts: str, code: str) -> tuple[Use, ...]:
    return uses_in(document).get((parts, code), ())


def uses_in(document: Document) -> Uses:
    """Of everything at once, each use once, in the order of the document. Nothing uses itself."""
    found: dict[Used, dict[Use, None]] = {}
    for use, used in _reads(document):
        if used != (use.parts, use.code):
            found.setdefault(used, {})[use] = None
    return {used: tuple(uses) for used, uses in found.items()}


def option_code(question: str, value: str) -> str:
    return f"{question}.{value}"


Reads = Iterator[tuple[Use, Used]]


def _reads(document: Document) -> Reads:
    policies = {policy.key for policy in document.policies}
    asking = {question.derives: question.key for question in document.questions if question.derives}
    yield from _conditions(document, policies, asking)
    yield from _rules(document, asking)
    for conflict in document.conflicts:
        yield from _named(Use("conflicts", conflict.code, "keys"), "questions", conflict.keys, asking)
    for step in document.aftercare:
        yield from _named(Use("aftercare", step.code, "methods"), "methods", step.methods)
    yield from _sources(document)
    yield from _cases(document, asking)
    yield from _protocol(document, asking)


def _conditions(document: Document, policies: set[str], asking: Mapping[str, str]) -> Reads:
    for place, line, _ in conditions_of(document):
        use = _use_at(document, place)
        for comparison in comparisons(parsed(line)):
            if comparison.key in policies:
                yield use, ("policies", comparison.key)
                continue
            yield use, ("questions", asking.get(comparison.key, comparison.key))
            if isinstance(comparison, IsOneOf | Includes | IncludesExactly):
                yield from ((use, (OPTIONS, option_code(comparison.key, value))) for value in comparison.values)


def _use_at(document: Document, place: tuple[str | int, ...]) -> Use:
    parts, *inside = place
    if not isinstance(inside[0], int):
        return Use(PROTOCOL, str(parts), str(inside[0]))
    part = getattr(document, str(parts))[inside[0]]
    return Use(str(parts), getattr(part, NAMES.get(str(parts), "code")), str(inside[1]))


def _rules(document: Document, asking: Mapping[str, str]) -> Reads:
    for rule in document.rules:
        use = Use("rules", rule.code, "methods")
        methods = {*getattr(rule, "methods", ()), *getattr(rule, "second_confirmation", ())}
        methods |= {restriction.method for restriction in getattr(rule, "restricts", ())}
        yield from _named(use, "methods", sorted(methods | {getattr(rule, "method", "")} - {""}))
        yield from _named(use._replace(field="keys"), "questions", getattr(rule, "keys", ()), asking)
        for name in ("relaxed_by", "final_under"):
            for under in getattr(rule, name, ()):
                yield use._replace(field=name), ("policies", under.policy)
                yield from _named(use._replace(field=name), "methods", under.methods)
        if blamed := getattr(rule, "when_only_excluded_by", None):
            yield use._replace(field="when_only_excluded_by"), ("rules", blamed)


def _sources(document: Document) -> Reads:
    for parts in ("rules", "methods", "aftercare"):
        for part in getattr(document, parts):
            code = getattr(part, NAMES.get(parts, "code"))
            yield from _named(Use(parts, code, "sources"), "sources", part.sources)
    for policy in document.policies:
        for position in policy.positions:
            yield from _named(Use("policies", policy.key, "sources"), "sources", position.sources)
    for section in document.about:
        yield from _named(Use(PROTOCOL, "about", "sources"), "sources", section.sources)


def _cases(document: Document, asking: Mapping[str, str]) -> Reads:
    for case in document.cases:
        use = Use("cases", case.id, "answers")
        for part in (case.person, *case.areas):
            yield from _answers(use, part, asking)
        for expect in case.expect:
            expected = use._replace(field="expect")
            yield from _named(expected, "questions", expect.needs, asking)
            methods = (expect.method, expect.cleared, *expect.on_hold, *expect.excluded)
            yield from _named(expected, "methods", filter(None, methods))
            codes = (*expect.cautions, *expect.fired, *(code for codes in expect.excluded.values() for code in codes))
            yield from _named(expected, "rules", codes)


def _answers(use: Use, given: Mapping[str, Any], asking: Mapping[str, str]) -> Reads:
    for key, answer in given.items():
        yield use, ("questions", asking.get(key, key))
        for value in answer if isinstance(answer, tuple) else (answer,):
            yield use, (OPTIONS, option_code(key, str(value)))


def _protocol(document: Document, asking: Mapping[str, str]) -> Reads:
    typical = Use(PROTOCOL, "typical_patient", "answers")
    for part in (document.typical_patient.person, document.typical_patient.area):
        yield from _answers(typical, part, asking)
    if consent := document.photo_consent:
        use = Use(PROTOCOL, "photo_consent", "photo_consent")
        yield from ((use, used) for used in (("questions", consent), (OPTIONS, option_code(consent, "yes"))))
    if examined := document.examination:
        use = Use(PROTOCOL, "examination", "question")
        yield use, ("questions", examined.question)
        codes = (option_code(examined.question, value) for value in (examined.clear, examined.other))
        yield from _named(use, OPTIONS, codes)
    if face_map := document.face_map:
        use = Use(PROTOCOL, "face_map", "question")
        yield from _named(use, "questions", (face_map.place, face_map.count, face_map.size))
        if face_map.margin:
            yield use._replace(field="margin"), (OPTIONS, option_code(face_map.place, face_map.margin))


def _named(use: Use, parts: str, codes: Iterable[str], asking: Mapping[str, str] | None = None) -> Reads:
    yield from ((use, (parts, (asking or {}).get(code, code))) for code in codes)
