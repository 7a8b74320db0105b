"""The form of one line of the sheet: a fresh one, or the one that was sent and is wrong."""

from django import template

from consultations.forms.sheet_lines import SheetLineForm
from consultations.presenters.sheet_lines import SheetLine

register = template.Library()


@register.simple_tag
def line_form(line: SheetLine, sent: SheetLineForm | None, wrong: tuple[str, str] | None) -> SheetLineForm:
    if sent is not None and wrong == (line.code, line.add_on):
        return sent
    return SheetLineForm(initial={"text": line.text}, auto_id=f"{line.ident}-%s")
