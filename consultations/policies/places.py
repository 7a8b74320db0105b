"""Why places cannot be marked on the picture of the face."""

from typing import Any

from django.utils.translation import gettext as _

from clinic.accounts.models import User
from consultations.face_map.places import OnTheMap, are_sound, areas_of
from consultations.lifecycle import Status
from consultations.models import Consultation
from consultations.models.answers import GivenBy
from consultations.policies.intake import why_not_start
from consultations.policies.states import why_not_in
from treatments.compiled_releases import compiled
from treatments.engine.answers import MOST_AREAS


def why_not_mark(consultation: Consultation, by: User, marks: Any, *, given_by: str = GivenBy.DESK) -> str | None:
    if reason := why_not_start(by) or why_not_in(consultation, Status.INTAKE):
        return reason
    if given_by not in GivenBy.values:
        return _("It is not known who gave this answer.")
    asked = OnTheMap.of(compiled(consultation.release).document)
    if asked is None:
        return _("This visit has no picture of the face.")
    if not are_sound(asked, marks):
        return _("These marks do not fit the picture of the face.")
    if len(areas_of(asked, marks)) > MOST_AREAS:
        return _("A visit has at most %(most)d areas.") % {"most": MOST_AREAS}
    return None
