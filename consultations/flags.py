"""The red flags of a visit with what the dermatologist found about each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consultations.answering import read
from consultations.models import Consultation, FlagFinding
from consultations.models.red_flag import Finding
from treatments.compiled_releases import compiled
from treatments.engine.flags import RaisedFlag, raised_flags


@dataclass(frozen=True, slots=True)
class FlagState:
    """`area_number` is None for a flag about the person. `finding` is empty while there is none for these answers."""

    code: str
    area_number: int | None
    because: str
    answers: Mapping[str, Any]
    is_lifted: bool
    finding: str = ""
    note: str = ""
    by: str = ""
    at: datetime | None = None

    @property
    def is_open(self) -> bool:
        return not self.finding


def flags_of(consultation: Consultation) -> tuple[FlagState, ...]:
    """Every flag the answers raise, lifted or not, in the order of the rules. One query if there is any."""
    protocol = compiled(consultation.release)
    raised = raised_flags(protocol, read(protocol, consultation.answers))
    rows = list(consultation.flag_findings.select_related("by")) if raised else []
    return tuple(_state(flag, protocol.rule(flag.code).because, _newest(rows, flag)) for flag in raised)


def open_flags(consultation: Consultation) -> tuple[FlagState, ...]:
    return tuple(flag for flag in flags_of(consultation) if flag.is_open)


def seen(flags: tuple[FlagState, ...], clear: str, other: str) -> str | None:
    """The answer to the question about the examination that the findings come to; None for "not settled by it".

    What has to be sent on stays a red flag.
    """
    findings = {flag.finding for flag in flags}
    if Finding.NOT_MILIA in findings:
        return other
    return clear if findings == {Finding.NO_CONCERN} else None


def _newest(rows: list[FlagFinding], flag: RaisedFlag) -> FlagFinding | None:
    """A finding stands for the answers it was made on; with other answers the flag is another one."""
    fitting = (
        row
        for row in reversed(rows)
        if (row.code, row.area_number, row.answers) == (flag.code, flag.area_number, flag.answers)
    )
    return next(fitting, None)


def _state(flag: RaisedFlag, because: str, row: FlagFinding | None) -> FlagState:
    raised = (flag.code, flag.area_number, because, flag.answers, flag.is_lifted)
    return FlagState(*raised, row.finding, row.note, row.by.name, row.at) if row else FlagState(*raised)
