"""Agreeing to the treatment, and taking back what was agreed to."""

import json
from typing import Any

from crispy_forms.layout import HTML, Div
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clinic.forms import ChoiceTiles, PearlForm
from consultations import strokes
from consultations.consenting import Agreement
from consultations.forms.texts import Name, OneLine, PlainText
from consultations.models.consent import ConsentWay
from consultations.names import LONGEST_NAME
from consultations.policies.consent import LONGEST_REASON

PATIENT, SOMEBODY_ELSE = "patient", "other"
PAD = HTML("{% include 'consultations/parts/signature_pad.html' %}")
HINTS = {
    ConsentWay.DRAWN: _("With a finger, a pen or the mouse."),
    ConsentWay.TYPED: _("On a keyboard, or on the one of the screen."),
    ConsentWay.PAPER: _("Print this page and sign it with a pen."),
}


class Drawing(forms.CharField):
    """Our own strokes and nothing else; an empty field is an empty drawing."""

    widget = forms.HiddenInput(attrs={"autocomplete": "off"})

    def to_python(self, value: Any) -> strokes.Strokes:
        try:
            return strokes.read(super().to_python(value))
        except strokes.BadStrokes as error:
            raise ValidationError(str(error)) from error


class ConsentForm(PearlForm, forms.Form):
    """`patient_name` stands for the patient; with `guardian` only somebody else can agree. Which of the ways and names
    are still missing is the policies' answer, which the service gives.
    """

    who = forms.ChoiceField(label=_("Who agrees?"))
    relation = OneLine(
        label=_("Who are you to the patient?"),
        help_text=_("For example mother, guardian, or somebody who decides for them by law."),
        longest=LONGEST_NAME,
        required=False,
    )
    way = forms.ChoiceField(
        label=_("How do you want to sign?"),
        choices=ConsentWay.choices,
        widget=ChoiceTiles(hints=HINTS),
        error_messages={"required": _("Choose how you want to sign.")},
    )
    name = Name(
        label=_("Full name of the person who agrees"),
        longest=LONGEST_NAME,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    ticked = forms.BooleanField(label="", required=False)
    on_file = forms.BooleanField(
        label=_("The paper is signed by the person named here, and it is in the file."), required=False
    )
    strokes = Drawing(required=False)

    def __init__(self, *args: Any, patient_name: str, guardian: bool, typed: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ticked"].label = typed
        who = self.fields["who"]
        who.choices = [(SOMEBODY_ELSE, _("Somebody who decides for the patient"))]
        who.initial, who.widget = SOMEBODY_ELSE, forms.HiddenInput()
        if not guardian:
            who.initial, who.widget = PATIENT, ChoiceTiles()
            who.choices = [(PATIENT, patient_name), *who.choices]

    def layout(self) -> tuple[object, ...]:
        return (
            "who",
            Div("relation", css_class="consent-relation"),
            "way",
            Div("name", css_class="consent-name"),
            PAD,
            Div("ticked", css_class="consent-typed"),
            Div("on_file", css_class="consent-on-file"),
            "strokes",
        )

    def agreement(self) -> Agreement:
        given = self.cleaned_data
        is_typed = given["way"] == ConsentWay.TYPED
        return Agreement(
            way=given["way"],
            drawn=given["strokes"],
            name=given["name"] if is_typed or given["who"] != PATIENT else "",
            relation=given["relation"],
            is_patient=given["who"] == PATIENT,
            ticked=given["ticked"] if is_typed else given["on_file"],
        )


def drawn_so_far(drawn: strokes.Strokes) -> str:
    """For the hidden field, as the script writes it."""
    return json.dumps(drawn, separators=(",", ":"))


class TakeBackForm(PearlForm, forms.Form):
    """No reason is needed to take back a consent."""

    reason = PlainText(
        label=_("Why? It can be left out."),
        longest=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
