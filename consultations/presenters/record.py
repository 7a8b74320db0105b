"""The signed record as a page, from its document alone: nothing is looked up that could have changed since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from consultations.models.answers import GivenBy
from consultations.presenters.people import clinic_number
from consultations.presenters.plan import limit_label, override_reasons
from consultations.presenters.suggestions import headline
from consultations.presenters.words import Words, area_name

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
    suggested: str
    agrees: bool
    reasons: tuple[str, ...]
    comment: str
    limits: tuple[str, ...]
    follow_up_on: date | None
    notice: str


@dataclass(frozen=True, slots=True)
class SignedAnswers:
    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SignedPage:
    patient: SignedPatient
    site: str
    name: str
    at: datetime
    zone: str
    meaning: str
    release: int
    protocol: str
    lines: tuple[SignedLine, ...]
    answers: tuple[SignedAnswers, ...]

    @classmethod
    def of(cls, document: Document, words: Words) -> "SignedPage":
        """`words` are those of the release that is named in the document."""
        signature = document["signature"]
        return cls(
            patient=SignedPatient.of(document),
            site=document["site"]["name"],
            name=signature["name"],
            at=datetime.fromisoformat(signature["at"]),
            zone=signature["timezone"],
            meaning=signature["meaning"],
            release=document["protocol"]["release"],
            protocol=words.say(words.protocol.document.name),
            lines=tuple(_line(document, words, line) for line in document["plan"]),
            answers=tuple(_answers(document, words)),
        )


def done(line: Mapping[str, Any]) -> str:
    """The method in the patient's words that were signed, with its kind."""
    return _with_kind(line, line["method_name"])


def _with_kind(line: Mapping[str, Any], method: str) -> str:
    what = method or _("No treatment")
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


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _line(document: Document, words: Words, line: Mapping[str, Any]) -> SignedLine:
    area = document["suggestion"]["areas"][line["area_number"] - 1]
    return SignedLine(
        area=line["area"] or _("Place %(number)d") % {"number": line["area_number"]},
        what=decided(line),
        suggested=headline(words, area),
        agrees=line["agrees"],
        reasons=override_reasons(line["reasons"]),
        comment=line["comment"],
        limits=kept_to(line) or tuple(limit_label(words, code) for code in line["restrictions_ticked"]),
        follow_up_on=day(line["follow_up_on"]),
        notice=line["notice"],
    )


def _answers(document: Document, words: Words) -> list[SignedAnswers]:
    person, areas = document["answers"]["person"], document["answers"]["areas"]
    groups = [
        SignedAnswers(area_name(words, _values(area), number), _rows(words, area))
        for number, area in enumerate(areas, start=1)
    ]
    return [*groups, SignedAnswers(_("The patient"), _rows(words, person))]


def _rows(words: Words, answers: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((_label(words, key), _value(words, key, given)) for key, given in answers.items())


def _label(words: Words, key: str) -> str:
    return words.question(key) if key in words.protocol.questions else _("Age on that day")


def _value(words: Words, key: str, given: Mapping[str, Any]) -> str:
    said = words.answer(key, given["value"]) or _("Not answered")
    return f"{said} ({GivenBy(given['given_by']).label})"


def _values(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {key: given["value"] for key, given in answers.items()}
