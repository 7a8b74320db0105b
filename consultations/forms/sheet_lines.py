"""One line of the patient's sheet, changed before it is signed."""

from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from clinic.forms import PearlForm
from consultations.forms.texts import OneLine
from consultations.policies.sheet_lines import LONGEST_LINE


class Change(TextChoices):
    WORDS = "words", _("Save the words")
    LEAVE_OUT = "leave_out", _("Leave out")
    AS_BEFORE = "as_before", _("As before")


class SheetLineForm(PearlForm, forms.Form):
    """`do` is the button that was pressed."""

    code = forms.CharField(widget=forms.HiddenInput, max_length=60)
    add_on = forms.CharField(widget=forms.HiddenInput, max_length=60, required=False)
    do = forms.ChoiceField(choices=Change.choices, widget=forms.HiddenInput)
    text = OneLine(
        label=_("In your words"),
        widget=forms.Textarea(attrs={"rows": 2}),
        longest=LONGEST_LINE,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean()
        if told.get("do") == Change.WORDS and not told.get("text") and "text" not in self.errors:
            self.add_error("text", _("Write the line, or leave it out."))
        return told

    @property
    def new_text(self) -> str | None:
        """As the service takes it."""
        return {Change.AS_BEFORE: None, Change.LEAVE_OUT: ""}.get(self.cleaned_data["do"], self.cleaned_data["text"])
