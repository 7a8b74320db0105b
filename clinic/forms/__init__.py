"""What forms are made of: the answers people give, drawn by the templates in templates/pearl."""

from clinic.forms.fields import DateField, DecimalField, WholeNumberField
from clinic.forms.pearl import PearlForm, form_helper
from clinic.forms.widgets import ChoiceTicks, ChoiceTiles, DateParts, Stepper, ThreeWay

__all__ = [
    "ChoiceTicks",
    "ChoiceTiles",
    "DateField",
    "DateParts",
    "DecimalField",
    "PearlForm",
    "Stepper",
    "ThreeWay",
    "WholeNumberField",
    "form_helper",
]
