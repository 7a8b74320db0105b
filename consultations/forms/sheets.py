"""Where the patient's sheet is e-mailed to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.forms import PearlForm
from consultations import mail_addresses

# The browser must not cut what was typed: a longer one is refused in words.
TYPED = {"type": "email", "inputmode": "email", "autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class MailForm(PearlForm, forms.Form):
    to = forms.CharField(
        label=_("E-mail address"),
        help_text=_("Ask the patient to spell it, or read it to them."),
        widget=forms.TextInput(attrs=TYPED),
        error_messages={"required": _("Write the e-mail address.")},
    )

    def clean_to(self) -> str:
        if reason := mail_addresses.why_not_address(self.cleaned_data["to"]):
            raise forms.ValidationError(reason)
        return mail_addresses.tidied(self.cleaned_data["to"])
