"""A new patient."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from clinic.forms import DateField, DateParts, PearlForm
from consultations.forms.texts import Name, OneLine
from consultations.names import LONGEST_NAME


class PatientForm(PearlForm, forms.Form):
    family_name = Name(
        label=_("Family name"), longest=LONGEST_NAME, error_messages={"required": _("Enter the family name.")}
    )
    given_name = Name(
        label=_("Given name"), longest=LONGEST_NAME, error_messages={"required": _("Enter the given name.")}
    )
    title = OneLine(label=_("Title"), longest=20, required=False)
    date_of_birth = DateField(
        label=_("Date of birth"),
        help_text=_("For example, 14 7 1985."),
        widget=DateParts(birthday=True),
        error_messages={"required": _("Enter the date of birth.")},
    )
    phone = OneLine(
        label=_("Phone"), longest=40, required=False, widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel"})
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        error_messages={"invalid": _("Write one e-mail address, for example amy@example.org.")},
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    needs = OneLine(
        label=_("Communication needs"),
        longest=200,
        required=False,
        help_text=_("For example large print, an interpreter, or hearing."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """`today` is the day at the site."""
        super().__init__(*args, **kwargs)
        self.fields["date_of_birth"].today = today

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        if phone and not any(sign.isdigit() for sign in phone):
            raise forms.ValidationError(_("A phone number has digits, for example 020 7946 0000."))
        return phone
