"""Forms about the people who work here."""

import unicodedata

from django import forms
from django.contrib.auth import password_validation
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clinic.accounts.models import Site, User, is_a_user_name
from clinic.accounts.permissions import Role
from clinic.forms import ChoiceTicks, PearlForm

NEW_PASSWORD = forms.PasswordInput(attrs={"autocomplete": "new-password"})


class NewPasswordForm(PearlForm, forms.Form):
    """Typed by the manager and told to the person, who then chooses their own."""

    password = forms.CharField(
        label=_("New password"),
        help_text=_("At least 12 characters. A few words in a row are good."),
        strip=False,
        max_length=200,
        widget=NEW_PASSWORD,
    )

    def clean_password(self) -> str:
        password_validation.validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]


class PersonForm(NewPasswordForm):
    name = forms.CharField(label=_("Full name"), max_length=120)
    username = forms.CharField(
        label=_("User name"), max_length=60, validators=[is_a_user_name], help_text=_("For example ana.ruiz.")
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    sites = forms.ModelMultipleChoiceField(label=_("Sites"), queryset=Site.objects.none(), widget=ChoiceTicks())

    field_order = ["name", "username", "role", "sites", "password"]

    def __init__(self, *args: object, sites: QuerySet[Site], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sites"].queryset = sites

    def clean_name(self) -> str:
        name = unicodedata.normalize("NFC", self.cleaned_data["name"])
        if any(unicodedata.category(sign).startswith("C") for sign in name):
            raise forms.ValidationError(_("The name holds a sign that cannot be seen. Type it again."))
        return name

    def clean_username(self) -> str:
        username = self.cleaned_data["username"]
        if User.objects.filter(username=username).exists():
            raise forms.ValidationError(_("Somebody already has this user name."))
        return username
