"""The patient's sheet, from the signed document alone: who and what, what to do when, what is normal, when to call."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultations.presenters.record import SignedPatient, day, decided

Document = Mapping[str, Any]
Step = Mapping[str, Any]
ALWAYS = "9999-12-31"


@dataclass(frozen=True, slots=True)
class CareStep:
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Stage:
    when: str
    steps: tuple[CareStep, ...]


@dataclass(frozen=True, slots=True)
class AftercareSheet:
    """`done` are pairs of place and what was done there; `call_now` are the signs that cannot wait."""

    patient: SignedPatient
    treated_on: date
    doctor: str
    done: tuple[tuple[str, str], ...]
    notices: tuple[str, ...]
    stages: tuple[Stage, ...]
    normal: tuple[str, ...]
    call: tuple[str, ...]
    call_now: tuple[str, ...]
    phone: str
    out_of_hours: str
    clinic: str
    address: str
    next_visit: date | None
    release: int
    language: str

    @classmethod
    def of(cls, document: Document) -> "AftercareSheet":
        site, steps, lines = document["site"], document["aftercare"], document["plan"]
        visits = [line["follow_up_on"] for line in lines if line["follow_up_on"]]
        at = datetime.fromisoformat(document["signature"]["at"])
        return cls(
            patient=SignedPatient.of(document),
            treated_on=at.date(),
            doctor=document["signature"]["name"],
            done=tuple((line["area"], decided(line)) for line in lines if line["method"]),
            notices=tuple(dict.fromkeys(line["notice"] for line in lines if line["notice"])),
            stages=stages(steps, at.date()),
            normal=_texts(steps, "normal"),
            call=tuple(step["text"] for step in steps if step["kind"] == "call" and not step["urgent"]),
            call_now=tuple(step["text"] for step in steps if step["kind"] == "call" and step["urgent"]),
            phone=site["phone"],
            out_of_hours=site["out_of_hours_phone"],
            clinic=site["name"],
            address=site["address"],
            next_visit=day(min(visits)) if visits else None,
            release=document["protocol"]["release"],
            language=document["language"],
        )


def stages(steps: Iterable[Step], today: date) -> tuple[Stage, ...]:
    """What to do and what to leave, in the order of the days, with the days already worked out."""
    found: dict[str, list[CareStep]] = {}
    doing = (step for step in steps if step["kind"] in ("do", "avoid"))
    for step in sorted(doing, key=lambda step: (step["from_on"] or ALWAYS, step["to_on"] or ALWAYS)):
        found.setdefault(when(step, today), []).append(CareStep(step["kind"], step["text"]))
    return tuple(Stage(days, tuple(care)) for days, care in found.items())


def when(step: Step, today: date) -> str:
    """In real dates: nobody should have to count days."""
    first, last = day(step["from_on"]), day(step["to_on"])
    if step["timing"]:
        return step["timing"]
    if first is None:
        return _("At any time")
    if last is None:
        return _("From today on") if first == today else _("From %(day)s on") % {"day": _named(first)}
    if first == last:
        return _("Today, %(day)s") % {"day": _named(first)} if first == today else _named(first)
    if first == today:
        return _("Until %(day)s") % {"day": _named(last)}
    return _("%(first)s to %(last)s") % {"first": _named(first), "last": _named(last)}


def _named(found: date) -> str:
    return date_format(found, "D j M")


def _texts(steps: Iterable[Step], kind: str) -> tuple[str, ...]:
    return tuple(step["text"] for step in steps if step["kind"] == kind)
