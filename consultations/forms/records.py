"""Signing, what is added later, and closing without a signature."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.forms import PearlForm
from consultations.forms.texts import OneLine, PlainText

LONGEST_ADDENDUM = 4000
LONGEST_REASON = 500


class SignForm(PearlForm, forms.Form):
    """The first signature of a session is given with user name and password, a later one with the password.

    Pasting and password managers are welcome.
    """

    username = forms.CharField(
        label=_("Your user name"),
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
        ),
        error_messages={"required": _("Enter your user name. The first signature after signing in needs it.")},
    )
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Enter your password to sign.")},
    )

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_first:
            del self.fields["username"]


class AddendumForm(PearlForm, forms.Form):
    reason = OneLine(
        label=_("Why the record is amended"),
        longest=LONGEST_REASON,
        error_messages={"required": _("Say why the record is amended.")},
    )
    text = PlainText(
        label=_("What to add"),
        help_text=_("The signed record stays as it is. Your note stands below it with your name and the time."),
        longest=LONGEST_ADDENDUM,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what is to be added.")},
    )


class CloseForm(PearlForm, forms.Form):
    reason = PlainText(
        label=_("Why is this visit closed without a signature?"),
        longest=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why the visit is closed.")},
    )
