"""What was decided at the patient's last signed visit, in one line for each place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from consultations.models import PlanLine
from consultations.presenters.plan import PlanCard
from consultations.presenters.words import Words, area_name
from consultations.site_days import day_at
from treatments.compiled_releases import compiled


@dataclass(frozen=True, slots=True)
class LastVisit:
    """`lines` are (place, what was decided, whether it was as suggested)."""

    ident: UUID
    on: date
    lines: tuple[tuple[str, str, bool], ...]
    next_visit: date | None

    @classmethod
    def of(cls, lines: Sequence[PlanLine], language: str) -> "LastVisit | None":
        """`lines` are those of one visit."""
        if not lines:
            return None
        visit = lines[0].consultation
        words = Words.of(compiled(visit.release), language)
        due = [line.follow_up_on for line in lines if line.follow_up_on]
        return cls(
            visit.pk,
            day_at(visit.site, visit.signed_at),
            tuple(_line(words, line) for line in lines),
            min(due, default=None),
        )


def _line(words: Words, line: PlanLine) -> tuple[str, str, bool]:
    area = line.consultation.answers["areas"][line.area_number - 1]
    return area_name(words, area, line.area_number), PlanCard.of(words, line).what, line.agrees
