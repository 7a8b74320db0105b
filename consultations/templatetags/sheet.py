"""The words of the patient's sheet for its page, and its face: the paper has the same."""

from django import template

from consultations.presenters.aftercare import AftercareSheet
from consultations.presenters.sheet_words import SheetWords
from consultations.sheet.face import face_svg

register = template.Library()


@register.simple_tag
def sheet_words(sheet: AftercareSheet) -> SheetWords:
    return SheetWords.of(sheet)


@register.simple_tag
def sheet_face(sheet: AftercareSheet) -> str:
    return face_svg(sheet.where)
