"""Red flags as the doctor meets them: each with its answers, and its finding once there is one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import time_format

from consultations.flags import FlagState
from consultations.models import Consultation
from consultations.models.red_flag import Finding
from consultations.presenters.reasons import UsedAnswer, used_answer
from consultations.presenters.words import Words, area_name
from consultations.site_days import at_site

TONES = {Finding.NO_CONCERN: "done", Finding.REFER: "stop", Finding.NOT_MILIA: "caution"}


@dataclass(frozen=True, slots=True)
class FlagCard:
    """`number` of `total`; `area` is empty for a flag about the person. `finding` is empty while there is none."""

    ident: str
    number: int
    total: int
    code: str
    area_number: int | None
    area: str
    because: str
    answers: tuple[UsedAnswer, ...]
    finding: str
    finding_key: str
    tone: str
    note: str
    by: str
    at: str


def flag_cards(words: Words, consultation: Consultation, flags: Sequence[FlagState]) -> list[FlagCard]:
    return [_card(words, consultation, flag, number, len(flags)) for number, flag in enumerate(flags, start=1)]


def _card(words: Words, consultation: Consultation, flag: FlagState, number: int, total: int) -> FlagCard:
    areas = consultation.answers["areas"]
    area = area_name(words, areas[flag.area_number - 1], flag.area_number) if flag.area_number else ""
    return FlagCard(
        ident=f"flag-{flag.code}-{flag.area_number or 0}",
        number=number,
        total=total,
        code=flag.code,
        area_number=flag.area_number,
        area=area,
        because=flag.because,
        answers=tuple(used_answer(words, key, value) for key, value in flag.answers.items()),
        finding=str(Finding(flag.finding).label) if flag.finding else "",
        finding_key=flag.finding,
        tone=TONES[Finding(flag.finding)] if flag.finding else "stop",
        note=flag.note,
        by=flag.by,
        at=time_format(at_site(consultation.site, flag.at), "H:i") if flag.at else "",
    )
