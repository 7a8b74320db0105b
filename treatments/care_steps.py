"""One step of the aftercare as it is said to a patient: its words, its dates, and its place among the others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from treatments.engine.documents import AftercareStep
from treatments.engine.texts import fill

Step = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CareStep:
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Stage:
    when: str
    steps: tuple[CareStep, ...]


def worded(
    step: AftercareStep,
    *,
    areas: Sequence[int],
    add_on: str,
    language: str,
    treated_on: date,
    clinic: Mapping[str, str],
) -> dict[str, Any]:
    """What begins later (`add_on`) has no dates: its days count from its own beginning."""
    dated = not add_on
    return {
        "code": step.code,
        "areas": list(areas),
        "add_on": add_on,
        "kind": step.kind,
        "urgent": step.urgent,
        "text": fill(step.text[language], clinic),
        "timing": fill(step.timing[language], clinic) if step.timing else "",
        "from_day": step.from_day,
        "to_day": step.to_day,
        "from_on": _on(treated_on, step.from_day) if dated else None,
        "to_on": _on(treated_on, step.to_day) if dated and (step.from_day is None or step.from_day >= 0) else None,
    }


def stages(steps: Iterable[Step], today: date) -> tuple[Stage, ...]:
    """What to do and what to leave, in the order of the days, with the days already worked out."""
    found: dict[str, list[CareStep]] = {}
    doing = (step for step in steps if step["kind"] in ("do", "avoid"))
    for step in sorted(doing, key=_order):
        found.setdefault(when(step, today), []).append(CareStep(step["kind"], step["text"]))
    return tuple(Stage(days, tuple(care)) for days, care in found.items())


def when(step: Step, today: date) -> str:
    """In real dates: nobody should have to count days."""
    if step["timing"]:
        return str(step["timing"])
    if step.get("add_on"):
        return _when_later(step)
    first, last = _read(step["from_on"]), _read(step["to_on"])
    if first is None:
        return _("At any time")
    if last is None:
        return _("From today on") if first == today else _("From %(day)s on") % {"day": _named(first)}
    if first == last:
        return _("Today, %(day)s") % {"day": _named(first)} if first == today else _named(first)
    if first == today:
        return _("Until %(day)s") % {"day": _named(last)}
    return _("%(first)s to %(last)s") % {"first": _named(first), "last": _named(last)}


def _when_later(step: Step) -> str:
    """Counted from the day it begins, which nobody knows yet."""
    first, last = step["from_day"], step["to_day"]
    if first is None:
        return _("At any time")
    if last is None:
        return (
            _("From %(time)s after you begin on") % {"time": _span(first)} if first else _("From the day you begin on")
        )
    if first == last:
        return _("%(time)s after you begin") % {"time": _span(first)} if first else _("On the day you begin")
    if first <= 0:
        return _("Until %(time)s after you begin") % {"time": _span(last)}
    return _("%(first)s to %(last)s after you begin") % {"first": _span(first), "last": _span(last)}


def _span(days: int) -> str:
    if days % 7 == 0:
        return ngettext("%(n)d week", "%(n)d weeks", days // 7) % {"n": days // 7}
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def _named(found: date) -> str:
    return date_format(found, "D j M")


def _order(step: Step) -> tuple[Any, ...]:
    """By the first day, then the last; what has none comes at the end."""
    later = step.get("add_on", "")
    first, last = (step["from_day"], step["to_day"]) if later else (step["from_on"], step["to_on"])
    return first is None, first or 0, last is None, last or 0


def _on(treated_on: date, number: int | None) -> str | None:
    """Days before the treatment are behind it by then: such a step is for the next time and has no date."""
    return None if number is None or number < 0 else (treated_on + timedelta(days=number)).isoformat()


def _read(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
