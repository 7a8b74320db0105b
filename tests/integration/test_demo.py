import io
import unicodedata

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from clinic.accounts.models import Site, User
from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from consultations.demo import accounts, clinic, people
from consultations.lifecycle import Status
from consultations.models import Addendum, Consultation, Patient, PlanLine
from tests.integration.clinic_factory import NOW, release

pytestmark = pytest.mark.django_db


@pytest.fixture
def published():
    return release()


def demo(*arguments):
    out = io.StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


def counts():
    return [model.objects.count() for model in (Site, User, Patient, Consultation, PlanLine, Addendum, Event)]


def test_the_demo_clinic_has_everything_to_look_at_and_a_second_run_adds_nothing(published):
    said = demo()

    assert accounts.SIGN_IN_WITH in said
    assert all(person.username in said for person in accounts.PEOPLE)
    assert Patient.objects.count() == len(people.PATIENTS) == 40
    look_at_accounts()
    look_at_visits()
    look_at_names()
    before = counts()
    assert "0 patients added" in demo()
    assert counts() == before
    out = io.StringIO()
    call_command("verify_records", stdout=out)
    assert out.getvalue().endswith(" 0 bad\n")


def look_at_accounts():
    for site in Site.objects.all():
        assert {user.role for user in site.people.all()} == set(Role.values)
    assert len({site.timezone for site in Site.objects.all()}) == 2
    assert User.objects.get(username="derm3").sites.count() == 2


def look_at_visits():
    assert set(Consultation.objects.values_list("status", flat=True)) == set(Status)
    waiting = Consultation.objects.filter(status=Status.REVIEW)
    outcomes = {visit.suggestion["outcome"] for visit in waiting}
    assert outcomes == {"suggest", "needs_answer", "examine_first", "no_treatment"}
    assert any(len(visit.suggestion["areas"]) > 1 for visit in waiting)
    signed = PlanLine.objects.filter(consultation__status=Status.SIGNED)
    assert {line.agrees for line in signed} == {True, False}
    assert Addendum.objects.exists()
    assert Patient.objects.filter(consultations=None).exists()
    depth = {len(visit.answers["person"]) for visit in Consultation.objects.filter(status=Status.INTAKE)}
    assert len(depth) > 3


def look_at_names():
    scripts = {
        unicodedata.name(sign).split()[0]
        for patient in Patient.objects.all()
        for sign in patient.full_name
        if sign.isalpha()
    }
    assert scripts >= {
        "LATIN",
        "GREEK",
        "CYRILLIC",
        "ARABIC",
        "HEBREW",
        "CJK",
        "HIRAGANA",
        "HANGUL",
        "DEVANAGARI",
        "THAI",
    }


@pytest.mark.faults
def test_a_demo_that_was_stopped_goes_on_where_it_was(published, monkeypatch):
    monkeypatch.setattr(people, "PATIENTS", people.PATIENTS[:4])
    whole = clinic.signing.put_signature
    monkeypatch.setattr(clinic.signing, "put_signature", lambda **given: whole(**given) and 1 / 0)
    with pytest.raises(ZeroDivisionError):
        list(clinic.make(at=NOW))
    monkeypatch.setattr(clinic.signing, "put_signature", whole)

    assert Patient.objects.count() == 1
    assert len(list(clinic.make(at=NOW))) == 3
    assert list(clinic.make(at=NOW)) == []


def test_a_production_installation_gets_no_demo_by_accident(published, monkeypatch):
    monkeypatch.setattr(people, "PATIENTS", ())
    monkeypatch.setattr(settings, "ENV", type("Production", (), {"production": True}))
    with pytest.raises(CommandError, match="production"):
        demo()

    assert not User.objects.exists()
    assert "patients added" in demo("--i-know")


def test_without_a_protocol_the_demo_says_what_to_do():
    with pytest.raises(CommandError, match="No protocol is published"):
        demo()
