"""Rows of the review. One patient's reason is the next one's too, so what was drawn once is kept."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from consultations.lifecycle import Status
from consultations.models import Consultation
from consultations.models.consultation import WithoutMethod
from consultations.models.red_flag import Finding
from consultations.presenters.reasons import Group, Reason

register = template.Library()
# Stands in the rows that are kept for the visit to which their links lead.
NOBODY = UUID(int=0)


@register.simple_tag
def reason_row(
    reason: Reason, group: Group, method: str, area_number: int, consultation: Consultation, slug: str, release: int
) -> SafeString:
    """`method` is the key of the method it speaks of, or a word for the outcome."""
    can_correct = consultation.status == Status.REVIEW
    ident = f"why-{area_number}-{method}-{group.kind}-{reason.rule}"
    drawn = _drawn(reason, group.kind, group.title, ident, slug, release, area_number, can_correct, get_language())
    return format_html(drawn, visit=consultation.pk)


@lru_cache(maxsize=4096)
def _drawn(
    reason: Reason,
    kind: str,
    title: str,
    ident: str,
    slug: str,
    number: int,
    area_number: int,
    can_correct: bool,
    language: str,
) -> str:
    """With a gap for the visit to which its links lead; what the template drew is escaped already."""
    context = {"reason": reason, "kind": kind, "title": title, "ident": ident, "slug": slug, "number": number}
    own = {"area_number": area_number, "can_correct": can_correct, "nobody": NOBODY}
    drawn = render_to_string("consultations/parts/reason_row.html", context | own)
    return drawn.replace("{", "{{").replace("}", "}}").replace(str(NOBODY), "{visit}")


@register.simple_tag
def findings() -> list[tuple[str, str]]:
    return list(Finding.choices)


@register.simple_tag
def without_method() -> list[tuple[str, str]]:
    """What can be done without a method; to refer belongs to a red flag."""
    return [(each.value, str(each.label)) for each in (WithoutMethod.WATCH, WithoutMethod.SOMETHING_ELSE)]


@register.filter
def of_area(found: Mapping[int, Any], number: int) -> Any:
    return found.get(number)
