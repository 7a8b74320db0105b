"""Photos on the pages of others: the way to them at the end of the intake, and a strip of them in the review."""

from functools import partial
from typing import Any

from django import template
from django.urls import reverse

from clinic.accounts.models import User
from consultations.models import Consultation
from consultations.models.answers import GivenBy
from consultations.photos import consent
from consultations.policies.photos import why_not_photos
from consultations.presenters.photos import PhotoPage
from treatments.compiled_releases import compiled

register = template.Library()


@register.inclusion_tag("consultations/parts/photos_line.html")
def photos_line(tablet: Any) -> dict[str, object]:
    """Nothing where the patient has not said yes."""
    visit = tablet.consultation
    if not consent.is_given(compiled(visit.release), visit.answers):
        return {}
    return {"href": tablet.href("photos"), "taken": visit.photos.kept().count()}


@register.inclusion_tag("consultations/parts/photo_strip.html")
def photo_strip(consultation: Consultation, user: User) -> dict[str, object]:
    address = partial(_address, consultation)
    page = PhotoPage(consultation, list(consultation.photos.kept()), address)
    why_not = why_not_photos(consultation, user, GivenBy.DERMATOLOGIST)
    return {"cards": page.all_cards(), "href": address("photos"), "may_add": why_not is None}


def _address(consultation: Consultation, name: str, *args: object) -> str:
    return reverse(f"intake_{name}", args=[consultation.pk, *args])
