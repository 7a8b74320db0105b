"""The typical patient of the protocol, and what differs from her; random forms for properties."""

from typing import Any

from hypothesis import strategies as st

from treatments.engine.answers import Answers
from treatments.engine.facts import Fact
from treatments.engine.protocol import Protocol
from treatments.engine.suggest import AreaSuggestion, VisitSuggestion, suggest


def typical(protocol: Protocol, **differs: Any) -> Answers:
    """One area; `key=None` leaves the question unanswered."""
    person = dict(protocol.document.typical_patient.person)
    area = dict(protocol.document.typical_patient.area)
    for key, value in differs.items():
        (person if protocol.facts[key].about == "person" else area)[key] = value
    return Answers(_given(person), (_given(area),))


def visit(protocol: Protocol, **differs: Any) -> VisitSuggestion:
    return suggest(protocol, typical(protocol, **differs))


def suggested(protocol: Protocol, **differs: Any) -> AreaSuggestion:
    return visit(protocol, **differs).areas[0]


def _given(answers: dict[str, Any]) -> dict[str, Any]:
    return {key: list(v) if isinstance(v, tuple) else v for key, v in answers.items() if v is not None}


def values(fact: Fact) -> st.SearchStrategy[Any]:
    """Every kind of answer: blank, not sure, not applicable, good, and self-contradictory."""
    blank = st.sampled_from([None, "unanswered", "unknown", "not_applicable"])
    if fact.type == "one":
        return st.one_of(st.sampled_from(fact.values), blank)
    if fact.type == "multi":
        return st.one_of(st.lists(st.sampled_from([*fact.values, "unknown"]), unique=True, max_size=4), blank)
    if fact.type == "number":
        number = st.integers(int(fact.minimum), int(fact.maximum))
        return st.one_of(st.one_of(number, st.floats(0, 3)) if fact.decimals else number, blank)
    return st.one_of(st.text(max_size=20), blank)


def forms(protocol: Protocol, *, blanks: bool = True) -> st.SearchStrategy[Answers]:
    """Mostly the typical patient with some answers drawn anew, so that every step of the order is reached."""
    person, area = _drawn(protocol, "person"), _drawn(protocol, "area")
    return st.builds(lambda p, areas: Answers(p, tuple(areas)), person, st.lists(area, min_size=1, max_size=3))


def _drawn(protocol: Protocol, about: str) -> st.SearchStrategy[dict[str, Any]]:
    facts = [fact for fact in protocol.facts.values() if fact.about == about and fact.type != "text"]
    start = getattr(protocol.document.typical_patient, about)
    some = st.fixed_dictionaries({}, optional={fact.key: values(fact) for fact in facts})
    few = st.dictionaries(st.sampled_from([fact.key for fact in facts]), st.none(), max_size=5).flatmap(
        lambda keys: st.fixed_dictionaries({key: values(protocol.facts[key]) for key in keys})
    )
    differing = few.map(lambda drawn: _given({**start, **drawn}))
    return st.one_of(differing, differing, some.map(_given))
