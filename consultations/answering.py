"""The answers of a visit as one document: changing it makes a new one, and the old one stays what it was."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from treatments.engine.answers import Answers, read_answers
from treatments.engine.form import visit_as_json
from treatments.engine.protocol import Protocol
from treatments.engine.suggest import suggest

Document = dict[str, Any]
WHOLE_YEARS_FROM = 2


def with_answer(answers: Mapping[str, Any], question: str, value: Any, area_number: int | None) -> Document:
    person, areas = dict(answers["person"]), [dict(area) for area in answers["areas"]]
    (person if area_number is None else areas[area_number - 1])[question] = value
    return {"person": person, "areas": areas}


def without_answer(answers: Mapping[str, Any], question: str, area_number: int | None) -> Document:
    """Nobody has met the question any more."""
    person, areas = dict(answers["person"]), [dict(area) for area in answers["areas"]]
    (person if area_number is None else areas[area_number - 1]).pop(question, None)
    return {"person": person, "areas": areas}


def with_area(answers: Mapping[str, Any]) -> Document:
    return {"person": answers["person"], "areas": [*answers["areas"], {}]}


def without_area(answers: Mapping[str, Any], area_number: int) -> Document:
    areas = answers["areas"]
    return {"person": answers["person"], "areas": areas[: area_number - 1] + areas[area_number:]}


def at_the_start(protocol: Protocol, born: date, visit_on: date) -> Document:
    """One area is there from the beginning; what follows from the patient's details is answered."""
    person: Document = {}
    for question in protocol.document.questions:
        if question.derives and not question.retired:
            person |= {question.key: born.isoformat(), question.derives: age_in_years(born, visit_on)}
    return {"person": person, "areas": [{}]}


def age_in_years(born: date, on: date) -> int | float:
    """Completed years; below two with two decimals, never rounded up, so that a birthday is never early."""
    years = _completed_years(born, on)
    if years >= WHOLE_YEARS_FROM:
        return years
    last, following = _birthday(born, born.year + years), _birthday(born, born.year + years + 1)
    hundredths = (on - last).days * 100 // (following - last).days
    return years + hundredths / 100 if hundredths else years


def suggestion_for(protocol: Protocol, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON form, from the answers as they stand in the document."""
    return visit_as_json(suggest(protocol, read(protocol, answers)))


def read(protocol: Protocol, answers: Mapping[str, Any]) -> Answers:
    return read_answers(protocol, {"person": answers["person"], "areas": list(answers["areas"])})


def _completed_years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _birthday(born: date, year: int) -> date:
    """Who was born on 29 February has a birthday on 1 March in other years."""
    try:
        return born.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
