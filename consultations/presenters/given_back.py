"""What the desk is told when a tablet has come back: how far the patient got, and what is the desk's to do now."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from consultations.intake.questions import progress
from consultations.intake.screens import Layout
from consultations.models import Consultation
from consultations.models.handing_over import Ended
from consultations.presenters.intake import AnswerGroup, Intake
from treatments.compiled_releases import compiled


@dataclass(frozen=True, slots=True)
class GivenBack:
    """`open` and `not_sure` are of what the patient was asked; `for_staff` questions are still to be asked here."""

    name: str
    ended: str
    open: int
    not_sure: int
    for_staff: int

    @property
    def is_finished(self) -> bool:
        return self.ended == Ended.FINISHED

    @property
    def unsettled(self) -> int:
        return self.open + self.not_sure

    @classmethod
    def of(cls, consultation: Consultation, intake: Intake) -> "GivenBack | None":
        """None where this intake was never in the patient's hand, or still is."""
        last = consultation.hand_overs.last()
        if last is None or not last.ended:
            return None
        theirs = replace(intake, layout=Layout.ONE_THING).to_check()
        way = progress(compiled(consultation.release), consultation.answers)
        return cls(
            name=consultation.patient.given_name,
            ended=last.ended,
            open=sum(group.open for group in theirs),
            not_sure=sum(group.not_sure for group in theirs),
            for_staff=way.due - way.met,
        )


def unsettled(groups: Iterable[AnswerGroup]) -> list[AnswerGroup]:
    """What is not answered or not sure, without the rest."""
    kept = (
        replace(group, rows=tuple(row for row in group.rows if not row.value or row.is_not_sure)) for group in groups
    )
    return [group for group in kept if group.rows]
