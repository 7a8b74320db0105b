"""When a step of the aftercare is due, in words: real dates, or counted from the day something begins."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.presenters.dates import day

Step = Mapping[str, Any]


def when(step: Step, today: date) -> str:
    """In real dates: nobody should have to count days."""
    if step["timing"]:
        return str(step["timing"])
    if step.get("add_on"):
        return _when_later(step)
    first, last = day(step["from_on"]), day(step["to_on"])
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
