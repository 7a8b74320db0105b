"""The consents of a visit as they are now, beside a record that says how they were."""

from typing import Any

from django import template

from consultations.models import Consultation
from consultations.presenters.consent import consents_of

register = template.Library()


@register.inclusion_tag("consultations/parts/consent_now.html")
def consent_now(consultation: Consultation) -> dict[str, Any]:
    return {"consents": consents_of(consultation), "consultation": consultation, "zone": consultation.site.zone}
