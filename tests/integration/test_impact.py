"""What a draft would change for past visits: who may see it, when it is out of date, and that it is counted once."""

from datetime import timedelta

import pytest
from django.urls import reverse

from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from consultations.impact import visits as reading
from consultations.impact.visits import visits_of
from consultations.impact.working import work, work_off
from consultations.services.signing import withdraw_signature
from tests.integration.clinic_factory import NOW, Clinic, person, release_of
from tests.integration.drafts_made import admin, change, milia_draft
from tests.integration.impacts import changed_rule, page_of, press, standing, start
from tests.integration.signed_visits import many_signed, signed_with
from treatments import impact_running
from treatments.editing.parts import Draft
from treatments.engine.documents import read_document
from treatments.engine.protocol import Protocol as ReadyProtocol
from treatments.loading import load_document
from treatments.models import ImpactChange, ImpactRun, Protocol
from treatments.replaying import Replay, Visit, added

pytestmark = pytest.mark.django_db


@pytest.fixture
def protocol():
    return milia_draft()


@pytest.fixture
def clinic(protocol):
    return Clinic()


@pytest.fixture
def by(clinic):
    return admin(sites=[clinic.site])


def plainly(protocol, clinic, visits):
    draft = ReadyProtocol.of_draft(read_document(Draft.read(Protocol.objects.get(pk=protocol.pk)).raw))
    replay, counts = Replay(clinic.protocol, draft, plainly=True), {}
    for visit in visits:
        counts = added(counts, replay.of([Visit(visit.pk, {}, visit.answers)]).counts)
    return counts


# What is counted


def test_the_button_starts_a_run_and_the_worker_counts_every_signed_visit(protocol, clinic, by, monkeypatch):
    monkeypatch.setattr(reading, "A_PORTION", 7)
    visits = many_signed(clinic, 40)
    code = changed_rule(protocol, by)
    assert press(by, "impact_start", protocol).url == reverse("impact", args=[protocol.slug])
    assert work_off() == 1
    run, wanted = ImpactRun.objects.get(), plainly(protocol, clinic, visits)
    assert (run.state, run.done, run.total) == ("done", 40, 40)
    assert {name: run.counts[name] for name in ("visits", "areas", "matrix", "rules", "dropped")} == {
        name: wanted[name] for name in ("visits", "areas", "matrix", "rules", "dropped")
    }
    assert run.changes.count() == wanted["areas"]["total"] - wanted["areas"]["same"] > 0
    assert {tuple(rules) for rules in run.changes.values_list("rules", flat=True)} == {(code,)}
    assert "40 signed visits" in page_of(by, protocol).content.decode()


def test_only_signatures_that_stand_are_replayed(protocol, clinic, by):
    changed_rule(protocol, by)
    signed = clinic.signed()
    clinic.confirmed()
    assert visits_of(by, protocol.slug).get() == signed
    start(protocol, by)
    work_off()
    assert ImpactRun.objects.get().done == 1
    soon = NOW + timedelta(minutes=1)
    withdraw_signature(consultation_id=signed.pk, record_id=signed.record.pk, by=clinic.derm, at=soon)
    assert not visits_of(by, protocol.slug).exists()


def test_a_run_is_good_for_every_draft_that_decides_the_same(protocol, clinic, by):
    many_signed(clinic, 5)
    assert standing(protocol, by).state == "unchanged"
    code = changed_rule(protocol, by)
    assert not standing(protocol, by).is_fresh
    start(protocol, by)
    work_off()
    assert standing(protocol, by).is_fresh
    change(protocol, "rules", code, by, because="The same in other words.")
    assert standing(protocol, by).is_fresh
    change(protocol, "rules", code, by, weight=1)
    assert standing(protocol, by).state == "needed"
    assert "out of date" in page_of(by, protocol).content.decode()


def test_another_live_release_makes_it_out_of_date(protocol, clinic, by):
    changed_rule(protocol, by)
    start(protocol, by)
    work_off()
    document = clinic.protocol.document
    release_of(document.model_copy(update={"rules": document.rules[1:]}))
    assert standing(protocol, by).state == "needed"


def test_answers_of_older_releases_are_carried_over_and_what_is_lost_is_counted(protocol, clinic, by):
    signed_with(clinic, [{"person": {"asked_once": "yes"}, "areas": [{}]}])
    changed_rule(protocol, by)
    start(protocol, by)
    work_off()
    run = ImpactRun.objects.get()
    assert run.counts["dropped"] == {"live": 1, "draft": 1}
    # The age was not among the answers; it follows from the patient's details.
    assert set(run.counts["groups"]["ages"]) == {"30-39"}
    assert "1 answer of older releases" in page_of(by, protocol).content.decode()


# Who sees it


def test_a_run_takes_visits_of_the_sites_of_who_starts_it_only(protocol, clinic, by):
    other = Clinic()
    many_signed(clinic, 4)
    many_signed(other, 6)
    changed_rule(protocol, by)
    start(protocol, by)
    work_off()
    assert ImpactRun.objects.get().done == 4
    assert set(ImpactChange.objects.values_list("site_id", flat=True)) <= {clinic.site.pk}


def test_who_lacks_one_of_its_sites_sees_no_run_and_needs_an_own_one(protocol, clinic, by):
    other = Clinic()
    many_signed(clinic, 4)
    by.sites.add(other.site)
    changed_rule(protocol, by)
    start(protocol, by)
    work_off()
    fewer = admin("Ola Berg", sites=[other.site])
    assert "4 signed visits" in page_of(by, protocol).content.decode()
    assert "signed visits would" not in page_of(fewer, protocol).content.decode()
    assert page_of(fewer, protocol, "impact_changes").status_code == 302
    # What it found stands for the smaller clinic too, so nothing is in the way of publishing.
    assert standing(protocol, fewer).is_fresh
    by.sites.add(Clinic().site)
    assert not standing(protocol, by).is_fresh


def test_a_content_admin_sees_no_name_and_no_way_to_a_patient(protocol, clinic, by):
    visits = many_signed(clinic, 30)
    changed_rule(protocol, by)
    start(protocol, by)
    work_off()
    for name in ("impact", "impact_changes"):
        page = page_of(by, protocol, name).content.decode()
        assert "Madeup" not in page
        assert "/consultations/" not in page and "/patients/" not in page
        assert not [visit for visit in visits if str(visit.pk) in page]


def test_a_dermatologist_who_may_approve_reads_it_and_starts_nothing(protocol, clinic, by):
    many_signed(clinic, 30)
    changed_rule(protocol, by)
    start(protocol, by)
    work_off()
    page = page_of(clinic.derm, protocol).content.decode()
    assert "30 signed visits" in page and "impact/start/" not in page
    assert "/record/" in page_of(clinic.derm, protocol, "impact_changes").content.decode()
    for button in ("impact_start", "impact_cancel"):
        assert press(clinic.derm, button, protocol).status_code == 403
    for role in (Role.FRONT_DESK, Role.MANAGER):
        assert page_of(person(role, sites=[clinic.site]), protocol).status_code == 403


# How it goes


def test_the_same_button_twice_is_one_run_and_an_edit_makes_another(protocol, clinic, by):
    changed_rule(protocol, by)
    first = start(protocol, by)
    assert start(protocol, by) == first
    changed_rule(protocol, by, weight=1)
    second = start(protocol, by)
    first.refresh_from_db()
    assert (first.state, second.state) == ("cancelled", "waiting")


def test_a_cancelled_run_is_not_gone_on_with(protocol, clinic, by, monkeypatch):
    monkeypatch.setattr(reading, "A_PORTION", 4)
    many_signed(clinic, 12)
    changed_rule(protocol, by)
    run = start(protocol, by)
    portions = iter([False, False, True, True])
    work_off(is_over=lambda: next(portions))
    run.refresh_from_db()
    assert (run.state, run.done) == ("running", 4)
    press(by, "impact_cancel", protocol)
    run.beat_at = ImpactRun.objects.get(pk=run.pk).beat_at
    work(ImpactRun.objects.get(pk=run.pk))
    assert work_off() == 0
    run.refresh_from_db()
    assert (run.state, run.done) == ("cancelled", 4)
    assert Event.objects.filter(action="impact.cancelled", details__reached=4).exists()
    assert "was cancelled" in page_of(by, protocol).content.decode()


def test_only_a_worker_that_fell_silent_loses_its_run(protocol, clinic, by):
    many_signed(clinic, 3)
    changed_rule(protocol, by)
    start(protocol, by)
    held = impact_running.take_next(NOW)
    assert impact_running.take_next(NOW + timedelta(seconds=5)) is None
    taken_over = impact_running.take_next(NOW + timedelta(seconds=20))
    assert taken_over == held
    work(held)
    assert ImpactRun.objects.get().done == 0
    work(taken_over)
    assert (ImpactRun.objects.get().done, ImpactRun.objects.get().state) == (3, "done")


@pytest.mark.parametrize("answers", [{"person": []}, [], {"person": {}, "areas": ["x"]}])
def test_answers_that_cannot_be_read_end_the_run_with_plain_words(protocol, clinic, by, answers):
    many_signed(clinic, 3)
    signed_with(clinic, [answers])
    changed_rule(protocol, by)
    run = start(protocol, by)
    work_off()
    run.refresh_from_db()
    assert (run.state, run.fault) == ("failed", "answers")
    assert "The answers of a visit could not be read." in page_of(by, protocol).content.decode()
    assert work_off() == 0


def test_a_draft_that_cannot_be_read_ends_the_run_with_plain_words(protocol, clinic, by):
    changed_rule(protocol, by)
    run = start(protocol, by)
    ImpactRun.objects.filter(pk=run.pk).update(document='{"format": 99}')
    work_off()
    run.refresh_from_db()
    assert (run.state, run.fault) == ("failed", "draft")
    assert "could not be read" in page_of(by, protocol).content.decode()


def test_nothing_live_needs_no_run(clinic, by):
    raw = Draft.read(Protocol.objects.get()).raw | {"slug": "another"}
    another = load_document(document=read_document(raw), by=None, at=NOW).protocol
    assert standing(another, by).is_fresh
    assert press(by, "impact_start", another).status_code == 409
