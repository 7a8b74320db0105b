from decimal import Decimal

from crispy_forms.layout import Fieldset
from django import forms

from clinic.forms import (
    ChoiceTicks,
    ChoiceTiles,
    DateField,
    DateParts,
    DecimalField,
    PearlForm,
    ThreeWay,
    WholeNumberField,
)

WHO = ("name", "town", "born")
YES_NO_NOT_SURE = [("yes", "Yes"), ("no", "No"), ("unknown", "I am not sure")]


class EveryField(PearlForm, forms.Form):
    name = forms.CharField(label="Family name", help_text="As on the clinic card.")
    town = forms.CharField(label="Town", required=False)
    born = DateField(label="Date of birth", help_text="For example, 14 7 1985.", widget=DateParts(birthday=True))
    site = forms.ChoiceField(label="Clinic site", choices=[("", "Choose one"), ("n", "North"), ("s", "South")])
    onset = forms.ChoiceField(
        label="How long have the bumps been there?",
        help_text="Choose one. A guess is fine.",
        choices=[
            ("a", "Less than 1 month"),
            ("b", "1 to 6 months"),
            ("c", "More than 6 months"),
            ("unknown", "I am not sure"),
        ],
        widget=ChoiceTiles(hints={"b": "Since the last season or two"}),
        error_messages={"required": "Choose how long, or skip this question."},
    )
    where = forms.MultipleChoiceField(
        label="Which of these do you use?",
        choices=[("cream", "A rich face cream"), ("scrub", "A scrub"), ("oil", "Face oil"), ("none", "None of these")],
        widget=ChoiceTicks(exclusive=("none",), columns=True),
    )
    sores = forms.ChoiceField(label="Do you get cold sores?", choices=YES_NO_NOT_SURE, widget=ThreeWay)
    count = WholeNumberField(label="How many bumps?", most=99)
    size = DecimalField(label="How wide is the largest, in mm?", most=Decimal(20))
    note = forms.CharField(label="Note", widget=forms.Textarea, required=False)
    photo = forms.FileField(label="Photo", required=False)
    agreed = forms.BooleanField(label="The patient has seen the price list")

    def layout(self) -> tuple[object, ...]:
        answers = [name for name in self.fields if name not in WHO]
        return (Fieldset("Who", *WHO), Fieldset("Answers", *answers))


class Question(PearlForm, forms.Form):
    question_page = True
    onset = EveryField.base_fields["onset"]
