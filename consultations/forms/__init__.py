"""What people write about patients, plans and records. A form checks and hands over; it never saves."""

from consultations.forms.patients import PatientForm, SomeoneElseForm, StartForm
from consultations.forms.plans import AgreeForm, PlanForm
from consultations.forms.records import AddendumForm, CloseForm, SignForm

__all__ = [
    "AddendumForm",
    "AgreeForm",
    "CloseForm",
    "PatientForm",
    "PlanForm",
    "SignForm",
    "SomeoneElseForm",
    "StartForm",
]
