"""What people write about a protocol."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.forms import PearlForm
from treatments.policies import LONGEST_ANSWER


class AnswerForm(PearlForm, forms.Form):
    """What comes of a report. The length is checked here and not by the browser, which would cut."""

    answer = forms.CharField(
        label=_("What comes of it"),
        help_text=_("For example: changed in the next release, or why the rule stays as it is."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what comes of it.")},
    )

    def clean_answer(self) -> str:
        answer = self.cleaned_data["answer"].strip()
        if len(answer) > LONGEST_ANSWER:
            said = {"most": LONGEST_ANSWER, "used": len(answer)}
            raise forms.ValidationError(_("Use at most %(most)d characters. You used %(used)d.") % said)
        return answer
