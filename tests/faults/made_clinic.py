"""Run as a program on a test's own database: tables, a clinic, visits in intake, and somebody signed in for each."""

import json
import sys

import django


def main(visits: int) -> None:
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    from tests.integration.clinic_factory import Clinic

    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    clinic, made = Clinic(), []
    for number in range(visits):
        visit, window = clinic.in_intake(clinic.patient(given_name=f"Amy {number}")), Client()
        window.force_login(clinic.desk)
        session = window.cookies[settings.SESSION_COOKIE_NAME].value
        known = {"id": str(visit.pk), "patient": str(visit.patient_id), "revision": visit.revision, "session": session}
        made.append(known)
    json.dump(made, sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]))
