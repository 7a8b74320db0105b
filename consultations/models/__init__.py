"""The patient side: every table carries the site."""

from consultations.models.answers import AnswerChange
from consultations.models.consultation import Consultation, PlanLine
from consultations.models.patient import Patient
from consultations.models.record import Addendum, SignedRecord

__all__ = ["Addendum", "AnswerChange", "Consultation", "Patient", "PlanLine", "SignedRecord"]
