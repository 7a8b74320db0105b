"""What people write about a protocol."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.forms import DateField, PearlForm
from treatments.policies import LONGEST_ANSWER


class LongText(forms.CharField):
    """The length is checked here and not by the browser, which would cut."""

    widget = forms.Textarea

    def __init__(self, *, rows: int = 4, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value).strip()
        if len(text) > LONGEST_ANSWER:
            said = {"most": LONGEST_ANSWER, "used": len(text)}
            raise forms.ValidationError(_("Use at most %(most)d characters. You used %(used)d.") % said)
        return text


class AnswerForm(PearlForm, forms.Form):
    """What comes of a report."""

    answer = LongText(
        label=_("What comes of it"),
        help_text=_("For example: changed in the next release, or why the rule stays as it is."),
        error_messages={"required": _("Write what comes of it.")},
    )


class NoteForm(PearlForm, forms.Form):
    note = LongText(
        label=_("What this is for"),
        help_text=_("Whoever approves reads it first. It stays with the release."),
        rows=3,
        required=False,
    )


class CommentForm(PearlForm, forms.Form):
    comment = LongText(
        label=_("What should be changed"),
        rows=3,
        error_messages={"required": _("Say what should be changed.")},
    )


class ApproveForm(PearlForm, forms.Form):
    """Whoever approves or withdraws proves that it is them. Pasting and password managers are welcome."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Enter your password.")},
    )


class ReasonForm(ApproveForm):
    reason = LongText(
        label=_("Why it is withdrawn"),
        help_text=_("Doctors with an open visit read it."),
        rows=3,
        error_messages={"required": _("Say why the release is withdrawn.")},
    )
    sure = forms.BooleanField(
        label=_("No new visit may use this release any more"),
        error_messages={"required": _("Tick this to withdraw the release.")},
    )
    field_order = ("reason", "sure", "password")


class FileForm(PearlForm, forms.Form):
    file = forms.FileField(
        label=_("Protocol file"),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )


class ApproveAtForm(ApproveForm):
    day = DateField(label=_("Day"), error_messages={"required": _("Enter the day.")})
    clock = forms.TimeField(
        label=_("Time"),
        input_formats=["%H:%M"],
        widget=forms.TimeInput(attrs={"inputmode": "numeric", "autocomplete": "off"}, format="%H:%M"),
        help_text=_("For example 07:30."),
        error_messages={
            "required": _("Enter the time."),
            "invalid": _("Write the time as hours and minutes, for example 07:30."),
        },
    )
    field_order = ("day", "clock", "password")
