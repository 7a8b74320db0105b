"""Photos for the tests: a small picture, and a visit that has it."""

import io
from itertools import count
from pathlib import Path
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image

from consultations.models import Consultation, Photo
from consultations.models.answers import GivenBy
from consultations.services import intake, photos
from tests.integration.clinic_factory import NOW, Clinic, milia
from tests.unit.made_up_pictures import photo

_shade = count()


def consent(answer: str = "yes") -> dict[str, str]:
    """What the patient says to the question about photos."""
    return {milia().photo_consent: answer}


def taken(clinic: Clinic, visit: Consultation, sent: bytes = b"", **differs: object) -> Photo:
    known = {"kind": "front", "key": str(uuid4()), "given_by": GivenBy.DESK, "by": clinic.desk, "at": NOW}
    return photos.add(consultation_id=visit.pk, sent=sent or photo(), **known | differs)


def address(visit: Consultation, name: str = "photo_add", *args: object) -> str:
    return reverse(f"intake_{name}", args=[visit.pk, *args])


def send(
    client: Client, visit: Consultation, sent: bytes | None = None, *, script: bool = False, **differs: object
) -> HttpResponse:
    form = {"key": str(uuid4()), "patient": str(visit.patient_id), "kind": "front"} | differs
    if sent is not None:
        form["file"] = SimpleUploadedFile("IMG_1.jpg", sent, "image/jpeg")
    how = {"HTTP_ACCEPT": "application/json"} if script else {}
    return client.post(address(visit), form, **how)


def another() -> bytes:
    """A picture that nobody sent before."""
    out = io.BytesIO()
    Image.new("RGB", (16, 16), (next(_shade) % 256, 90, 90)).save(out, "PNG")
    return out.getvalue()


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*/*"))


def answer_consent(clinic: Clinic, visit: Consultation, value: str | None) -> Consultation:
    now = Consultation.objects.get(pk=visit.pk)
    return intake.give_answer(
        consultation_id=visit.pk,
        question=milia().photo_consent,
        value=value,
        revision=now.revision,
        by=clinic.desk,
        at=NOW,
    )
