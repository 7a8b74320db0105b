"""The queue as a dermatologist reads it, and who has a case open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.formats import time_format

from clinic.accounts.models import User
from consultations.models import Consultation
from consultations.presenters.people import VisitRow, age, minutes
from consultations.presenters.words import Words, area_name
from consultations.site_days import at_site
from consultations.waiting import is_claimed
from treatments.engine.readings import UNKNOWN

# The bar beside the waiting time is full then.
LONG_WAIT = 60


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody has the case open. `since` is the time on the site's clock."""

    name: str
    since: str
    is_mine: bool

    @classmethod
    def of(cls, consultation: Consultation, by: User, now: datetime) -> "Claim | None":
        if not is_claimed(consultation, now):
            return None
        since = time_format(at_site(consultation.site, consultation.claimed_at), "H:i")
        is_mine = consultation.claimed_by_id == by.pk
        return cls(by.name if is_mine else consultation.claimed_by.name, since, is_mine)


@dataclass(frozen=True, slots=True)
class QueueRow:
    """`concern` is one line: where the bumps are, and how many. `is_withdrawn` is about the release it follows."""

    visit: VisitRow
    age: str
    concern: str
    flags: int
    not_known: int
    minutes: int
    claim: Claim | None
    is_skipped: bool
    is_withdrawn: bool

    @classmethod
    def of(cls, case: Consultation, words: Words, by: User, now: datetime, today: date) -> "QueueRow":
        """`today` is the day at the site."""
        seen = case.glance
        return cls(
            VisitRow.of(case, now),
            age(case.patient.date_of_birth, today),
            concern(words, case.areas),
            seen["flags"],
            seen["not_known"],
            max(0, minutes(case, now)),
            Claim.of(case, by, now),
            case.is_skipped,
            case.release_is_withdrawn,
        )

    @property
    def bar(self) -> int:
        return min(LONG_WAIT, self.minutes)


def concern(words: Words, areas: Sequence[Mapping[str, Any]]) -> str:
    return ", ".join(_place(words, area, number) for number, area in enumerate(areas, start=1))


def _place(words: Words, area: Mapping[str, Any], number: int) -> str:
    """The number of bumps has the key that the protocol gives it on the face map."""
    name, keys = area_name(words, area, number), words.protocol.document.face_map
    how_many = area.get(keys.count) if keys else None
    return f"{name} ({words.answer(keys.count, how_many)})" if how_many not in (None, UNKNOWN) else name
