"""The dates of a sheet for a phone's calendar. Calendars are shared, so an entry says no name, no method, no place of
the body and not where the sheet can be read: only that there is something to do.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from consultations.presenters.dates import day

Document = Mapping[str, Any]
LONGEST_LINE = 75
"""Bytes; the rest goes on in the next line, which begins with a space."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Whole days, the last one included."""

    title: str
    first: date
    last: date


def entries(document: Document) -> list[Entry]:
    spans = sorted(set(_spans(document["aftercare"])))
    steps = [Entry(_("Skin care: step %(n)d") % {"n": n}, *span) for n, span in enumerate(spans, 1)]
    visits = sorted({line["follow_up_on"] for line in document["plan"] if line["follow_up_on"]})
    return steps + [Entry(_("Visit at the clinic"), day(visit), day(visit)) for visit in visits[:1]]


def _spans(steps: list[Mapping[str, Any]]) -> Iterator[tuple[date, date]]:
    """What goes on for ever is entered on the day it begins."""
    for step in steps:
        first, last = day(step["from_on"]), day(step["to_on"])
        if first and step["kind"] in ("do", "avoid") and not step.get("left_out"):
            yield first, last or first


def calendar(document: Document, *, token: str, made_at: datetime) -> str:
    """The ids stay the same, so that adding it twice adds nothing; nobody can read the token from them."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Pearl//Aftercare//EN", "METHOD:PUBLISH"]
    for number, entry in enumerate(entries(document), 1):
        ident = hashlib.sha256(f"{token}:{number}".encode()).hexdigest()[:32]
        lines += [
            "BEGIN:VEVENT",
            f"UID:{ident}@pearl",
            f"DTSTAMP:{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{entry.first:%Y%m%d}",
            f"DTEND;VALUE=DATE:{entry.last + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(entry.title)}",
            f"DESCRIPTION:{_escaped(_description(document))}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _description(document: Document) -> str:
    words = _("The page that the clinic gave you says what to do.")
    phone = document["site"]["phone"]
    return f"{words} {_('Questions? Call %(phone)s.') % {'phone': phone}}" if phone else words


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def _folded(line: str) -> str:
    parts, rest = [], line
    while len(rest.encode()) > LONGEST_LINE:
        cut = LONGEST_LINE
        while len(rest[:cut].encode()) > LONGEST_LINE - 1:
            cut -= 1
        parts.append(rest[:cut])
        rest = rest[cut:]
    return "\r\n ".join([*parts, rest])
