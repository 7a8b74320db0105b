"""The signed record as a page, from its document alone: nothing is looked up that could have changed since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from consultations.presenters.dates import day
from consultations.presenters.face_facts import FaceMapFacts
from consultations.presenters.people import clinic_number
from consultations.presenters.plan import limit_label, override_reasons
from consultations.presenters.record_parts import (
    CareGroup,
    SignedAnswers,
    SignedConsent,
    SignedFlag,
    SignedPhoto,
    care_groups,
    places_of,
    signed_answers,
    signed_face,
    signed_flags,
    signed_photos,
)
from consultations.presenters.suggestions import headline
from consultations.presenters.words import Words

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SignedPatient:
    """The patient as they were named when it was signed."""

    family_name: str
    given_name: str
    birth_date: date
    number: str

    @classmethod
    def of(cls, document: Document) -> "SignedPatient":
        patient = document["patient"]
        given = f"{patient['given_name']} ({patient['title']})" if patient["title"] else patient["given_name"]
        born = date.fromisoformat(patient["date_of_birth"])
        return cls(patient["family_name"], given, born, clinic_number(patient["clinic_number"]))


@dataclass(frozen=True, slots=True)
class SignedLine:
    area: str
    what: str
    details: tuple[tuple[str, str], ...]
    suggested: str
    agrees: bool
    reasons: tuple[str, ...]
    comment: str
    confirmed_twice: bool
    limits: tuple[str, ...]
    follow_up_on: date | None
    notice: str
    by: str


@dataclass(frozen=True, slots=True)
class SignedPage:
    """Everything that a signature stands for. `release_kept` is a newer release that was seen and not followed."""

    patient: SignedPatient
    site: str
    name: str
    at: datetime
    zone: str
    meaning: str
    number: int
    undone_before: int
    release: int
    release_kept: int | None
    protocol: str
    on_paper_at: datetime | None
    lines: tuple[SignedLine, ...]
    flags: tuple[SignedFlag, ...]
    face_map: FaceMapFacts | None
    photos: tuple[SignedPhoto, ...]
    consent: SignedConsent | None
    answers: tuple[SignedAnswers, ...]
    care: tuple[CareGroup, ...]
    language: str

    @classmethod
    def of(cls, document: Document, words: Words) -> "SignedPage":
        """`words` are those of the release that is named in the document."""
        signature, paper = document["signature"], document.get("on_paper_at")
        return cls(
            patient=SignedPatient.of(document),
            site=document["site"]["name"],
            name=signature["name"],
            at=datetime.fromisoformat(signature["at"]),
            zone=signature["timezone"],
            meaning=signature["meaning"],
            number=document.get("number", 1),
            undone_before=len(document.get("unsigned_before", ())),
            release=document["protocol"]["release"],
            release_kept=document.get("release_kept"),
            protocol=words.say(words.protocol.document.name),
            on_paper_at=datetime.fromisoformat(paper) if paper else None,
            lines=tuple(_line(document, words, line) for line in document["plan"]),
            flags=signed_flags(document, words),
            face_map=signed_face(document, words),
            photos=signed_photos(document, words),
            consent=SignedConsent.of(document),
            answers=signed_answers(document, words),
            care=care_groups(document),
            language=document["language"],
        )

    @property
    def all_agree(self) -> bool:
        return all(line.agrees for line in self.lines)


def done(line: Mapping[str, Any]) -> str:
    """The method in the patient's words that were signed, with its kind."""
    return _with_kind(line, line["method_name"])


def _with_kind(line: Mapping[str, Any], method: str) -> str:
    what = method or line.get("instead") or _("No treatment")
    return f"{what} ({line['variant_name']})" if line["variant_name"] else str(what)


def decided(line: Mapping[str, Any]) -> str:
    """For staff: the method in the field's own word where the record has it."""
    method = _with_kind(line, line.get("method_term") or line["method_name"])
    if line["add_on_name"]:
        return _("%(method)s, together with: %(add_on)s") % {"method": method, "add_on": line["add_on_name"]}
    return method


def kept_to(line: Mapping[str, Any]) -> tuple[str, ...]:
    """What was ticked, in the words that were signed; records of format 1 have the codes only."""
    return tuple(
        _("%(label)s. Only: %(names)s.") % {"label": limit["label"], "names": ", ".join(limit["variants"])}
        for limit in line.get("restrictions", ())
    )


def _line(document: Document, words: Words, line: Mapping[str, Any]) -> SignedLine:
    area = document["suggestion"]["areas"][line["area_number"] - 1]
    return SignedLine(
        area=places_of(document, words)[line["area_number"] - 1],
        what=decided(line),
        details=tuple((detail["label"], detail["words"]) for detail in line.get("details", ())),
        suggested=headline(words, area),
        agrees=line["agrees"],
        reasons=override_reasons(line["reasons"]),
        comment=line["comment"],
        confirmed_twice=line["confirmed_twice"],
        limits=kept_to(line) or tuple(limit_label(words, code) for code in line["restrictions_ticked"]),
        follow_up_on=day(line["follow_up_on"]),
        notice=line["notice"],
        by=line["decided_by"],
    )
