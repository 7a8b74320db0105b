"""What goes with a signature, one tick each: whole, or what is missing in words and where to mend it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from consultations import consenting
from consultations.intake.questions import Asked, given, path
from consultations.models import Consultation
from consultations.photos import consent as photo_consent
from consultations.presenters.words import Words
from treatments.engine.readings import UNKNOWN

Document = Mapping[str, Any]
NAMED = 3
WHOLE, GAP, NONE = "whole", "gap", "none"


@dataclass(frozen=True, slots=True)
class Tick:
    """`state` is whole, gap or none; `none` is for what does not concern this visit. `names` are what is missing."""

    label: str
    state: str
    words: str
    names: tuple[str, ...] = ()
    href: str = ""
    action: str = ""


def ticks(words: Words, consultation: Consultation, document: Document) -> tuple[Tick, ...]:
    """`document` is the one that would be signed now."""
    way = path(words.protocol, consultation.answers)
    facts = reverse("review", args=[consultation.pk]) + "#known"
    return (
        _intake(words, consultation, way, facts),
        _safety(words, consultation, way, facts),
        _photos(words, consultation, document),
        _consent(words, consultation, document),
        _decision(document),
        _sheet(consultation, document),
    )


def _intake(words: Words, consultation: Consultation, way: Sequence[Asked], facts: str) -> Tick:
    label, missing = _("Intake"), list(_unanswered(words, consultation, way))
    if missing:
        said = ngettext("%(n)d question has no answer", "%(n)d questions have no answer", len(missing))
        return _gap(label, said, missing, facts, _("Look at the answers"))
    finished = consultation.intake_finished_at.astimezone(consultation.site.zone)
    return Tick(label, WHOLE, _("Every question has an answer, finished %(time)s") % {"time": f"{finished:%H:%M}"})


def _safety(words: Words, consultation: Consultation, way: Sequence[Asked], facts: str) -> Tick:
    label = _("Safety answers")
    asked = [each for each in way if each.question.safety]
    unknown = [*_unanswered(words, consultation, asked), *_not_sure(words, consultation, asked)]
    if unknown:
        said = ngettext("%(n)d is not known", "%(n)d are not known", len(unknown))
        return _gap(label, said, unknown, facts, _("Ask now"))
    return Tick(label, WHOLE, _("All %(n)d are known") % {"n": len(asked)})


def _photos(words: Words, consultation: Consultation, document: Document) -> Tick:
    label, taken = _("Photos"), len(document["photos"])
    allowed = photo_consent.is_given(words.protocol, consultation.answers)
    taken_back = hasattr(consultation, "photo_consent_withdrawal")
    if taken and (taken_back or not allowed):
        said = ngettext("%(n)d photo without the patient's yes", "%(n)d photos without the patient's yes", taken)
        return _gap(label, said, [""] * taken, reverse("intake_photos", args=[consultation.pk]), _("Look at them"))
    if taken:
        return Tick(label, WHOLE, _("%(n)d, the patient agreed") % {"n": taken})
    return Tick(label, NONE, _("None was taken") if allowed else _("None was taken, the patient has not agreed"))


def _consent(words: Words, consultation: Consultation, document: Document) -> Tick:
    label, given_now = _("Consent"), document["consent"]
    if given_now:
        at = datetime.fromisoformat(given_now["at"])
        said = {"name": given_now["signed_name"], "time": f"{at:%H:%M}"}
        return Tick(label, WHOLE, _("%(name)s agreed to this plan, %(time)s") % said)
    if words.protocol.document.consent is None or not consenting.is_treated(list(consultation.plan_lines.all())):
        return Tick(label, NONE, _("Nothing is planned that needs one"))
    href, action = reverse("consent", args=[consultation.pk]), _("Ask for it")
    if consultation.consents.filter(withdrawal__isnull=False).exists():
        return Tick(label, GAP, _("Taken back"), (), href, action)
    if consultation.consents.exists():
        return Tick(label, GAP, _("Given to another plan than this one"), (), href, action)
    if consenting.is_needed(words.protocol):
        return Tick(label, GAP, _("Not given, and needed before signing"), (), href, action)
    return Tick(label, NONE, _("Not given here, and not needed to sign"), (), href, action)


def _decision(document: Document) -> Tick:
    lines = document["plan"]
    other = sum(not line["agrees"] for line in lines)
    if other:
        said = ngettext("%(n)d place not as suggested", "%(n)d places not as suggested", other)
        return Tick(_("Decision"), WHOLE, said % {"n": other})
    return Tick(_("Decision"), WHOLE, _("As suggested"))


def _sheet(consultation: Consultation, document: Document) -> Tick:
    label, steps = _("Aftercare sheet"), document["aftercare"]
    left_out = sum(step.get("left_out", False) for step in steps)
    edited = sum("edited" in step for step in steps)
    language = _language(document["language"])
    said = ngettext("%(n)d line, %(language)s", "%(n)d lines, %(language)s", len(steps) - left_out)
    counted = said % {"n": len(steps) - left_out, "language": language}
    more = [
        ngettext("%(n)d changed", "%(n)d changed", edited) % {"n": edited} if edited else "",
        ngettext("%(n)d left out", "%(n)d left out", left_out) % {"n": left_out} if left_out else "",
    ]
    words = ", ".join(part for part in (counted, *more) if part)
    if document["language"] != consultation.patient.language:
        wanted = _("The patient reads %(language)s") % {"language": _language(consultation.patient.language)}
        return Tick(label, GAP, f"{words}. {wanted}")
    return Tick(label, WHOLE if steps else NONE, words)


def _gap(label: str, said: str, missing: Sequence[str], href: str, action: str) -> Tick:
    names = tuple(name for name in missing[:NAMED] if name)
    more = len(missing) - NAMED
    rest = (ngettext("%(n)d more", "%(n)d more", more) % {"n": more},) if names and more > 0 else ()
    return Tick(label, GAP, said % {"n": len(missing)}, (*names, *rest), href, action)


def _unanswered(words: Words, consultation: Consultation, way: Sequence[Asked]) -> Iterator[str]:
    """What may be written in free words is nobody's gap."""
    for asked in way:
        if asked.question.type != "text" and not words.answer(asked.question.key, given(consultation.answers, asked)):
            yield words.say(asked.question.wording)


def _not_sure(words: Words, consultation: Consultation, way: Sequence[Asked]) -> Iterator[str]:
    for asked in way:
        value = given(consultation.answers, asked)
        if value == UNKNOWN or (isinstance(value, list) and UNKNOWN in value):
            yield words.say(asked.question.wording)


def _language(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
