"""The words of the patient's sheet for its page: the paper has the same."""

from django import template

from consultations.presenters.aftercare import AftercareSheet
from consultations.presenters.sheet_words import SheetWords

register = template.Library()


@register.simple_tag
def sheet_words(sheet: AftercareSheet) -> SheetWords:
    return SheetWords.of(sheet)
