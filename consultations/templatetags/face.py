"""Chips of the face map. A page has some five hundred of them, so they are put together here and not one by one."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from consultations.presenters.face_map import Choice

register = template.Library()

CHIP = (
    '<label class="chip chip--{}" for="{}"><input type="radio" name="{}" id="{}" value="{}"{}><span>{}{}</span></label>'
)


@register.simple_tag
def chips(row: str, part: str, choices: Iterable[Choice]) -> SafeString:
    """One of these: radio buttons that look like chips."""
    name = f"{row}-{part}"
    return format_html_join("", CHIP, (_parts(name, part, choice) for choice in choices))


def _parts(name: str, part: str, choice: Choice) -> tuple[object, ...]:
    kind = choice.value if part == "state" else part
    checked = SafeString(" checked") if choice.is_chosen else ""
    hint = format_html('<span class="chip-hint">{}</span>', choice.hint) if choice.hint else ""
    return kind, choice.ident, name, choice.ident, choice.value, checked, choice.label, hint
