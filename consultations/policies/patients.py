"""Why a patient cannot be added or changed."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from clinic.accounts.models import Site, User
from clinic.accounts.permissions import Permission
from clinic.web.preferences import SIZES
from consultations.models import Patient
from consultations.names import why_not_line, why_not_name

OLDEST = 120
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
LINES = {"title": 20, "pronouns": 40, "phone": 40, "needs": 200}


def why_not_register(patient: Patient, by: User, at: datetime) -> str | None:
    if not by.may(Permission.REGISTER_PATIENT):
        return _("Your role does not add patients.")
    if not by.sites_allowed().filter(pk=patient.site_id).exists():
        return _("You do not work at this site.")
    return (
        why_not_name(patient.family_name)
        or why_not_name(patient.given_name)
        or why_not_born_on(patient.date_of_birth, patient.site, at)
        or _why_not_reached(patient)
    )


def why_not_born_anew(patient: Patient, before: Mapping[str, Any]) -> str | None:
    """What was asked and suggested so far rests on the age."""
    if before.get("date_of_birth", patient.date_of_birth) == patient.date_of_birth:
        return None
    if patient.consultations.open().exists():
        return _("The date of birth cannot be changed while a visit is open. Close the visit first, then start again.")
    return None


def why_not_born_on(born: date, site: Site, at: datetime) -> str | None:
    today = at.astimezone(site.zone).date()
    if born > today:
        return _("The date of birth is in the future.")
    if born.year < today.year - OLDEST:
        return _("The date of birth is more than %(years)d years ago.") % {"years": OLDEST}
    return None


def _why_not_reached(patient: Patient) -> str | None:
    for field, longest in LINES.items():
        if reason := why_not_line(getattr(patient, field), longest=longest):
            return reason
    if patient.phone and not any(sign.isdigit() for sign in patient.phone):
        return _("A phone number has digits, for example 020 7946 0000.")
    if patient.text_size not in SIZES:
        return _("That is not a text size.")
    if not LANGUAGE.fullmatch(patient.language) or len(patient.language) > 20:
        return _("That is not a language.")
    return _why_not_email(patient.email) if patient.email else None


def _why_not_email(address: str) -> str | None:
    try:
        validate_email(address)
    except ValidationError:
        return _("Write one e-mail address, for example amy@example.org.")
    if len(address) > 254:
        return _("An e-mail address has at most 254 characters.")
    return None
