"""What templates of every app may use: icons, boxes, the error summary, how the page looks."""

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from lucide import IconDoesNotExist
from lucide.templatetags.lucide import lucide

from clinic.web.preferences import Look, look_of

register = template.Library()


@cache
def drawing(name: str, css: str) -> SafeString:
    return lucide(name, size=None, **{"class": css, "aria-hidden": "true", "focusable": "false"})


@register.simple_tag
def icon(name: str, mirror: bool = False, label: str = "") -> SafeString:
    """`mirror` for icons that mean next or back. `label` only where no words stand beside the icon."""
    try:
        svg = drawing(name, "icon icon--mirror" if mirror else "icon")
    except IconDoesNotExist as error:
        raise template.TemplateSyntaxError(str(error)) from error
    return format_html('{}<span class="visually-hidden">{}</span>', svg, label) if label else svg


@register.simple_tag(takes_context=True)
def look(context: template.Context) -> Look:
    """Theme and text size. Also works where there is no request, as on the page for a server error."""
    return look_of(context.get("request"))


@register.simple_tag
@cache
def head(rtl: bool, look: Look) -> SafeString:
    """The same for everybody with this look."""
    return render_to_string("components/head.html", {"rtl": rtl, "look": look})


@register.simple_tag
def status_pill(text: str, shape: str, tone: str) -> SafeString:
    """The same few pills stand in every row of every list, so each is drawn once."""
    return _pill(str(text), shape, tone)


@lru_cache(maxsize=512)
def _pill(text: str, shape: str, tone: str) -> SafeString:
    return render_to_string("components/status_pill.html", {"text": text, "shape": shape, "tone": tone})


@register.simple_block_tag
def box(content: str, tone: str, title: str = "", level: int = 2) -> SafeString:
    """Tone is stop, caution, note or done."""
    return render_to_string("components/box.html", {"content": content, "tone": tone, "title": title, "level": level})


@register.simple_block_tag
def card(content: str, title: str = "", ident: str = "") -> SafeString:
    return render_to_string("components/card.html", {"content": content, "title": title, "ident": ident})


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm, reasons: Iterable[str] = ()) -> dict[str, Any]:
    """Every error of the forms, linked to its field. `reasons` are sentences that belong to no field."""
    bound = [form for form in forms if form is not None and form.is_bound]
    loose = [error for form in bound for error in form.non_field_errors()]
    linked = [(focus_id(field), named(field, error)) for form in bound for field in form for error in field.errors]
    return {"loose": [*reasons, *loose], "linked": linked}


def named(field: BoundField, error: str) -> str:
    """In the summary each message says which field it means. A question that stands alone needs no name."""
    label = str(field.label)
    if len(field.form.visible_fields()) == 1 or error.startswith(label):
        return error
    return f"{label} {error}" if label.endswith(("?", ".", "؟")) else f"{label}: {error}"


@register.filter
def focus_id(field: BoundField) -> str:
    """The id of the control to which a link in the summary moves."""
    own = getattr(field.field.widget, "focus_id", None)
    return own(field.auto_id) if own else field.auto_id


@register.filter
def boxes(field: BoundField) -> list[dict[str, Any]]:
    """The boxes of a date, each with its name, value and whether it is wrong."""
    widget = field.field.widget
    context = widget.get_context(field.html_name, field.value(), field.build_widget_attrs({"id": field.auto_id}))
    parts = zip(("day", "month", "year"), context["widget"]["subwidgets"], strict=True)
    return [{"part": part, "wrong": part in widget.wrong, **drawn} for part, drawn in parts]


@register.filter
def beads(current: int, total: int) -> list[str]:
    return ["past" if part < current else "now" if part == current else "next" for part in range(1, total + 1)]


@register.filter
def age(born: Any) -> int:
    """A baby born today at a site east of the server is nought years old, not one less."""
    today = timezone.localdate()
    return max(0, today.year - born.year - ((today.month, today.day) < (born.month, born.day)))
