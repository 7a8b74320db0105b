"""The patient side: every table carries the site."""

from consultations.models.answers import AnswerChange
from consultations.models.consent import Consent, ConsentDraft, ConsentWithdrawal
from consultations.models.consultation import Consultation, PlanLine
from consultations.models.handing_over import HandOver
from consultations.models.patient import NameInUse, Patient
from consultations.models.photo import Photo, PhotoConsentWithdrawal, PhotoWithdrawal
from consultations.models.record import Addendum, SignatureWithdrawal, SignedRecord
from consultations.models.red_flag import FlagFinding
from consultations.models.sheet import Mail, SheetHandedOut, SheetLink
from consultations.models.skip import Skip

__all__ = [
    "Addendum",
    "AnswerChange",
    "Consent",
    "ConsentDraft",
    "ConsentWithdrawal",
    "Consultation",
    "FlagFinding",
    "HandOver",
    "Mail",
    "NameInUse",
    "Patient",
    "Photo",
    "PhotoConsentWithdrawal",
    "PhotoWithdrawal",
    "PlanLine",
    "SheetHandedOut",
    "SheetLink",
    "SignatureWithdrawal",
    "SignedRecord",
    "Skip",
]
