"""Which visits a run takes, and what of them: their answers as signed, the site, and about how old the patient was."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from clinic.accounts.models import User
from consultations import access
from consultations.answering import at_the_start
from consultations.lifecycle import Status
from consultations.models import Consultation
from consultations.models.consultation import ConsultationQuerySet
from consultations.site_days import day_at
from treatments.age_bands import band_of
from treatments.engine.protocol import Protocol
from treatments.models import ImpactRun
from treatments.replaying import Visit

# One transaction each, of a fraction of a second.
A_PORTION = 2_000


def visits_of(user: User, slug: str) -> ConsultationQuerySet:
    """Signed ones at the sites of this person; a signature that was taken back counts no more."""
    return access.visits_of_own_sites(user).filter(status=Status.SIGNED, release__slug=slug)


def are_elsewhere(user: User, slug: str) -> bool:
    """Whether other sites have any; how many stays unsaid."""
    signed = Consultation.objects.filter(status=Status.SIGNED, release__slug=slug)
    return signed.exclude(site__in=user.sites_allowed()).exists()


class Reader:
    """Portion by portion in the order of the ids, so that nothing is read twice and little is held at once."""

    def __init__(self, run: ImpactRun, protocols: Sequence[Protocol]) -> None:
        self.protocols = protocols
        rows = Consultation.objects.filter(status=Status.SIGNED, release__slug=run.release.slug)
        self._rows = rows.filter(site__in=run.sites).order_by("pk")
        derived = [(q.key, q.derives) for each in protocols for q in each.document.questions if q.derives]
        self._known = frozenset(key for pair in derived for key in pair)
        self._ages = tuple(dict.fromkeys(age for _key, age in derived))

    def __call__(self, run: ImpactRun) -> list[Visit]:
        rows = self._rows.filter(pk__gt=run.reached) if run.reached else self._rows
        found = list(rows.values_list("pk", "site_id", "answers")[:A_PORTION])
        details = self._details([pk for pk, _site, answers in found if _lacks(answers, self._known)])
        return [self._visit(pk, site, answers, details.get(pk)) for pk, site, answers in found]

    def _visit(self, pk: UUID, site: int, answers: Any, details: Mapping[str, Any] | None) -> Visit:
        if details:
            answers = answers | {"person": {**details, **answers["person"]}}
        person = answers.get("person") if isinstance(answers, dict) else None
        ages = [person.get(key) for key in self._ages] if isinstance(person, dict) else []
        return Visit(pk, {"sites": str(site), "ages": band_of(next(filter(_is_number, ages), None))}, answers)

    def _details(self, ids: Collection[UUID]) -> dict[UUID, dict[str, Any]]:
        """What follows from the patient's details, where it was not asked in this way at the time."""
        rows = Consultation.objects.filter(pk__in=ids).select_related("site", "patient") if ids else []
        found = {}
        for visit in rows:
            born, day = visit.patient.date_of_birth, day_at(visit.site, visit.started_at)
            parts = [at_the_start(protocol, born, day)["person"] for protocol in self.protocols]
            found[visit.pk] = {key: value for part in parts for key, value in part.items()}
        return found


def _lacks(answers: Any, keys: frozenset[str]) -> bool:
    person = answers.get("person") if isinstance(answers, dict) else None
    return isinstance(person, dict) and not person.keys() >= keys


def _is_number(age: object) -> bool:
    return isinstance(age, int | float) and not isinstance(age, bool)
