"""The patient side: every table carries the site."""

from consultations.models.answers import AnswerChange
from consultations.models.consultation import Consultation, PlanLine
from consultations.models.handing_over import HandOver
from consultations.models.patient import NameInUse, Patient
from consultations.models.photo import Photo, PhotoWithdrawal
from consultations.models.record import Addendum, SignedRecord

__all__ = [
    "Addendum",
    "AnswerChange",
    "Consultation",
    "HandOver",
    "NameInUse",
    "Patient",
    "Photo",
    "PhotoWithdrawal",
    "PlanLine",
    "SignedRecord",
]
