"""What a page of the intake tells js/saving.js about itself, and whether the answers came from paper."""

from dataclasses import dataclass

from django import template

from consultations.intake.drafts import draft_key
from consultations.models import Consultation
from consultations.presenters import on_paper
from consultations.views.at_tablet import AtTablet

register = template.Library()


@dataclass(frozen=True, slots=True)
class Saving:
    """`visit` names the store on the tablet and leads back to nobody; `draft_key` opens it."""

    visit: str
    save_href: str
    places_href: str
    held_href: str
    draft_key: str


@register.simple_tag
def saving_at(tablet: AtTablet) -> Saving:
    addresses = (tablet.href(name) for name in ("save", "places", "held"))
    return Saving(tablet.visit_key, *addresses, draft_key(tablet.consultation.pk))


@register.filter
def came_from_paper(consultation: Consultation) -> str:
    return on_paper.came_from_paper(consultation)
