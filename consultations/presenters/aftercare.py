"""The patient's sheet, from the signed document alone: who and what, what to do when, what is normal, when to call."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from consultations.face_map.places import OnTheMap
from consultations.presenters.dates import day
from consultations.presenters.record import SignedPatient, done
from consultations.presenters.sheet_places import TreatedPlace, treated_places
from treatments.care_steps import Stage, stages

Document = Mapping[str, Any]
Step = Mapping[str, Any]
Line = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CareGroup:
    """Steps that hold for the same places. `heading` is empty where nothing else could be meant."""

    heading: str
    stages: tuple[Stage, ...]
    normal: tuple[str, ...]
    call: tuple[str, ...]
    call_now: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AftercareSheet:
    """`done` are pairs of place and what was done there; `kept_to` the kinds of it that were left by a caution.

    `signed_at` is the moment in which all of this became final.
    """

    patient: SignedPatient
    signed_at: datetime
    treated_on: date
    doctor: str
    done: tuple[tuple[str, str], ...]
    where: tuple[TreatedPlace, ...]
    kept_to: tuple[str, ...]
    notices: tuple[tuple[str, str], ...]
    groups: tuple[CareGroup, ...]
    phone: str
    out_of_hours: str
    clinic: str
    address: str
    next_visit: date | None
    release: int
    language: str

    @classmethod
    def of(cls, document: Document, on_the_map: OnTheMap | None = None) -> "AftercareSheet":
        """`on_the_map` is what the release named in the document asks on the face; without it no place is shown."""
        site, lines = document["site"], document["plan"]
        visits = [line["follow_up_on"] for line in lines if line["follow_up_on"]]
        at = datetime.fromisoformat(document["signature"]["at"])
        return cls(
            patient=SignedPatient.of(document),
            signed_at=at,
            treated_on=at.date(),
            doctor=document["signature"]["name"],
            done=tuple((line["area"], _what(line)) for line in lines if line["method"] or line.get("own_words")),
            where=treated_places(document, on_the_map),
            kept_to=tuple(dict.fromkeys(limit for line in lines for limit in _kept_to(line))),
            notices=_notices(lines),
            groups=groups(lines, _on_the_sheet(document["aftercare"]), at.date()),
            phone=site["phone"],
            out_of_hours=site["out_of_hours_phone"],
            clinic=site["name"],
            address=site["address"],
            next_visit=day(min(visits)) if visits else None,
            release=document["protocol"]["release"],
            language=document["language"],
        )

    @property
    def has_steps(self) -> bool:
        return any(group.stages for group in self.groups)

    @property
    def has_normal(self) -> bool:
        return any(group.normal for group in self.groups)

    @property
    def has_calls(self) -> bool:
        return any(group.call for group in self.groups)

    @property
    def has_calls_now(self) -> bool:
        return any(group.call_now for group in self.groups)


def _what(line: Line) -> str:
    """What was done; the dermatologist's own words where it is none of the protocol's methods."""
    return done(line) if line["method"] else str(line.get("own_words") or done(line))


def _on_the_sheet(steps: Iterable[Step]) -> list[Step]:
    """What the dermatologist left out stays in the record and is not said."""
    return [step for step in steps if not step.get("left_out")]


def groups(lines: Sequence[Line], steps: Iterable[Step], today: date) -> tuple[CareGroup, ...]:
    """What holds everywhere, then place by place, then what begins later.

    Where places were treated differently no step stands without its place: what is normal at one is a danger sign at
    the other.
    """
    by_number = {line["area_number"]: line for line in lines}
    is_mixed = len({(line["method"], line["variant"]) for line in lines}) > 1
    found: dict[tuple[str, tuple[int, ...]], list[Step]] = {}
    for step in steps:
        later, areas = step.get("add_on", ""), tuple(step["areas"])
        names_places = (is_mixed or later) and len(areas) < len(lines)
        found.setdefault((later, areas if names_places else ()), []).append(step)
    return tuple(
        _group(_heading(by_number, later, areas, is_mixed=is_mixed, numbers=part[0]["areas"]), part, today)
        for (later, areas), part in sorted(found.items(), key=lambda item: item[0])
    )


def _group(heading: str, steps: Sequence[Step], today: date) -> CareGroup:
    calls = [step for step in steps if step["kind"] == "call"]
    return CareGroup(
        heading=heading,
        stages=stages(steps, today),
        normal=tuple(step["text"] for step in steps if step["kind"] == "normal"),
        call=tuple(step["text"] for step in calls if not step["urgent"]),
        call_now=tuple(step["text"] for step in calls if step["urgent"]),
    )


def _heading(
    lines: Mapping[int, Line], later: str, areas: Sequence[int], *, is_mixed: bool, numbers: Sequence[int]
) -> str:
    """`areas` are those to be named; `numbers` all that the steps are for."""
    if later:
        method = lines[numbers[0]]["add_on_name"]
        places = ", ".join(_place(lines, number) for number in areas)
        if places:
            words = {"places": places, "method": method}
            return _("Later, %(places)s: %(method)s, when we tell you to begin") % words
        return _("Later: %(method)s, when we tell you to begin") % {"method": method}
    if not areas:
        return _("For all places") if is_mixed else ""
    treated: dict[str, list[str]] = {}
    for number in areas:
        treated.setdefault(_what(lines[number]), []).append(_place(lines, number))
    return "; ".join(f"{', '.join(places)}: {what}" for what, places in treated.items())


def _place(lines: Mapping[int, Line], number: int) -> str:
    """Two places of one name are told apart by their number."""
    area = lines[number]["area"]
    if not area:
        return _("Place %(number)d") % {"number": number}
    if sum(line["area"] == area for line in lines.values()) > 1:
        return _("%(area)s (place %(number)d)") % {"area": area, "number": number}
    return str(area)


def _kept_to(line: Line) -> list[str]:
    """Only what the name of what was done does not say already."""
    said = [_("%(method)s, only: %(names)s") % _limit_words(limit) for limit in line.get("restrictions", ())]
    return [] if line["variant_name"] else said


def _limit_words(limit: Mapping[str, Any]) -> dict[str, str]:
    return {"method": limit["method"], "names": ", ".join(limit["variants"])}


def _notices(lines: Sequence[Line]) -> tuple[tuple[str, str], ...]:
    """With their places where there is more than one."""
    by_number = {line["area_number"]: line for line in lines}
    said: dict[str, list[str]] = {}
    for number, line in by_number.items():
        if line["notice"]:
            said.setdefault(line["notice"], []).append(_place(by_number, number))
    return tuple((", ".join(places) if len(lines) > 1 else "", notice) for notice, places in said.items())
