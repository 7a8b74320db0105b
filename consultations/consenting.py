"""What a patient reads before they agree to the treatment, which plan that is about, and which consent counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultations.models import Consent, Consultation, PlanLine
from consultations.models.consultation import WithoutMethod
from consultations.presenters.plan import details
from consultations.presenters.words import Words, area_name
from consultations.strokes import Strokes
from treatments.clinic_words import clinic_words
from treatments.compiled_releases import compiled
from treatments.engine.canonical import sha256_of
from treatments.engine.conditions import holds, keys_of
from treatments.engine.protocol import Protocol
from treatments.engine.texts import fill
from treatments.engine.truth import FALSE, NOT_KNOWN

FORMAT = 1
POLICY, NEEDED = "consent_before_signing", "needed"
SOMETHING_ELSE = WithoutMethod.SOMETHING_ELSE


@dataclass(frozen=True, slots=True)
class Agreement:
    """How somebody agrees. `ticked`: the typed name stands for the signature, or the signed paper is in the file.

    `name` may be left out by the patient who draws or who signed on paper: it is the one on the record.
    """

    way: str
    drawn: Strokes = field(default_factory=list)
    name: str = ""
    relation: str = ""
    is_patient: bool = True
    ticked: bool = False


def is_needed(protocol: Protocol) -> bool:
    """Nothing is signed without it; a protocol that does not say so offers it."""
    return protocol.policies.get(POLICY) == NEEDED


def needs_guardian(consultation: Consultation) -> bool:
    """Somebody else has to agree for this patient, or nobody knows that they may agree alone."""
    return _guardian(consultation)[0] != FALSE


def open_about_guardian(consultation: Consultation) -> list[str]:
    """What would have to be answered to know who agrees, as staff read it; nothing where that is known."""
    truth, keys = _guardian(consultation)
    words = Words.of(compiled(consultation.release), translation.get_language() or "")
    return list(dict.fromkeys(map(words.question, keys))) if truth == NOT_KNOWN else []


def is_treated(lines: Sequence[PlanLine]) -> bool:
    """Something is done to the patient that they can agree to."""
    return any(line.method or line.without_method == SOMETHING_ELSE for line in lines)


def plan_sha256(consultation: Consultation, lines: Sequence[PlanLine] | None = None) -> str:
    """Of what is planned and where, under which release; not of why it was decided so, or when."""
    lines = consultation.plan_lines.all() if lines is None else lines
    release = consultation.release
    return sha256_of(
        {
            "protocol": release.slug,
            "release": release.number,
            "lines": [_planned(consultation, line) for line in sorted(lines, key=lambda line: line.area_number)],
        }
    )


def standing_consent(consultation: Consultation, lines: Sequence[PlanLine] | None = None) -> Consent | None:
    """To the present plan, and not taken back. `lines` is the plan, where it was read already."""
    given = consultation.consents.filter(plan_sha256=plan_sha256(consultation, lines), withdrawal=None)
    if needs_guardian(consultation):
        # An answer may have been corrected since: who cannot agree alone has not agreed.
        given = given.exclude(relation="")
    return given.order_by("-id").first()


def wording(consultation: Consultation, language: str = "") -> dict[str, Any]:
    """Everything the page shows and the patient agrees to, as text; in their language where the protocol has it."""
    protocol, patient = compiled(consultation.release), consultation.patient
    words = Words.of(protocol, language or patient.language)
    said, lines = protocol.document.consent, list(consultation.plan_lines.all())
    with translation.override(words.language):
        return {
            "format": FORMAT,
            "visit": str(consultation.pk),
            "site": consultation.site.name,
            "patient": {
                "name": f"{patient.given_name} {patient.family_name}",
                "born": date_format(patient.date_of_birth, "j F Y"),
            },
            "protocol": {
                "slug": protocol.document.slug,
                "name": words.say(protocol.document.name),
                "release": protocol.release,
                "sha256": protocol.sha256,
            },
            "language": words.language,
            "introduction": words.say(said.introduction) if said else "",
            "treatments": list(_treatments(consultation, words, lines)),
            "something_else": list(_something_else(consultation, words, lines)),
            "statements": [words.say(statement) for statement in said.statements] if said else [],
            "headings": _headings(),
        }


def _guardian(consultation: Consultation) -> tuple[int, list[str]]:
    """Whether somebody else has to agree, for one area or another, and what is open about it."""
    protocol, answers = compiled(consultation.release), consultation.answers
    said = protocol.document.consent
    if said is None or not said.guardian_when:
        return FALSE, []
    condition = protocol.condition(said.guardian_when)
    settled = [protocol.settling.settle(answers["person"], area) for area in answers["areas"] or [{}]]
    truth = reduce(or_, (holds(condition, each.readings) for each in settled))
    read = [key for key in keys_of(condition) if key in protocol.settling.facts]
    return truth, [key for key in read if any(each.is_open(key) for each in settled)]


def _planned(consultation: Consultation, line: PlanLine) -> dict[str, Any]:
    return {
        "area_number": line.area_number,
        "place": _place(consultation, line),
        "method": line.method,
        "variant": line.variant,
        "add_on": line.add_on,
        "without_method": line.without_method,
        "own_words": line.own_words,
        "details": line.details,
    }


def _place(consultation: Consultation, line: PlanLine) -> Any:
    """What the first question about an area was answered with."""
    questions = compiled(consultation.release).document.questions
    first = next(question for question in questions if question.about == "area")
    areas = consultation.answers["areas"]
    return areas[line.area_number - 1].get(first.key) if line.area_number <= len(areas) else None


def _treatments(consultation: Consultation, words: Words, lines: Sequence[PlanLine]) -> Iterator[dict[str, Any]]:
    """Each method once with all its places, as it goes on in each of them; an add-on after the methods."""
    planned = [((line.method, line.variant, False), _where(consultation, words, line)) for line in lines if line.method]
    added = [
        ((line.add_on, "", True), _where(consultation, words, line) | {"details": []}) for line in lines if line.add_on
    ]
    found: dict[tuple[str, str, bool], list[dict[str, Any]]] = {}
    for how, place in (*planned, *added):
        if place not in found.setdefault(how, []):
            found[how].append(place)
    clinic = clinic_words(consultation.site, words.language)
    for (key, variant, is_added), places in found.items():
        method = words.protocol.methods[key]
        yield {
            "name": words.say(method.name),
            "kind": next((words.say(each.name) for each in method.variants if each.key == variant), ""),
            "is_added": is_added,
            "places": places,
            "during": fill(words.say(method.during), clinic),
            "after": fill(words.say(method.after), clinic),
            "may_happen": [fill(words.say(warning), clinic) for warning in method.warn],
        }


def _something_else(consultation: Consultation, words: Words, lines: Sequence[PlanLine]) -> Iterator[dict[str, str]]:
    for line in lines:
        if line.without_method == SOMETHING_ELSE:
            yield {"place": _where(consultation, words, line)["place"], "words": line.own_words}


def _where(consultation: Consultation, words: Words, line: PlanLine) -> dict[str, Any]:
    areas: Sequence[Mapping[str, Any]] = consultation.answers["areas"]
    given = areas[line.area_number - 1] if line.area_number <= len(areas) else {}
    told = details(words.protocol, line.method, line.details)
    return {
        "place": area_name(words, given, line.area_number),
        "details": [[detail.label, detail.words] for detail in told],
    }


def _headings() -> dict[str, str]:
    """They stand between the texts of the protocol and are read with them."""
    return {
        "title": _("Consent to the treatment"),
        "born": _("born"),
        "planned": _("What is planned"),
        "added": _("Together with it"),
        "where": _("Where"),
        "during": _("While it is done"),
        "after": _("Afterwards"),
        "may_happen": _("What may happen"),
        "something_else": _("Your doctor has told you what may happen with it."),
        "statements": _("What I confirm"),
        "agreement": _("I agree to this treatment."),
        "typed": _("My name, typed here, stands for my signature."),
    }
