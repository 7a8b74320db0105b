"""Photos for the tests: a small picture, and a visit that has it."""

from uuid import uuid4

from consultations.models import Consultation, Photo
from consultations.models.answers import GivenBy
from consultations.services import photos
from tests.integration.clinic_factory import NOW, Clinic, milia
from tests.unit.made_up_pictures import photo


def consent(answer: str = "yes") -> dict[str, str]:
    """What the patient says to the question about photos."""
    return {milia().photo_consent: answer}


def taken(clinic: Clinic, visit: Consultation, sent: bytes = b"", **differs: object) -> Photo:
    known = {"kind": "front", "key": str(uuid4()), "given_by": GivenBy.DESK, "by": clinic.desk, "at": NOW}
    return photos.add(consultation_id=visit.pk, sent=sent or photo(), **known | differs)
