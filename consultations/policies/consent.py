"""Why a patient cannot agree to the treatment here and now, or not like this; and why photos stay."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.accounts.permissions import Permission
from consultations import consenting
from consultations.consenting import Agreement
from consultations.lifecycle import Status
from consultations.models import Consultation
from consultations.models.consent import ConsentWay
from consultations.names import LONGEST_NAME, tidy_line, why_not_line, why_not_name, why_not_text
from consultations.policies.states import why_not_in
from consultations.strokes import is_signature
from treatments.compiled_releases import compiled

LONGEST_REASON = 500
Missing = Iterator[tuple[str, str]]


def why_not_ask(consultation: Consultation, by: User) -> str | None:
    """What the patient is shown is what the dermatologist has decided, and confirmed."""
    if not by.may(Permission.TAKE_INTAKE):
        return _("Your role does not take a consent.")
    if consultation.status == Status.REVIEW:
        return _("The plan is not confirmed yet. The patient agrees once it is.")
    if reason := why_not_in(consultation, Status.CONFIRMED, Status.SIGNED):
        return reason
    if compiled(consultation.release).document.consent is None:
        return _("This protocol has no wording for a consent.")
    lines = list(consultation.plan_lines.all())
    if not consenting.is_treated(lines):
        return _("Nothing is planned that a patient would have to agree to.")
    if consenting.standing_consent(consultation, lines):
        return _("The patient has agreed to this plan already.")
    return None


def what_is_missing(consultation: Consultation, agreement: Agreement) -> Missing:
    """(field, sentence) for each thing that this way of agreeing still needs."""
    way, ticked = agreement.way, agreement.ticked
    if way not in ConsentWay.values:
        yield "way", _("Choose how the consent is given.")
    if agreement.is_patient and consenting.needs_guardian(consultation):
        yield "who", _who_else(consultation)
    if way == ConsentWay.DRAWN and not is_signature(agreement.drawn):
        yield "strokes", _("Please sign.")
    if way == ConsentWay.TYPED and not ticked:
        yield "ticked", _("Tick that the typed name stands for the signature.")
    if way == ConsentWay.PAPER and not ticked:
        yield "on_file", _("Tick that the signed paper is in the file.")
    yield from _who_is_missing(agreement)


def why_not_withdraw(consultation: Consultation, by: User, reason: str) -> str | None:
    if not by.may(Permission.TAKE_INTAKE):
        return _("Your role does not take back a consent.")
    if not consultation.consents.filter(withdrawal=None).exists():
        return _("There is no consent that could be taken back.")
    return why_not_text(reason, longest=LONGEST_REASON)


def why_not_without_consent(consultation: Consultation) -> str | None:
    """Where the protocol wants a consent in writing before the signature."""
    if not consenting.is_needed(compiled(consultation.release)):
        return None
    lines = list(consultation.plan_lines.all())
    if not consenting.is_treated(lines) or consenting.standing_consent(consultation, lines):
        return None
    return _("The patient has not agreed to this plan in writing yet. Ask for the consent first.")


def why_not_take_photos_back(consultation: Consultation, by: User, reason: str) -> str | None:
    """At any time, whatever became of the visit: they are pictures of somebody's face."""
    if not by.may(Permission.TAKE_INTAKE):
        return _("Your role does not take back the consent to photos.")
    if hasattr(consultation, "photo_consent_withdrawal"):
        return _("The consent to photos was taken back already.")
    return why_not_text(reason, longest=LONGEST_REASON)


def _who_else(consultation: Consultation) -> str:
    if asked := consenting.open_about_guardian(consultation):
        words = _("It is not known whether this patient may agree alone: %(questions)s is not answered.")
        return words % {"questions": ", ".join(f"“{question}”" for question in asked)}
    return _("Somebody else has to agree for this patient: a parent or guardian.")


def _who_is_missing(agreement: Agreement) -> Missing:
    name, relation = tidy_line(agreement.name), tidy_line(agreement.relation)
    if not agreement.is_patient:
        if not relation:
            yield "relation", _("Say who this person is to the patient.")
        elif reason := why_not_line(relation, longest=LONGEST_NAME):
            yield "relation", reason
    if agreement.way == ConsentWay.TYPED or not agreement.is_patient or name:
        if not name:
            yield "name", _("Type the full name of the person who agrees.")
        elif reason := why_not_name(name):
            yield "name", reason
