"""A patient's details, and how the patient wants to be asked."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from crispy_forms.layout import Fieldset
from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from clinic.forms import ChoiceTiles, DateField, DateParts, PearlForm
from clinic.web.preferences import SIZES
from consultations.forms.texts import Name, OneLine
from consultations.names import LONGEST_NAME

NORMAL = "normal"
TEXT_SIZES = [(size, format_lazy("{} {}", sign, name)) for size, (sign, name) in SIZES.items()]


class PatientForm(PearlForm, forms.Form):
    family_name = Name(
        label=_("Family name"), longest=LONGEST_NAME, error_messages={"required": _("Enter the family name.")}
    )
    given_name = Name(
        label=_("Given name"), longest=LONGEST_NAME, error_messages={"required": _("Enter the given name.")}
    )
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
    language = forms.ChoiceField(label=_("Preferred language"), choices=settings.LANGUAGES)
    title = OneLine(label=_("Title"), longest=20, required=False)
    pronouns = OneLine(label=_("Pronouns"), longest=40, required=False)
    needs = OneLine(
        label=_("Communication needs"),
        longest=200,
        required=False,
        help_text=_("For example large print, an interpreter, or hearing."),
    )
    text_size = forms.ChoiceField(
        label=_("Text size on the tablet"), choices=TEXT_SIZES, required=False, widget=ChoiceTiles(columns=True)
    )

    def layout(self) -> tuple[object, ...]:
        optional = Fieldset(_("If it helps"), "title", "pronouns", "needs", "text_size")
        return ("family_name", "given_name", "date_of_birth", "phone", "email", "language", optional)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        """`today` is the day at the site."""
        super().__init__(*args, **kwargs)
        self.fields["date_of_birth"].today = today
        spoken = self.initial.get("language", "")
        if spoken and spoken not in dict(settings.LANGUAGES):
            self.fields["language"].choices = [*settings.LANGUAGES, (spoken, language_name(spoken))]

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        if phone and not any(sign.isdigit() for sign in phone):
            raise forms.ValidationError(_("A phone number has digits, for example 020 7946 0000."))
        return phone

    def clean_text_size(self) -> str:
        """Nothing chosen is the size of the page."""
        return self.cleaned_data["text_size"] or NORMAL


class SomeoneElseForm(PearlForm, forms.Form):
    """Why the new patient is none of those who look alike. `seen` are the ones that the page showed."""

    because = OneLine(
        label=_("It is someone else, because…"),
        longest=200,
        help_text=_("For example: twins, father and son, another address."),
        error_messages={"required": _("Say in a few words how you know that it is someone else.")},
    )

    def is_about(self, shown: Iterable[object]) -> bool:
        """Somebody who looks alike may have been added since the page was made."""
        return {str(ident) for ident in shown} <= set(self.data.getlist("seen"))


class StartForm(PearlForm, forms.Form):
    """How the patient wants to be asked, from the record."""

    language = forms.ChoiceField(label=_("Language"))
    text_size = forms.ChoiceField(label=_("Text size"), choices=TEXT_SIZES, widget=ChoiceTiles(columns=True))

    def __init__(self, *args: Any, languages: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [(code, language_name(code)) for code in languages]


def language_name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
