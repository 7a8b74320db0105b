"""Why an intake cannot be started, answered, finished or given back."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.accounts.models import User
from clinic.accounts.permissions import Permission
from consultations.intake.questions import Asked, is_asked_in_intake, is_shown, progress
from consultations.lifecycle import Status
from consultations.models import Consultation
from consultations.models.answers import GivenBy
from consultations.names import tidy_text, why_not_text
from consultations.policies.states import why_not_in
from treatments.compiled_releases import compiled
from treatments.engine.answers import MOST_AREAS, offers
from treatments.engine.answers import why_not_answer as why_not_a_value
from treatments.engine.documents import Question
from treatments.engine.protocol import Protocol
from treatments.engine.readings import NOT_APPLICABLE, UNANSWERED, UNKNOWN


def why_not_start(by: User) -> str | None:
    return None if by.may(Permission.TAKE_INTAKE) else _("Your role does not take an intake.")


def why_not_from(consultation: Consultation, client: str) -> str | None:
    """One tablet at a time writes an intake; `client` is its session."""
    if not client or consultation.holder in ("", client):
        return None
    if consultation.held_as == GivenBy.PATIENT:
        return _("The patient is filling this in on another tablet. Take over first.")
    name = consultation.held_by.name if consultation.held_by else ""
    return _("%(name)s is filling this in on another tablet. Take over first.") % {"name": name}


def why_not_take_over(consultation: Consultation, by: User) -> str | None:
    return why_not_start(by) or why_not_in(consultation, Status.INTAKE)


def why_not_answer(
    consultation: Consultation,
    by: User,
    question: str,
    value: Any,
    area_number: int | None = None,
    *,
    given_by: str = GivenBy.DESK,
) -> str | None:
    """`value` None is a skipped question, which is allowed wherever the question is asked."""
    if reason := why_not_start(by) or why_not_in(consultation, Status.INTAKE):
        return reason
    if given_by not in GivenBy.values:
        return _("It is not known who gave this answer.")
    protocol = compiled(consultation.release)
    found = protocol.questions.get(question)
    if found and not is_asked_in_intake(found) and not found.derives and not found.retired:
        return _("Only a dermatologist answers this question, in the review.")
    return why_not_this_answer(protocol, consultation, question, value, area_number)


LONGEST_TYPED = 100
MOST_TYPED = 30


def why_not_type(
    consultation: Consultation,
    by: User,
    question: str,
    typed: list[str],
    area_number: int | None = None,
    *,
    given_by: str = GivenBy.DESK,
) -> str | None:
    """For a question that may be answered here, and no longer than what its boxes hold."""
    if reason := why_not_answer(consultation, by, question, None, area_number, given_by=given_by):
        return reason
    if len(typed) > MOST_TYPED or any(len(text) > LONGEST_TYPED for text in typed):
        return _("This is too long to be an answer.")
    return None


def is_hidden(consultation: Consultation, question: str, area_number: int | None) -> bool:
    """Left out because of another answer; a question that does not exist is not hidden, it is refused."""
    protocol = compiled(consultation.release)
    found = protocol.questions.get(question)
    is_there = area_number is None or 1 <= area_number <= len(consultation.answers["areas"])
    if found is None or not is_there:
        return False
    return not is_shown(protocol, consultation.answers, Asked(found, area_number))


def why_not_this_answer(
    protocol: Protocol, consultation: Consultation, question: str, value: Any, area_number: int | None
) -> str | None:
    """Whoever answers: is this question due in this visit, and is the value an answer to it?"""
    found = protocol.questions.get(question)
    if found is None:
        return _("This visit has no such question.")
    if found.retired:
        return _("This question is not asked any more.")
    if found.derives:
        return _("The date of birth is taken from the patient's details.")
    if (found.about == "area") != (area_number is not None):
        return _("This question does not belong here.")
    if area_number is not None and not 1 <= area_number <= len(consultation.answers["areas"]):
        return _("This visit has no such area.")
    if not is_shown(protocol, consultation.answers, Asked(found, area_number)):
        return _("This question is not asked any more, because of another answer.")
    return None if value is None else _why_not_value(protocol, found, value)


def _why_not_value(protocol: Protocol, question: Question, value: Any) -> str | None:
    if isinstance(value, str) and value in (UNANSWERED, NOT_APPLICABLE):
        return _("That is not one of the answers offered.")
    if not question.offers_unknown and (value == UNKNOWN or (isinstance(value, list) and UNKNOWN in value)):
        return _("“Not sure” is not offered for this question.")
    if isinstance(value, list) and not value:
        return _("Choose an answer, or skip the question.")
    if why_not_a_value(protocol.facts[question.key], value) is None and not offers(protocol, question, value):
        return _("That is not one of the answers offered.")
    if reason := why_not_a_value(protocol.facts[question.key], value):
        return _("This answer does not fit: %(reason)s.") % {"reason": reason}
    if question.type == "text":
        return why_not_text(value, longest=question.max_length or 500) if value != UNKNOWN else None
    if question.type == "date" and value != UNKNOWN:
        return _why_not_date(value)
    return None


def _why_not_date(value: str) -> str | None:
    try:
        same = date.fromisoformat(value).isoformat() == value
    except ValueError:
        same = False
    return None if same else _("That is not a date.")


def tidied(value: Any) -> Any:
    """Text as it is stored; an empty text is no answer."""
    if isinstance(value, tuple):
        return list(value)
    return (tidy_text(value) or None) if isinstance(value, str) else value


def why_not_add_area(consultation: Consultation, by: User) -> str | None:
    if reason := why_not_start(by) or why_not_in(consultation, Status.INTAKE):
        return reason
    if len(consultation.answers["areas"]) >= MOST_AREAS:
        return _("A visit has at most %(most)d areas.") % {"most": MOST_AREAS}
    return None


def why_not_remove_area(consultation: Consultation, by: User, area_number: int) -> str | None:
    if reason := why_not_start(by) or why_not_in(consultation, Status.INTAKE):
        return reason
    if not 1 <= area_number <= len(consultation.answers["areas"]):
        return _("This visit has no such area.")
    if len(consultation.answers["areas"]) == 1:
        return _("A visit needs at least one area.")
    return None


def why_not_finish(consultation: Consultation, by: User) -> str | None:
    if reason := why_not_start(by) or why_not_in(consultation, Status.INTAKE):
        return reason
    place = progress(compiled(consultation.release), consultation.answers)
    if missing := place.due - place.met:
        sentence = ngettext(
            "%(number)d question was not asked yet. Answer or skip it first.",
            "%(number)d questions were not asked yet. Answer or skip them first.",
            missing,
        )
        return sentence % {"number": missing}
    return None


def why_not_give_back(consultation: Consultation, by: User) -> str | None:
    if not by.may(Permission.REVIEW):
        return _("Only a dermatologist gives a visit back to the front desk.")
    return why_not_in(consultation, Status.REVIEW)
