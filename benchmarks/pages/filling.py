"""`python -m benchmarks.pages.filling PATIENTS`: the demo clinic, so many patients more, and what the client needs.

Names come from syllables, skewed: the commonest family name is that of several per cent.
"""

import json
import sys
from typing import Any

SYLLABLES = [consonant + vowel for consonant in "bdfghjklmnprstvw" for vowel in "ao"]
NAME = "initcap(s[1 + {n} %% 32] || s[1 + {n} / 32 %% 32] || s[1 + {n} / 1024 %% 32] || 'n')"
PATIENTS = f"""
insert into consultations_patient (id, site_id, clinic_number, family_name, given_name, title, date_of_birth, phone,
    phone_digits, email, language, needs, pronouns, text_size, search_name, search_given, registered_at,
    registered_by_id, revision)
select gen_random_uuid(), %(site)s, number, family, given, '', born, phone,
    ltrim(phone, '0'), '', 'en', '', '', 'normal',
    lower(family || ' ' || given), lower(given || ' ' || family), now(), %(by)s, 1
from (
    select number, {NAME.format(n="f")} as family, {NAME.format(n="g")} as given,
        date '1930-01-01' + (random() * 33000)::int as born,
        '07' || lpad((random() * 999999999)::int::text, 9, '0') as phone
    from (
        select number, (power(random(), 4) * 5000)::int as f, (power(random(), 3) * 1400)::int as g,
            %(syllables)s::text[] as s
        from generate_series(%(first)s, %(last)s) as number
    ) as drawn
) as named
"""  # noqa: S608
FIRST_NUMBER = 1000
WAITING = 50
TERMS = 20
SLIPS = 100
USERNAME = "derm"


def main(patients: int) -> dict[str, Any]:
    from clinic import start

    start.load_django()
    from django.db import connection

    from consultations.models import Patient

    with connection.cursor() as cursor:
        fresh = "consultations_patient" not in connection.introspection.table_names(cursor)
    if fresh:
        for work in (start.collect_static_files, start.migrate, start.publish_protocol, start.fill_demo_clinic):
            work()
    _add_patients(patients)
    made = Patient.objects.filter(clinic_number__gte=FIRST_NUMBER)
    if fresh:
        _add_waiting(made)
        _add_intake(made)
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    return {"patients": Patient.objects.count(), **_visits(), "terms": _terms(made), "session": _plain_session()}


def _add_patients(wanted: int) -> None:
    from django.db import connection
    from django.db.models import Max

    from consultations.models import Patient

    here, person = _site_and_person()
    last = Patient.objects.filter(site=here).aggregate(last=Max("clinic_number"))["last"] or 0
    values = {"site": here.pk, "by": person.pk, "syllables": SYLLABLES}
    with connection.cursor() as cursor:
        cursor.execute(PATIENTS, {**values, "first": max(last + 1, FIRST_NUMBER), "last": FIRST_NUMBER + wanted - 1})
    _keep_names(here.pk)


def _keep_names(site: int) -> None:
    """As registering each of them would have done."""
    from consultations.finding.near import rows_of
    from consultations.models import NameInUse, Patient
    from consultations.names import search_form

    for field, is_family in (("family_name", True), ("given_name", False)):
        names = Patient.objects.filter(site=site).values_list(field, flat=True).distinct().order_by()
        rows = [row for name in names for row in rows_of(site, search_form(name), is_family=is_family)]
        NameInUse.objects.bulk_create(rows, batch_size=5000, ignore_conflicts=True)


def _site_and_person() -> tuple[Any, Any]:
    from clinic.accounts.models import Site, User
    from consultations.demo.accounts import NORTHBRIDGE

    return Site.objects.get(slug=NORTHBRIDGE), User.objects.get(username=USERNAME)


def _add_waiting(made: Any) -> None:
    """The visits that wait for the doctor, filled up to fifty with copies of one."""
    from consultations.lifecycle import Status
    from consultations.models import Consultation

    here, _person = _site_and_person()
    waiting = Consultation.objects.filter(site=here, status=Status.REVIEW)
    one, missing = waiting.first(), WAITING - Consultation.objects.filter(site=here).waiting_for_doctor().count()
    copies = []
    for patient in made[:missing]:
        fields = {f.attname: getattr(one, f.attname) for f in Consultation._meta.concrete_fields if f.name != "id"}
        begun = {"patient_id": patient.pk, "status": Status.INTAKE, "intake_finished_at": None, "revision": 1}
        copies.append(Consultation(**{**fields, **begun}))
    made = [copy.pk for copy in Consultation.objects.bulk_create(copies)]
    Consultation.objects.filter(pk__in=made).update(
        status=Status.REVIEW, intake_finished_at=one.intake_finished_at, revision=2
    )


def _add_intake(made: Any) -> None:
    from django.utils import timezone

    from consultations.services import intake

    intake.start(patient_id=made.order_by("-clinic_number")[0].pk, by=_site_and_person()[1], at=timezone.now())


def _visits() -> dict[str, str]:
    from consultations.lifecycle import Status
    from consultations.models import Consultation

    here, _person = _site_and_person()
    visits = Consultation.objects.filter(site=here)
    asked = visits.filter(status=Status.INTAKE, patient__clinic_number__gte=FIRST_NUMBER).first()
    reviewed = visits.filter(status=Status.REVIEW).order_by("patient__clinic_number").first()
    return {"intake": str(asked.pk), "review": str(reviewed.pk), "patient": str(reviewed.patient_id)}


def _plain_session() -> str:
    """A signed-in person for Django's default stack, as its own `login` leaves one."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    _here, person = _site_and_person()
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _terms(made: Any) -> dict[str, Any]:
    """What somebody types who looks for one of these patients; the slips with whom each should find."""
    from benchmarks.pages.slips import of_one_name, of_one_patient

    some, others = _spread(made, TERMS), _spread(made, SLIPS)
    family, given = _commonest(made, "family_name"), _commonest(made, "given_name")
    searched = {
        "three letters of the family name": [patient.family_name[:3] for patient in some],
        "family name and two letters": [f"{patient.family_name} {patient.given_name[:2]}" for patient in some],
        "three letters of each name": [f"{patient.given_name[:3]} {patient.family_name[:3]}" for patient in some],
        "date of birth": [patient.date_of_birth.strftime("%d.%m.%Y") for patient in some],
        "phone": [patient.phone for patient in some],
        "last four digits of the phone": [patient.phone[-4:] for patient in some],
        "clinic number": [str(patient.clinic_number) for patient in some],
        "worst: one letter": [patient.family_name[:1] for patient in some],
        "worst: the commonest names": [family, given, f"{given} {family}"],
    }
    slips = {
        "one slip in the family name": of_one_name(others, seed=1),
        "one slip in each name": of_one_patient(others, seed=2),
    }
    return {"searched": searched, "slips": slips}


def _spread(made: Any, wanted: int) -> list[Any]:
    """So many patients from all over the list."""
    step = max(1, made.count() // wanted)
    numbers = [FIRST_NUMBER + place * step for place in range(wanted)]
    return list(made.filter(clinic_number__in=numbers).order_by("clinic_number"))


def _commonest(made: Any, field: str) -> str:
    from django.db.models import Count

    return str(made.values(field).annotate(n=Count("pk")).order_by("-n").first()[field])


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
