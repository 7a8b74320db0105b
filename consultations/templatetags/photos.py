"""Photos on the pages of others: the way to them at the end of the intake, and a strip of them in the review."""

from functools import partial
from typing import Any

from django import template
from django.urls import reverse

from clinic.accounts.models import User
from consultations.models import Consultation
from consultations.models.answers import GivenBy
from consultations.photos import consent
from consultations.policies.photos import why_not_look, why_not_photos
from consultations.presenters.photos import PhotoCard, PhotoPage
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
    """Nothing for whom the photos are not."""
    if why_not_look(consultation, user):
        return {}
    why_not = why_not_photos(consultation, user, GivenBy.DERMATOLOGIST)
    href = _address(consultation, "photos")
    return {"cards": looked_at_in_turn(consultation), "href": href, "may_add": why_not is None}


def looked_at_in_turn(consultation: Consultation) -> list[PhotoCard]:
    """The photos of a visit in the order of the strip and of the viewer, each leading to the viewer."""
    return PhotoPage(consultation, list(consultation.photos.kept()), partial(_address, consultation)).all_cards()


def _address(consultation: Consultation, name: str, *args: object) -> str:
    page = "photo_viewer" if name == "photo" else f"intake_{name}"
    return reverse(page, args=[consultation.pk, *args])
