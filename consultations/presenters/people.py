"""People and visits as rows and banners."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.dateformat import format as date_format
from django.utils.dates import MONTHS_3
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consultations.intake import questions
from consultations.lifecycle import Status
from consultations.models import Consultation, Patient
from consultations.waiting import is_claimed
from treatments.compiled_releases import compiled

STATES: dict[str, tuple[str | Promise, str, str]] = {
    Status.INTAKE: (gettext_lazy("In intake"), "half", ""),
    Status.REVIEW: (gettext_lazy("Ready for doctor"), "ring-dot", "ready"),
    Status.CONFIRMED: (gettext_lazy("To be signed"), "dot", "wait"),
    Status.SIGNED: (gettext_lazy("Signed"), "tick", "done"),
    Status.CLOSED_UNSIGNED: (gettext_lazy("Closed unsigned"), "ring", ""),
}


@dataclass(frozen=True, slots=True)
class PatientBanner:
    """What the banner on top of every page of a patient says."""

    family_name: str
    given_name: str
    birth_date: date
    number: str
    needs: str
    has_namesake: bool = False

    @property
    def born(self) -> str:
        """As every list writes it. Lists are long, and the date filter takes ten times as long."""
        day = self.birth_date
        return f"{day.day:02}-{str(MONTHS_3[day.month]).title()}-{day.year}"

    @classmethod
    def of(cls, patient: Patient) -> "PatientBanner":
        given = f"{patient.given_name} ({patient.title})" if patient.title else patient.given_name
        number = clinic_number(patient.clinic_number)
        # Known where the row was read for a list or a page; a new patient has been asked about before.
        has_namesake = getattr(patient, "has_namesake", False)
        return cls(patient.family_name, given, patient.date_of_birth, number, patient.needs, has_namesake)


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A patient in a list of people, without a visit."""

    ident: UUID
    patient: PatientBanner


def found_rows(patients: Sequence[Patient]) -> list[FoundRow]:
    """People of one name stand in the same list, so who shares a name is seen in it."""
    names = Counter(patient.search_name for patient in patients)
    for patient in patients:
        patient.has_namesake = names[patient.search_name] > 1
    return [FoundRow(patient.pk, PatientBanner.of(patient)) for patient in patients]


@dataclass(frozen=True, slots=True)
class Pill:
    text: str
    shape: str
    tone: str

    @classmethod
    def of(cls, status: str) -> "Pill":
        text, shape, tone = STATES[status]
        return cls(str(text), shape, tone)


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A visit in a list. `waiting` is in words, empty once nobody waits any more."""

    consultation: Consultation
    patient: PatientBanner
    pill: Pill
    waiting: str

    @classmethod
    def of(cls, consultation: Consultation, now: datetime) -> "VisitRow":
        banner, pill = PatientBanner.of(consultation.patient), Pill.of(consultation.status)
        return cls(consultation, banner, pill, waiting(consultation, now))


@dataclass(frozen=True, slots=True)
class TodayRow:
    """`words` is what typing into the box is compared with; `progress` of an intake that runs, as "4 of 9 parts";
    `open_with` the dermatologist who has the case open."""

    visit: VisitRow
    progress: str
    words: str
    open_with: str

    @classmethod
    def of(cls, consultation: Consultation, now: datetime) -> "TodayRow":
        patient = consultation.patient
        born = date_format(patient.date_of_birth, "d m Y j n y b F")
        words = f"{patient.search_name} {born} {patient.clinic_number} {clinic_number(patient.clinic_number)}"
        open_with = consultation.claimed_by.name if is_claimed(consultation, now) else ""
        return cls(VisitRow.of(consultation, now), progress(consultation), words, open_with)


def progress(consultation: Consultation) -> str:
    """Parts of the intake before the first question that nobody has met; nothing once the intake is over."""
    if consultation.status != Status.INTAKE:
        return ""
    protocol = compiled(consultation.release)
    asked = (each for each in protocol.document.questions if questions.is_asked_in_intake(each))
    steps = list(dict.fromkeys(each.step for each in sorted(asked, key=lambda question: question.number)))
    first = questions.next_open(protocol, consultation.answers)
    done = steps.index(first.question.step) if first else len(steps)
    return _("%(done)d of %(all)d parts") % {"done": done, "all": len(steps)}


def clinic_number(number: int) -> str:
    """Six digits in two groups, so that it can be read aloud."""
    digits = f"{number:06d}"
    return f"{digits[:-3]} {digits[-3:]}"


def age(born: date, today: date) -> str:
    """In months below two years, in days below two months: for a baby that is what counts."""
    days = (today - born).days
    years = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    if days < 60:
        return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    if years < 2:
        return ngettext("%(n)d month", "%(n)d months", days // 31) % {"n": days // 31}
    return ngettext("%(n)d year", "%(n)d years", years) % {"n": years}


def minutes(consultation: Consultation, now: datetime) -> int:
    return int((now - (consultation.intake_finished_at or consultation.started_at)).total_seconds() // 60)


def waiting(consultation: Consultation, now: datetime) -> str:
    if consultation.status in (Status.SIGNED, Status.CLOSED_UNSIGNED):
        return ""
    waited = max(0, minutes(consultation, now))
    if waited < 60:
        return _("%(n)d min") % {"n": waited}
    hours = waited // 60
    if hours < 24:
        return _("%(h)d h %(m)d min") % {"h": hours, "m": waited % 60}
    return ngettext("%(n)d day", "%(n)d days", hours // 24) % {"n": hours // 24}
