"""What stands in a signed document beside the plan: answers, findings, photos, consent, the lines of the sheet.

What an older format lacks is not there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.face_map.places import OnTheMap, marks_of
from consultations.models.answers import GivenBy
from consultations.models.consent import ConsentWay
from consultations.models.photo import PhotoKind
from consultations.models.red_flag import Finding
from consultations.presenters.face_facts import FaceMapFacts
from consultations.presenters.words import Words, area_name
from treatments.care_steps import when

Document = Mapping[str, Any]
KINDS: dict[str, str | Promise] = {
    "do": gettext_lazy("Do"),
    "avoid": gettext_lazy("Avoid"),
    "normal": gettext_lazy("This is normal"),
    "call": gettext_lazy("When to call"),
}


@dataclass(frozen=True, slots=True)
class SignedAnswers:
    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SignedFlag:
    place: str
    because: str
    code: str
    finding: str
    note: str
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class SignedPhoto:
    what: str
    taken_at: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class SignedConsent:
    name: str
    relation: str
    way: str
    at: datetime
    language: str
    wording_sha256: str

    @classmethod
    def of(cls, document: Document) -> "SignedConsent | None":
        given = document.get("consent")
        if not given:
            return None
        way, at = str(ConsentWay(given["way"]).label), datetime.fromisoformat(given["at"])
        return cls(given["signed_name"], given["relation"], way, at, given["language"], given["wording_sha256"])


@dataclass(frozen=True, slots=True)
class CareLine:
    """`original` is how the release says it, where the doctor said it otherwise."""

    when: str
    text: str
    is_urgent: bool
    original: str
    is_left_out: bool


@dataclass(frozen=True, slots=True)
class CareGroup:
    title: str
    lines: tuple[CareLine, ...]


def signed_answers(document: Document, words: Words) -> tuple[SignedAnswers, ...]:
    person, areas = document["answers"]["person"], document["answers"]["areas"]
    places = (
        SignedAnswers(place, _rows(words, area)) for place, area in zip(places_of(document, words), areas, strict=True)
    )
    return (*places, SignedAnswers(_("The patient"), _rows(words, person)))


def places_of(document: Document, words: Words) -> list[str]:
    """Two places of one name are told apart by their number."""
    areas = enumerate(document["answers"]["areas"], start=1)
    names = [area_name(words, _values(area), number) for number, area in areas]
    return [
        _("%(area)s (place %(number)d)") % {"area": name, "number": number} if names.count(name) > 1 else name
        for number, name in enumerate(names, start=1)
    ]


def signed_flags(document: Document, words: Words) -> tuple[SignedFlag, ...]:
    places = places_of(document, words)
    return tuple(
        SignedFlag(
            place=places[flag["area_number"] - 1] if flag["area_number"] else "",
            because=flag["because"],
            code=flag["code"],
            finding=str(Finding(flag["finding"]).label) if flag["finding"] else "",
            note=flag["note"],
            by=flag["by"],
            at=datetime.fromisoformat(flag["at"]) if flag["at"] else None,
        )
        for flag in document.get("flags", ())
    )


def signed_photos(document: Document, words: Words) -> tuple[SignedPhoto, ...]:
    return tuple(
        SignedPhoto(_photographed(photo, words), datetime.fromisoformat(photo["taken_at"]), photo["sha256"])
        for photo in document.get("photos", ())
    )


def signed_face(document: Document, words: Words) -> FaceMapFacts | None:
    asked, face_map = OnTheMap.of(words.protocol.document), document.get("face_map")
    if asked is None or not face_map:
        return None
    areas = [_values(area) for area in document["answers"]["areas"]]
    return FaceMapFacts.of(asked, words, marks_of(asked, areas, face_map))


def care_groups(document: Document) -> tuple[CareGroup, ...]:
    """Every line of the sheet, those left out too, in the order of what they are for."""
    today = datetime.fromisoformat(document["signature"]["at"]).date()
    groups = (
        CareGroup(str(title), tuple(_care_line(step, today) for step in document["aftercare"] if step["kind"] == kind))
        for kind, title in KINDS.items()
    )
    return tuple(group for group in groups if group.lines)


def _care_line(step: Mapping[str, Any], today: date) -> CareLine:
    original = step.get("edited", {}).get("original", "")
    dated = when(step, today) if step["kind"] in ("do", "avoid") else ""
    return CareLine(dated, step["text"], step["urgent"], original, step.get("left_out", False))


def _photographed(photo: Mapping[str, Any], words: Words) -> str:
    kind = str(PhotoKind(photo["kind"]).label)
    if not photo["place"]:
        return kind
    place = area_name(words, {"area": photo["place"]}, photo["area_number"])
    return _("%(kind)s, %(place)s") % {"kind": kind, "place": place}


def _rows(words: Words, answers: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((_label(words, key), _value(words, key, given)) for key, given in answers.items())


def _label(words: Words, key: str) -> str:
    return words.question(key) if key in words.protocol.questions else _("Age on that day")


def _value(words: Words, key: str, given: Mapping[str, Any]) -> str:
    said = words.answer(key, given["value"]) or _("Not answered")
    return f"{said} ({GivenBy(given['given_by']).label})"


def _values(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {key: given["value"] for key, given in answers.items()}
