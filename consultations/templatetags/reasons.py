"""Reasons as rows. One patient's row is the next one's too, so what was drawn once is kept."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from consultations.presenters.suggestions import Reason

register = template.Library()


@register.simple_tag
def reason_row(reason: Reason, kind: str, title: str, slug: str, number: int) -> SafeString:
    """`kind` is for, against, caution, unknown, stop or because; `slug` and `number` name the release of the rule."""
    return _drawn(reason, kind, str(title), slug, number, get_language())


@lru_cache(maxsize=4096)
def _drawn(reason: Reason, kind: str, title: str, slug: str, number: int, language: str) -> SafeString:
    context = {"reason": reason, "kind": kind, "title": title, "slug": slug, "number": number}
    return render_to_string("consultations/parts/reason_row.html", context)
