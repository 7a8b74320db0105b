"""Why a finding may stay."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.forms import PearlForm
from treatments.policies import LONGEST_ANSWER


class FindingForm(PearlForm, forms.Form):
    note = forms.CharField(
        label=_("Why it may stay as it is"),
        help_text=_("It is kept with your name, and holds until one of the rules changes."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say why it may stay as it is.")},
    )

    def clean_note(self) -> str:
        """The length is checked here and not by the browser, which would cut."""
        note = self.cleaned_data["note"].strip()
        if len(note) > LONGEST_ANSWER:
            raise forms.ValidationError(_("Use at most %(most)d characters.") % {"most": LONGEST_ANSWER})
        return note
