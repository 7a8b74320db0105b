"""The document that is signed: everything needed to show the visit again in ten years, in one canonical JSON text."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from clinic.accounts.models import Site, User
from consultations.aftercare import Treated, steps
from consultations.consenting import standing_consent
from consultations.deciding import is_settled, restrictions
from consultations.flags import flags_of
from consultations.models import AnswerChange, Consultation, Patient, PlanLine
from consultations.models.answers import GivenBy
from consultations.models.consultation import WithoutMethod
from consultations.services.answer_log import last_changes
from consultations.signed_parts import (
    consent_part,
    decision_part,
    details_part,
    flags_part,
    instead_of_a_method,
    local,
    photo_part,
)
from treatments.compiled_releases import compiled
from treatments.engine.canonical import sha256_of
from treatments.engine.protocol import Protocol

FORMAT = 3
NOT_DECIDED, LEFT_ALONE = "not_decided", "left_alone"


def build(
    consultation: Consultation, *, by: User, at: datetime, meaning: str, undone: Sequence[str] = ()
) -> dict[str, Any]:
    """`consultation` as it is when it is signed, its revision already counted up.

    `undone` are the hashes of the signatures of this visit that were taken back, in their order.
    """
    protocol = compiled(consultation.release)
    lines = list(consultation.plan_lines.select_related("decided_by"))
    log = list(consultation.answer_changes.select_related("by"))
    language, site = language_for(protocol, consultation.patient), consultation.site
    return {
        "format": FORMAT,
        "number": len(undone) + 1,
        "unsigned_before": list(undone),
        "patient": patient_part(consultation.patient),
        "site": site_part(site),
        "protocol": consultation.suggestion["protocol"],
        "release_kept": consultation.release_kept,
        "visit": visit_part(consultation),
        "on_paper_at": local(consultation.on_paper_at, site) if consultation.on_paper_at else None,
        "answers": answers_part(consultation.answers, log),
        "answer_log_sha256": sha256_of([log_row(row) for row in log]),
        "face_map": consultation.face_map,
        "photos": [photo_part(photo, site) for photo in consultation.photos.kept()],
        "suggestion": consultation.suggestion,
        "flags": flags_part(flags_of(consultation), site),
        "plan": [line_part(protocol, consultation, line, language) for line in lines],
        "consent": consent_part(standing_consent(consultation), site),
        "language": language,
        "aftercare": _aftercare(protocol, consultation, lines, language, at),
        "signature": {
            "name": by.name,
            "username": by.username,
            "at": local(at, site),
            "timezone": site.timezone,
            "meaning": meaning,
        },
    }


def shown_sha256(document: Mapping[str, Any]) -> str:
    """Of all that a signature stands for, without what belongs to the moment in which it is given."""
    visit = {key: value for key, value in document["visit"].items() if key != "revision"}
    return sha256_of({key: value for key, value in document.items() if key != "signature"} | {"visit": visit})


def language_for(protocol: Protocol, patient: Patient) -> str:
    """The patient's language if the protocol has it, else its first."""
    languages = protocol.document.languages
    return patient.language if patient.language in languages else languages[0]


def patient_part(patient: Patient) -> dict[str, Any]:
    return {
        "id": str(patient.pk),
        "clinic_number": patient.clinic_number,
        "family_name": patient.family_name,
        "given_name": patient.given_name,
        "title": patient.title,
        "date_of_birth": patient.date_of_birth.isoformat(),
    }


def site_part(site: Site) -> dict[str, Any]:
    return {
        "id": site.pk,
        "name": site.name,
        "address": site.address,
        "phone": site.phone,
        "out_of_hours_phone": site.out_of_hours_phone,
        "timezone": site.timezone,
    }


def visit_part(consultation: Consultation) -> dict[str, Any]:
    site = consultation.site
    return {
        "id": str(consultation.pk),
        "revision": consultation.revision,
        "started_at": local(consultation.started_at, site),
        "started_by": consultation.started_by.name,
        "intake_finished_at": local(consultation.intake_finished_at, site),
        "confirmed_at": local(consultation.confirmed_at, site),
        "confirmed_by": consultation.confirmed_by.name,
    }


def answers_part(answers: Mapping[str, Any], log: Iterable[AnswerChange]) -> dict[str, Any]:
    """Every answer as it was given, with who gave it last, who typed it, and when."""
    last = last_changes(log)

    def part(number: int | None, given: Mapping[str, Any]) -> dict[str, Any]:
        return {key: {"value": value} | _given(last.get((number, key))) for key, value in given.items()}

    return {
        "person": part(None, answers["person"]),
        "areas": [part(number, area) for number, area in enumerate(answers["areas"], 1)],
    }


def _given(row: AnswerChange | None) -> dict[str, Any]:
    if row is None:
        return {"given_by": GivenBy.DESK.value, "by": "", "at": ""}
    return {"given_by": row.given_by, "by": row.by.name, "at": row.at.isoformat()}


def answers_of(document: Mapping[str, Any]) -> dict[str, Any]:
    """The answers of a signed document in the form the engine reads."""

    def part(given: Mapping[str, Any]) -> dict[str, Any]:
        return {key: answer["value"] for key, answer in given.items()}

    answers = document["answers"]
    return {"person": part(answers["person"]), "areas": [part(area) for area in answers["areas"]]}


def log_row(row: AnswerChange) -> list[Any]:
    return [
        row.area_number,
        row.question,
        row.old,
        row.new,
        row.given_by,
        row.by_id,
        row.at.isoformat(),
        row.revision,
    ]


def line_part(protocol: Protocol, consultation: Consultation, line: PlanLine, language: str) -> dict[str, Any]:
    """The decision with its words in the patient's language, the method in the field's own word too.

    `notice` is what the patient reads where nothing is done.
    """
    area = consultation.suggestion["areas"][line.area_number - 1]
    return decision_part(line) | {
        "area": _label(protocol, "area", consultation.answers["areas"][line.area_number - 1], language),
        "method_name": _method_name(protocol, line.method, language),
        "details": details_part(protocol, line),
        "instead": instead_of_a_method(line, language),
        "method_term": protocol.methods[line.method].term if line.method else "",
        "variant_name": _variant_name(protocol, line.method, line.variant, language),
        "add_on_name": _method_name(protocol, line.add_on, language),
        "restrictions": _restrictions(protocol, area, line, language),
        "notice": "" if line.method else _notice(protocol, area, line, language),
    }


def _aftercare(
    protocol: Protocol, consultation: Consultation, lines: Iterable[PlanLine], language: str, at: datetime
) -> list[dict[str, Any]]:
    answers, areas = consultation.answers, consultation.suggestion["areas"]
    treated = [
        Treated(
            number=line.area_number,
            answers=answers["areas"][line.area_number - 1],
            suggestion=areas[line.area_number - 1],
            method=line.method,
            variant=line.variant,
            add_on=line.add_on,
            without_method=line.without_method,
        )
        for line in lines
    ]
    edits, site = consultation.sheet_edits, consultation.site
    today = at.astimezone(site.zone).date()
    return steps(protocol, answers["person"], treated, language=language, treated_on=today, edits=edits, site=site)


def _label(protocol: Protocol, key: str, area: Mapping[str, Any], language: str) -> str:
    question, value = protocol.questions.get(key), area.get(key)
    options = question.options if question else ()
    return next((option.label[language] for option in options if option.value == value), "")


def _method_name(protocol: Protocol, method: str, language: str) -> str:
    return protocol.methods[method].name[language] if method else ""


def _variant_name(protocol: Protocol, method: str, key: str, language: str) -> str:
    variants = protocol.methods[method].variants if method else ()
    return next((variant.name[language] for variant in variants if variant.key == key), "")


def _restrictions(protocol: Protocol, area: Mapping[str, Any], line: PlanLine, language: str) -> list[dict[str, Any]]:
    """What was ticked, with the kinds it leaves, in words."""
    return [
        {
            "code": limit.code,
            "label": limit.label,
            "method": _method_name(protocol, limit.method, language),
            "variants": [_variant_name(protocol, limit.method, key, language) for key in limit.variants],
        }
        for limit in restrictions(protocol, area, line.method, line.add_on)
        if limit.code in line.restrictions_ticked
    ]


def _notice(protocol: Protocol, area: Mapping[str, Any], line: PlanLine, language: str) -> str:
    """What the patient reads where nothing is done; what was written in own words speaks for itself."""
    key = _why_nothing(area, line)
    return next((notice.patient[language] for notice in protocol.document.notices if notice.key == key), "")


def _why_nothing(area: Mapping[str, Any], line: PlanLine) -> str:
    """The visit is over: who leaves with a question open is not told that we go on now."""
    if line.without_method == WithoutMethod.SOMETHING_ELSE:
        return ""
    if line.without_method == WithoutMethod.REFER:
        return WithoutMethod.REFER.value
    if not is_settled(area):
        return NOT_DECIDED
    if line.without_method or area["outcome"] != "suggest":
        return line.without_method or area["outcome"]
    return LEFT_ALONE
