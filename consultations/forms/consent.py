"""Agreeing to the treatment, and taking back what was agreed to."""

import json
from collections.abc import Callable, Iterable
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
WAYS = [
    (ConsentWay.DRAWN, _("Sign on the screen")),
    (ConsentWay.TYPED, _("Type the name")),
    (ConsentWay.PAPER, _("Sign on paper")),
]
PAD = HTML("{% include 'consultations/parts/signature_pad.html' %}")
HINTS = {
    ConsentWay.DRAWN: _("With a finger, a pen or the mouse."),
    ConsentWay.TYPED: _("On a keyboard, or on the one of the screen."),
    ConsentWay.PAPER: _("Print this page and sign it with a pen."),
}


class SignaturePad(forms.HiddenInput):
    """What is seen of it is drawn by the page."""

    def focus_id(self, control_id: str) -> str:
        return "signature"


class Drawing(forms.CharField):
    """Our own strokes and nothing else; an empty field is an empty drawing."""

    widget = SignaturePad(attrs={"autocomplete": "off"})

    def to_python(self, value: Any) -> strokes.Strokes:
        try:
            return strokes.read(super().to_python(value))
        except strokes.BadStrokes as error:
            raise ValidationError(str(error)) from error


class IfAsked:
    """Needed under some answers: the policies say when, so that nobody calls it optional."""

    def validate(self, value: str) -> None:
        if value:
            super().validate(value)


class AskedLine(IfAsked, OneLine):
    pass


class AskedName(IfAsked, Name):
    pass


class ConsentForm(PearlForm, forms.Form):
    """`patient_name` stands for the patient; with `guardian` only somebody else can agree. `missing` gives a field and
    a sentence for each thing that this way of agreeing still needs.
    """

    who = forms.ChoiceField(label=_("Who agrees?"))
    relation = AskedLine(
        label=_("Who are you to the patient?"),
        help_text=_("For example mother, guardian, or somebody who decides for them by law."),
        longest=LONGEST_NAME,
    )
    way = forms.ChoiceField(
        label=_("How do you want to sign?"),
        choices=WAYS,
        widget=ChoiceTiles(hints=HINTS),
        error_messages={"required": _("Choose how you want to sign.")},
    )
    name = AskedName(
        label=_("Full name of the person who agrees"),
        longest=LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    ticked = forms.BooleanField(label="", required=False)
    on_file = forms.BooleanField(
        label=_("The paper is signed by the person named here, and it is in the file."), required=False
    )
    strokes = Drawing(label=_("Sign here"), required=False)

    def __init__(
        self,
        *args: Any,
        patient_name: str,
        guardian: bool,
        typed: str,
        missing: Callable[[Agreement], Iterable[tuple[str, str]]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.missing = missing
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

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if {"who", "way"} <= set(given):
            for name, sentence in self.missing(self.agreement()):
                if name not in self.errors:
                    self.add_error(name, sentence)
        return given

    def agreement(self) -> Agreement:
        given = self.cleaned_data
        is_typed = given["way"] == ConsentWay.TYPED
        return Agreement(
            way=given["way"],
            drawn=given.get("strokes", []),
            name=given.get("name", "") if is_typed or given["who"] != PATIENT else "",
            relation=given.get("relation", ""),
            is_patient=given["who"] == PATIENT,
            ticked=given["ticked"] if is_typed else given["on_file"],
        )


def drawn_so_far(drawn: strokes.Strokes) -> str:
    """For the hidden field, as the script writes it."""
    return json.dumps(drawn, separators=(",", ":"))


class TakeBackForm(PearlForm, forms.Form):
    """No reason is needed to take back a consent."""

    reason = PlainText(
        label=_("Why"),
        longest=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
