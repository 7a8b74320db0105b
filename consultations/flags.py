"""The red flags of a visit with what the dermatologist found about each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consultations.answering import read
from consultations.models import Consultation, FlagFinding
from consultations.models.red_flag import Finding
from treatments.compiled_releases import compiled
from treatments.engine.flags import RaisedFlag, lifts_more_than_flags, raised_flags


@dataclass(frozen=True, slots=True)
class FlagState:
    """`area_number` is None for a flag about the person. `finding` is empty while there is none for these answers."""

    code: str
    area_number: int | None
    because: str
    answers: Mapping[str, Any]
    can_be_lifted: bool
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
    standing = [row for row in rows if _is_of_now(row, consultation)]
    return tuple(_state(flag, protocol.rule(flag.code).because, _newest(standing, flag)) for flag in raised)


def open_flags(consultation: Consultation) -> tuple[FlagState, ...]:
    return tuple(flag for flag in flags_of(consultation) if flag.is_open)


def is_sent_on(flag: FlagState) -> bool:
    return flag.finding in (Finding.REFER, Finding.NOT_MILIA)


def of_area(flags: Iterable[FlagState], area_number: int) -> tuple[FlagState, ...]:
    """Those about the person concern every area."""
    return tuple(flag for flag in flags if flag.area_number in (None, area_number))


def seen(consultation: Consultation, flags: tuple[FlagState, ...]) -> str | None:
    """The answer to the question about the examination that the findings come to; None for "not settled by them".

    What has to be sent on stays a red flag. An all-clear for what was looked at says nothing about what nobody asked:
    with a question open that the examination would answer too, the dermatologist answers it in so many words.
    """
    protocol = compiled(consultation.release)
    examination = protocol.document.examination
    findings = {flag.finding for flag in flags}
    if examination is None or "" in findings:
        return None
    if Finding.NOT_MILIA in findings:
        return examination.other
    if findings != {Finding.NO_CONCERN} or not all(flag.can_be_lifted for flag in flags):
        return None
    answers = read(protocol, consultation.answers)
    return (
        None if lifts_more_than_flags(protocol, answers, examination.question, examination.clear) else examination.clear
    )


def _is_of_now(row: FlagFinding, consultation: Consultation) -> bool:
    """After the intake was given back, or under another release, what was found was found about something else."""
    finished = consultation.intake_finished_at
    return row.release == consultation.release.number and (finished is None or row.at >= finished)


def _newest(rows: list[FlagFinding], flag: RaisedFlag) -> FlagFinding | None:
    """A finding stands for the answers it was made on; with other answers the flag is another one."""
    fitting = (
        row
        for row in reversed(rows)
        if (row.code, row.area_number, row.answers) == (flag.code, flag.area_number, flag.answers)
    )
    return next(fitting, None)


def _state(flag: RaisedFlag, because: str, row: FlagFinding | None) -> FlagState:
    raised = (flag.code, flag.area_number, because, flag.answers, flag.can_be_lifted, flag.is_lifted)
    return FlagState(*raised, row.finding, row.note, row.by.name, row.at) if row else FlagState(*raised)
