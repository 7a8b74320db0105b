"""Making the demo clinic. Each patient is one transaction, so that stopping half-way leaves only whole patients."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from clinic.accounts.models import Site, User
from consultations.deciding import OverrideReason, is_settled, restrictions, suggested, variants_left
from consultations.demo import accounts, people
from consultations.demo.answering import answer, examine
from consultations.demo.choosing import answers_for
from consultations.demo.people import DemoPatient, DemoVisit
from consultations.flags import open_flags
from consultations.models import Consultation, Patient
from consultations.models.red_flag import Finding
from consultations.services import flags, intake, patients, review, signing
from consultations.stopping import is_stopped
from treatments.compiled_releases import compiled

People = dict[str, User]
WHY_NOT_FOLLOWED = "Discussed with the patient, who decided knowing what speaks against it."
LEFT_OPEN = "Still open. Nothing is done here until we have looked at it again."


def make(*, at: datetime) -> Iterator[str]:
    """Yields the name of each patient that was added now; what is there already is left as it is."""
    sites = accounts.make_sites()
    staff = accounts.make_people(sites, at)
    intake.newest_release()
    for number, patient in enumerate(people.PATIENTS):
        if added := _make_patient(number, patient, sites[patient.site], staff, at):
            yield added.full_name


@transaction.atomic
def _make_patient(number: int, wanted: DemoPatient, site: Site, staff: People, at: datetime) -> Patient | None:
    # Two runs at once: the second waits here and then finds the patient.
    Site.objects.select_for_update(no_key=True).get(pk=site.pk)
    began = at - timedelta(hours=wanted.visit.hours_ago)
    born = born_on(began.astimezone(site.zone).date(), wanted.years, wanted.days)
    known = Patient.objects.filter(site=site, family_name=wanted.family_name, given_name=wanted.given_name)
    if any(patient.needs == wanted.needs and patient.title == wanted.title for patient in known):
        return None
    desk = staff["desk" if wanted.site == accounts.NORTHBRIDGE else "desk2"]
    patient = patients.register(
        site=site,
        family_name=wanted.family_name,
        given_name=wanted.given_name,
        title=wanted.title,
        date_of_birth=born,
        phone=f"020 7946 {1000 + 37 * number}",
        language=wanted.language,
        needs=wanted.needs,
        by=desk,
        at=began - timedelta(minutes=6),
    )
    if wanted.visit.stage != people.NO_VISIT:
        _make_visit(number, patient, wanted.visit, desk, _dermatologist(wanted, staff), began)
    return patient


def born_on(visit_on: date, years: int, days: int) -> date:
    """So many years and days before the visit."""
    day = visit_on - timedelta(days=days)
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _dermatologist(wanted: DemoPatient, staff: People) -> User:
    if wanted.visit.second_dermatologist:
        return staff["derm3"]
    return staff["derm" if wanted.site == accounts.NORTHBRIDGE else "derm2"]


def _make_visit(number: int, patient: Patient, wanted: DemoVisit, desk: User, derm: User, began: datetime) -> None:
    visit = intake.start(patient_id=patient.pk, by=desk, at=began)
    age = visit.answers["person"]
    given = answers_for(compiled(visit.release), wanted, age, number)
    visit = answer(visit, given, by=desk, at=began + timedelta(minutes=4), share=wanted.share)
    if wanted.stage == people.CLOSED:
        _close(visit, desk, began)
    if wanted.stage in (people.INTAKE, people.CLOSED):
        return
    visit = intake.finish_intake(
        consultation_id=visit.pk, revision=visit.revision, by=desk, at=began + timedelta(minutes=8)
    )
    if wanted.stage != people.REVIEW:
        visit = examine(visit, given, by=derm, at=began + timedelta(minutes=15))
        _decide_and_end(visit, wanted, derm, began)


def _close(visit: Consultation, desk: User, began: datetime) -> None:
    review.close_unsigned(
        consultation_id=visit.pk,
        reason="The patient had to leave and will book again.",
        revision=visit.revision,
        by=desk,
        at=began + timedelta(minutes=30),
    )


def _answer_flags(visit: Consultation, derm: User, at: datetime) -> Consultation:
    """Those the examination has lifted are no concern; what is still up is sent on."""
    for flag in open_flags(visit):
        visit = flags.find(
            consultation_id=visit.pk,
            code=flag.code,
            area_number=flag.area_number,
            finding=Finding.NO_CONCERN if flag.is_lifted else Finding.REFER,
            revision=visit.revision,
            by=derm,
            at=at,
        )
    return visit


def _decide_and_end(visit: Consultation, wanted: DemoVisit, derm: User, began: datetime) -> None:
    visit = _answer_flags(visit, derm, began + timedelta(minutes=16))
    for number in range(1, len(visit.answers["areas"]) + 1):
        visit = review.decide(
            consultation_id=visit.pk,
            area_number=number,
            **_decision(visit, number, wanted, began),
            revision=visit.revision,
            by=derm,
            at=began + timedelta(minutes=18),
        )
    at = began + timedelta(minutes=20)
    visit = review.confirm(consultation_id=visit.pk, revision=visit.revision, by=derm, at=at)
    if wanted.stage == people.SIGNED:
        signing.put_signature(consultation_id=visit.pk, revision=visit.revision, by=derm, at=at + timedelta(minutes=2))
    if wanted.addendum:
        said = {"text": wanted.addendum, "reason": "The patient called."}
        signing.add_addendum(consultation_id=visit.pk, **said, by=derm, at=at + timedelta(days=7))


def _decision(visit: Consultation, number: int, wanted: DemoVisit, began: datetime) -> dict[str, Any]:
    protocol, area = compiled(visit.release), visit.suggestion["areas"][number - 1]
    method, add_on = suggested(area)
    decision: dict[str, Any] = {}
    if wanted.decision == people.OVERRIDE:
        method, add_on = _another_method(area), ""
        decision |= {"reasons": [OverrideReason.PATIENT_PREFERS], "comment": WHY_NOT_FOLLOWED}
        decision["confirmed_twice"] = bool(method) and is_stopped(area, method)
    elif not is_settled(area):
        decision |= {"reasons": [OverrideReason.COMBINE_LATER], "comment": LEFT_OPEN}
    ticks = {restricted.code for restricted in restrictions(protocol, area, method, add_on)}
    return decision | {
        "method": method,
        "variant": next(iter(variants_left(protocol, area, method)), ""),
        "add_on": add_on,
        "restrictions_ticked": tuple(ticks),
        "follow_up_on": (began + timedelta(days=42)).date() if method else None,
    }


def _another_method(area: dict[str, Any]) -> str:
    """One that is possible, else none at all."""
    verdicts = {each["method"]: each["verdict"] for each in area["methods"]}
    return next((method for method, verdict in verdicts.items() if verdict == "possible"), "")
