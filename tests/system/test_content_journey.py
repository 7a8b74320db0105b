"""The whole way of a change: a threshold, the case that fails, its mending, the impact, two people, a new visit."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from clinic.accounts.permissions import Role
from consultations.impact.working import work_off
from consultations.models import Consultation
from tests.integration.clinic_factory import NOW, milia, person
from tests.integration.signed_visits import many_signed
from tests.system.writer import Writer
from treatments.loading import load_document
from treatments.models import Release

pytestmark = pytest.mark.django_db(transaction=True)
RULE, OLD, TOO_FAR, NEW = "EX-26", "age_years < 18", "age_years < 27", "age_years < 21"
VISITS = 5000


@pytest.fixture
def draft(clinic):
    return load_document(document=milia(), by=None, at=NOW).protocol


@pytest.fixture
def mina(clinic):
    return person(Role.CONTENT_ADMIN, sites=[clinic.site], name="Mina Okoro")


@pytest.fixture
def paul(clinic):
    return person(Role.CONTENT_ADMIN, sites=[clinic.site], name="Paul Weber")


def at_twenty(clinic, name):
    born = timezone.now().date().replace(year=timezone.now().year - 20, month=1, day=1)
    return clinic.in_review(clinic.patient(family_name=name, date_of_birth=born))


def excluded(visit):
    return visit.suggestion["areas"][0]["excluded"]


@pytest.mark.slow
def test_a_threshold_is_changed_tested_on_past_visits_approved_and_used(clinic, draft, mina, paul, windows, in_the_way):
    many_signed(clinic, VISITS)
    waiting = at_twenty(clinic, "Before")
    assert RULE not in excluded(waiting).get("laser", [])

    looked = []
    author = windows.window(Writer, mina, kind="desktop", look_over=lambda page: looked.append(in_the_way(page)))
    author.opens("/").follows("Rules").follows(re.compile(rf"^{RULE}"))
    author.changes_the_condition(OLD, TOO_FAR).saves()
    author.sees("2 cases fail now")
    author.follows(re.compile("2 cases fail"), within=author.page.locator("body")).sees("D13", "D14")

    author.opens(f"/content/milia/rules/{RULE}/").changes_the_condition(TOO_FAR, NEW).saves()
    author.sees("All 30 cases pass").follows("Review changes")
    author.sees(f"{RULE}", "21")
    author.presses("Work out the impact", within=author.page.locator("main"))
    assert work_off() == 1
    author.opens("/content/milia/impact/").sees("5000 signed visits would come out differently")
    stopped = author.page.get_by_role("table").first
    expect(stopped).to_be_visible()

    author.opens("/content/milia/changes/").sends_for_approval()
    author.sees("Mina Okoro")
    author.opens("/").sees_no("Approve and publish now")

    approver = windows.window(Writer, paul, kind="desktop", look_over=lambda page: looked.append(in_the_way(page)))
    approver.opens("/").follows(re.compile("^Review")).sees("Mina Okoro", RULE, "1 open visit")
    approver.approves()
    assert Release.objects.get(number=2).approved_by == paul
    assert [found for found in looked if found] == []

    fresh = at_twenty(clinic, "After")
    assert (fresh.release.number, excluded(fresh)["laser"]) == (2, [RULE])
    stays = Consultation.objects.get(pk=waiting.pk)
    assert (stays.release.number, stays.suggestion) == (1, waiting.suggestion)
    doctor = windows.window(Writer, clinic.derm, kind="desktop").opens(f"/consultations/{waiting.pk}/review/")
    doctor.sees(re.compile("Release 2"))


def test_a_text_fix_takes_six_presses_over_two_people(clinic, draft, mina, paul, windows):
    author = windows.window(Writer, mina, kind="desktop").opens("/")
    author.follows("Freezing")
    author.page.locator("main textarea[name^=summary], main input[name^=summary]").first.fill("The bump is frozen.")
    author.saves().follows("Review changes", within=author.page.locator("body")).sends_for_approval()
    approver = windows.window(Writer, paul, kind="desktop").opens("/")
    approver.follows(re.compile("^Review")).approves()

    assert Release.objects.get(number=2).written_by == mina
    assert author.counted() + approver.counted() <= 6


def test_a_changed_rule_takes_eight_presses_over_two_people(clinic, draft, mina, paul, windows):
    clinic.signed(clinic.patient(family_name="Past"))
    author = windows.window(Writer, mina, kind="desktop").opens("/")
    author.follows("Rules").follows(re.compile(rf"^{RULE}")).changes_the_condition(OLD, NEW).saves()
    author.follows("Review changes", within=author.page.locator("body"))
    author.presses("Work out the impact", within=author.page.locator("main"))
    assert work_off() == 1
    author.page.wait_for_url("**/changes/")
    author.sends_for_approval()
    approver = windows.window(Writer, paul, kind="desktop").opens("/")
    approver.follows(re.compile("^Review")).approves()

    assert Release.objects.get(number=2).document.count("age_years < 21")
    assert author.counted() + approver.counted() <= 8
