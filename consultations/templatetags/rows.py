"""What every row of a list says, looked up once for the list."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def row_words() -> dict[str, str]:
    return {"born": _("Born"), "number": _("Clinic No.")}
