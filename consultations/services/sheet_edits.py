"""Lines of the patient's sheet in the doctor's own words, or left out. The protocol's words are kept beside them."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from clinic.accounts.models import User
from consultations import policies
from consultations.aftercare import Step, written
from consultations.models import Consultation
from consultations.names import tidy_line
from consultations.planned_care import planned_steps, sheet_language
from consultations.services.changing import hold, note, refuse, save
from consultations.site_days import day_at
from treatments.compiled_releases import compiled


@transaction.atomic
def change_line(
    *, consultation_id: UUID, code: str, add_on: str, text: str | None, revision: int, by: User, at: datetime
) -> Consultation:
    """`text` None: as the protocol says it; empty: left out."""
    consultation = hold(consultation_id, revision, by)
    refuse(policies.why_not_open_sheet(consultation, by))
    sheet = _sheet(consultation, at)
    step = next((step for step in sheet if (step["code"], step["add_on"]) == (code, add_on)), None)
    refuse(policies.why_not_change_line(step, sheet, text, consultation.patient))
    others = [edit for edit in consultation.sheet_edits if (edit["code"], edit["add_on"]) != (code, add_on)]
    consultation.sheet_edits = [*others, *_edit(step, text, _written(consultation, code))]
    save(consultation, "sheet_edits")
    how = "as_before" if len(others) == len(consultation.sheet_edits) else "changed" if tidy_line(text) else "left_out"
    note("sheet.edited", consultation, by=by, at=at, code=code, add_on=add_on, how=how)
    return consultation


def original_of(step: Step) -> str:
    return step["edited"]["original"] if "edited" in step else step["text"]


def _edit(step: Step, text: str | None, original: str) -> list[dict[str, str]]:
    """None where the line is what it was."""
    if text is None or tidy_line(text) == original_of(step):
        return []
    return [{"code": step["code"], "add_on": step["add_on"], "original": original, "text": tidy_line(text)}]


def _written(consultation: Consultation, code: str) -> str:
    protocol = compiled(consultation.release)
    return written(protocol, code, sheet_language(protocol, consultation.patient.language))


def _sheet(consultation: Consultation, at: datetime) -> list[Step]:
    language = sheet_language(compiled(consultation.release), consultation.patient.language)
    lines = {line.area_number: line for line in consultation.plan_lines.all()}
    return planned_steps(consultation, lines, language=language, today=day_at(consultation.site, at))
