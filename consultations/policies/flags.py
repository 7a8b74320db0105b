"""Why a finding about a red flag is refused, and why a plan waits for one."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clinic.accounts.models import User
from clinic.accounts.permissions import Permission
from consultations.flags import FlagState, flags_of, is_sent_on, of_area
from consultations.lifecycle import Status
from consultations.models import Consultation
from consultations.models.red_flag import Finding
from consultations.names import why_not_text
from consultations.policies.states import why_not_in
from treatments.compiled_releases import compiled

LONGEST_NOTE = 1000


def why_not_find(
    consultation: Consultation, by: User, code: str, area_number: int | None, finding: str, note: str
) -> str | None:
    if not by.may(Permission.REVIEW):
        return _("Only a dermatologist answers a red flag.")
    if reason := why_not_in(consultation, Status.REVIEW):
        return reason
    if finding not in Finding.values:
        return _("Choose what you found.")
    if (code, area_number) not in {(flag.code, flag.area_number) for flag in flags_of(consultation)}:
        return _("This red flag is not raised any more, because an answer was changed.")
    return why_not_text(note, longest=LONGEST_NOTE)


def why_not_unflagged(consultation: Consultation) -> str | None:
    """A red flag without a finding lets nothing pass, whatever was decided."""
    states = flags_of(consultation)
    waiting = sum(flag.is_open for flag in states)
    if not waiting:
        return _why_not_contradicted(consultation, states)
    sentence = ngettext(
        "%(number)d red flag waits for your finding.", "%(number)d red flags wait for your finding.", waiting
    )
    return sentence % {"number": waiting}


def why_not_clear(consultation: Consultation, question: str, value: Any) -> str | None:
    """Whoever found that something has to be sent on takes that back before the examination is called clear."""
    examination = compiled(consultation.release).document.examination
    if examination is None or (question, value) != (examination.question, examination.clear):
        return None
    if any(map(is_sent_on, flags_of(consultation))):
        return _("A red flag has to be sent on. Change that finding first, then this answer.")
    return None


def why_not_followed(consultation: Consultation, area: Mapping[str, Any], area_number: int) -> str | None:
    """To agree with "examine first" is to send on what was found: not what is of no concern."""
    if area["outcome"] != "examine_first":
        return None
    states = of_area(flags_of(consultation), area_number)
    seen_only = set(area["fired"]) - {flag.code for flag in states}
    if seen_only or any(flag.is_open or is_sent_on(flag) for flag in states):
        return None
    return _("You found no concern, but something still stops this place. Decide there yourself.")


def _why_not_contradicted(consultation: Consultation, states: Sequence[FlagState]) -> str | None:
    examination = compiled(consultation.release).document.examination
    if examination is None or not any(map(is_sent_on, states)):
        return None
    if consultation.answers["person"].get(examination.question) != examination.clear:
        return None
    return _("A red flag has to be sent on, and the examination says that all is clear. Change one of the two.")
