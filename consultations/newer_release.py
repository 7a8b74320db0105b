"""Another release went live while a visit was open, a newer one or, as the own was withdrawn, an older one again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consultations.answering import at_the_start, suggestion_for
from consultations.models import Consultation
from consultations.site_days import day_at
from treatments.compiled_releases import compiled
from treatments.engine.answers import why_not_answer
from treatments.engine.protocol import Protocol
from treatments.models import Release, Withdrawal, live_release


@dataclass(frozen=True, slots=True)
class NewerRelease:
    """`changed` are codes of rules that are new, gone or different; `areas` are (number, before, after) of those areas
    that get another suggestion, each in the area's JSON form. `dropped` counts answers it has no question for.
    `release` is None where the own one was withdrawn and none is left.
    """

    release: Release | None
    number: int | None
    published_at: datetime | None
    own_is_withdrawn: bool
    changed: tuple[str, ...]
    areas: tuple[tuple[int, Mapping[str, Any], Mapping[str, Any]], ...]
    dropped: int


def newer_number(consultation: Consultation) -> int | None:
    """The number of the release that new visits follow, if it is another one.

    While its own stands, that can only be a newer one; once it was withdrawn, also the one before.
    """
    live = live_release(consultation.release.slug)
    return live.number if live and live.number != consultation.release.number else None


def is_withdrawn(consultation: Consultation) -> bool:
    return Withdrawal.objects.filter(release_id=consultation.release_id).exists()


def newer_release(consultation: Consultation) -> NewerRelease | None:
    live = live_release(consultation.release.slug)
    if live is None:
        return NewerRelease(None, None, None, own_is_withdrawn=True, changed=(), areas=(), dropped=0)
    if live.number == consultation.release.number:
        return None
    own, new = compiled(consultation.release), compiled(live)
    answers = carried_over(new, consultation)
    return NewerRelease(
        release=live,
        number=live.number,
        published_at=live.published_at,
        own_is_withdrawn=is_withdrawn(consultation),
        changed=_changed_rules(own, new),
        areas=_other_suggestions(consultation, suggestion_for(new, answers)),
        dropped=len(not_carried(new, consultation.answers)),
    )


def carried_over(protocol: Protocol, consultation: Consultation) -> dict[str, Any]:
    """The answers as far as this release asks for them; what follows from the patient's details is worked out anew."""
    born, visit_on = consultation.patient.date_of_birth, day_at(consultation.site, consultation.started_at)
    known = at_the_start(protocol, born, visit_on)["person"]
    lost = not_carried(protocol, consultation.answers)
    person = {key: value for key, value in consultation.answers["person"].items() if (None, key) not in lost}
    areas = [
        {key: value for key, value in area.items() if (number, key) not in lost}
        for number, area in enumerate(consultation.answers["areas"], start=1)
    ]
    return {"person": known | person, "areas": areas}


def not_carried(protocol: Protocol, answers: Mapping[str, Any]) -> list[tuple[int | None, str]]:
    """Places whose question is gone, is about something else now, or does not offer the answer any more."""
    given = [(None, "person", answers["person"])]
    given += [(number, "area", area) for number, area in enumerate(answers["areas"], start=1)]
    return [
        (number, key)
        for number, about, part in given
        for key, value in part.items()
        if not _still_an_answer(protocol, about, key, value)
    ]


def _still_an_answer(protocol: Protocol, about: str, key: str, value: Any) -> bool:
    fact = protocol.facts.get(key)
    is_asked = fact is not None and fact.about == about and key not in protocol.retired
    return is_asked and why_not_answer(fact, value) is None


def _changed_rules(own: Protocol, new: Protocol) -> tuple[str, ...]:
    codes = sorted({*own.rules_by_code, *new.rules_by_code})
    return tuple(code for code in codes if own.rules_by_code.get(code) != new.rules_by_code.get(code))


def _other_suggestions(
    consultation: Consultation, after: Mapping[str, Any]
) -> tuple[tuple[int, Mapping[str, Any], Mapping[str, Any]], ...]:
    before = consultation.suggestion["areas"] if consultation.suggestion else ()
    pairs = enumerate(zip(before, after["areas"], strict=False), start=1)
    return tuple((number, old, new) for number, (old, new) in pairs if _said(old) != _said(new))


def _said(area: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(area[name] for name in ("outcome", "method", "add_on", "needs", "on_hold", "cautions", "fired"))
