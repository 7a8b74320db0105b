"""Signed documents made up for the sheet: the aftercare of the real protocol, the rest as a clinic would have it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from consultations.aftercare import Treated, steps
from consultations.answering import suggestion_for
from consultations.face_map.names import region_name
from consultations.face_map.regions import REGIONS
from consultations.presenters.sheet_places import TreatedPlace
from treatments.engine.protocol import Protocol

SIGNED_ON = date(2026, 11, 22)
PHONE, CLOSED = "020 7946 0018", "020 7946 0999"


def document(protocol: Protocol, *methods: str, add_on: str = "", variant: str = "", **differs: Any) -> dict[str, Any]:
    """One area for each method ("" is none); what differs from the typical patient by key, `area` as one or in turn."""
    answers, areas = _answered(protocol, len(methods), differs)
    treated = [
        Treated(number, answers["areas"][number - 1], areas[number - 1], method, variant, add_on)
        for number, method in enumerate(methods, 1)
    ]
    care = steps(protocol, answers["person"], treated, language="en", treated_on=SIGNED_ON)
    return {
        "format": 2,
        "patient": patient(),
        "site": site(),
        "protocol": {"slug": "milia", "release": 12, "sha256": "0" * 64},
        "plan": [_line(protocol, each) for each in treated],
        "language": "en",
        "aftercare": care,
        "signature": {
            "name": "Dr Rani Shah",
            "username": "shah",
            "at": f"{SIGNED_ON}T10:20:00+00:00",
            "timezone": "Europe/London",
            "meaning": "I have examined the patient and I approve this plan.",
        },
    }


def patient(**differs: Any) -> dict[str, Any]:
    return {
        "id": "00000000-0000-4000-8000-000000000001",
        "clinic_number": 1234567,
        "family_name": "Jones",
        "given_name": "Amy",
        "title": "Ms",
        "date_of_birth": "1985-07-14",
    } | differs


def site(**differs: Any) -> dict[str, Any]:
    return {
        "id": 1,
        "name": "Pearl Skin Clinic",
        "address": "1 Harbour Street\nLondon",
        "phone": PHONE,
        "out_of_hours_phone": CLOSED,
        "timezone": "Europe/London",
    } | differs


def places(*codes: str) -> tuple[TreatedPlace, ...]:
    """Regions of the face as places that were treated, two bumps each."""
    names = {code: region_name(REGIONS[code], for_patient=True) for code in codes}
    return tuple(TreatedPlace(number, code, names[code], "2") for number, code in enumerate(codes, 1))


def _answered(protocol: Protocol, number: int, differs: Mapping[str, Any]) -> tuple[dict[str, Any], list[Any]]:
    typical = protocol.document.typical_patient
    about = {question.key: question.about for question in protocol.document.questions} | {"age_years": "person"}
    person = typical.person | {key: value for key, value in differs.items() if about[key] == "person"}
    places = [_of_area(differs, about, each) for each in range(number)]
    answers = {
        "person": _as_json(person),
        "areas": [_as_json(typical.area | place) for place in places],
    }
    return answers, suggestion_for(protocol, answers)["areas"]


def _of_area(differs: Mapping[str, Any], about: Mapping[str, str], number: int) -> dict[str, Any]:
    given = {key: value for key, value in differs.items() if about[key] == "area"}
    return {key: value[number] if isinstance(value, list) and key == "area" else value for key, value in given.items()}


def _as_json(part: Mapping[str, Any]) -> dict[str, Any]:
    values = {key: list(value) if isinstance(value, tuple) else value for key, value in part.items()}
    return {key: value for key, value in values.items() if value is not None}


def _line(protocol: Protocol, area: Treated) -> dict[str, Any]:
    place = next(question for question in protocol.document.questions if question.key == "area")
    label = next((each.label["en"] for each in place.options if each.value == area.answers.get("area")), "")
    variants = protocol.methods[area.method].variants if area.method else ()
    return {
        "area_number": area.number,
        "area": label,
        "method": area.method,
        "method_name": protocol.methods[area.method].name["en"] if area.method else "",
        "variant": area.variant,
        "variant_name": next((each.name["en"] for each in variants if each.key == area.variant), ""),
        "add_on": area.add_on,
        "add_on_name": protocol.methods[area.add_on].name["en"] if area.add_on else "",
        "restrictions": [],
        "follow_up_on": "2027-01-05",
        "notice": "" if area.method else _left_alone(protocol, area),
    }


def _left_alone(protocol: Protocol, area: Treated) -> str:
    key = area.suggestion["outcome"]
    return next((notice.patient["en"] for notice in protocol.document.notices if notice.key == key), "")
