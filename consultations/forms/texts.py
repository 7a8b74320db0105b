"""Text that people type: kept as they wrote it, or refused in words. Nothing is ever cut."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from consultations import names


class PlainText(forms.CharField):
    """Several lines. The length is checked here and not by the browser, which would cut."""

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.longest = longest

    def to_python(self, value: Any) -> str:
        return names.tidy_text(super().to_python(value))

    def validate(self, value: str) -> None:
        super().validate(value)
        if reason := names.why_not_text(value, longest=self.longest):
            raise ValidationError(reason)


class OneLine(PlainText):
    def to_python(self, value: Any) -> str:
        return names.tidy_line(super().to_python(value))

    def validate(self, value: str) -> None:
        super().validate(value)
        if reason := names.why_not_line(value, longest=self.longest):
            raise ValidationError(reason)


class Name(OneLine):
    def validate(self, value: str) -> None:
        super().validate(value)
        if value and (reason := names.why_not_name(value)):
            raise ValidationError(reason)
