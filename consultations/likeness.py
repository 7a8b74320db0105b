"""Who could be the person that is about to be added once more."""

from datetime import date

from consultations.models import Patient
from consultations.models.patient import PatientQuerySet
from consultations.names import search_form

MOST_ALIKE = 5
MOST_BORN_ON_A_DAY = 200
LETTERS_THAT_AGREE = 2


def who_may_be(patients: PatientQuerySet, *, family_name: str, given_name: str, date_of_birth: date) -> list[Patient]:
    """Born on the same day, with a name that begins alike in either order."""
    told = _beginnings(family_name, given_name)
    same_day = patients.filter(date_of_birth=date_of_birth).order_by("search_name")[:MOST_BORN_ON_A_DAY]
    return [other for other in same_day if _beginnings(other.family_name, other.given_name) & told][:MOST_ALIKE]


def _beginnings(*names: str) -> set[str]:
    return {search_form(name)[:LETTERS_THAT_AGREE] for name in names}
