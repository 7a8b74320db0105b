"""What somebody signed a moment ago, above the page they are on now."""

from typing import Any

from django import template
from django.utils import timezone

from consultations import access, policies
from consultations.models import SignedRecord
from consultations.presenters.people import PatientBanner
from consultations.views import just_signed

register = template.Library()


@register.inclusion_tag("consultations/parts/signed_bar.html", takes_context=True)
def signed_bar(context: template.Context, case: object = "") -> dict[str, Any]:
    """`case` is the visit of the page it stands on. No query where nothing was signed in this session.

    Whose names stand here was written down when this person signed for them.
    """
    request = context["request"]
    numbers = just_signed.numbers(request)
    records = access.signatures_of(request.user, numbers) if numbers else []
    return {"rows": [_row(record) for record in records], "case": case, "csrf_token": context.get("csrf_token")}


def _row(record: SignedRecord) -> dict[str, Any]:
    visit, until = record.consultation, policies.undo_until(record)
    undone = getattr(record, "withdrawal", None)
    may_undo = not undone and timezone.now() <= until and not record.handed_out.exists()
    return {
        "record": record,
        "patient": PatientBanner.of(visit.patient),
        "zone": record.site.zone,
        "undone": undone,
        "until": until if may_undo else None,
    }
