"""Whose visits a run was over: who reads its figures, and for whom it says enough."""

import pytest
from django.urls import reverse

from clinic.accounts.permissions import Role
from clinic.audit.refusals import Refused
from consultations.impact.working import work_off
from tests.integration.clinic_factory import NOW, Clinic, person, site
from tests.integration.drafts_made import admin, milia_draft, signed_in
from tests.integration.impacts import changed_rule, page_of, press, standing, start
from tests.integration.signed_visits import many_signed
from treatments.editing.parts import Draft
from treatments.engine.canonical import sha256_of
from treatments.models import ImpactRun, Protocol, Submission

pytestmark = pytest.mark.django_db


@pytest.fixture
def protocol():
    return milia_draft()


@pytest.fixture
def clinic(protocol):
    return Clinic()


@pytest.fixture
def other():
    return site("Harbour")


@pytest.fixture
def of_both(clinic, other):
    return admin(sites=[clinic.site, other])


def of_all_sites(protocol, clinic, by):
    """A run over visits of which only one site has any."""
    many_signed(clinic, 7)
    changed_rule(protocol, by)
    start(protocol, by)
    work_off()


def test_who_does_not_belong_to_all_sites_of_a_run_reads_that_it_was_made_and_no_figures(
    protocol, clinic, other, of_both
):
    of_all_sites(protocol, clinic, of_both)
    assert "7 past visits were tried" in standing(protocol, of_both).words
    one = admin("Ada", sites=[other])

    found = standing(protocol, one)

    assert found.is_fresh
    assert found.run is None
    assert not any(sign.isdigit() for sign in found.words)
    for name in ("impact", "impact_progress", "draft", "draft_changes"):
        assert "7 past visits" not in page_of(one, protocol, name).content.decode()


def test_the_approver_reads_the_figures_of_their_own_sites_only(protocol, clinic, other, of_both):
    of_all_sites(protocol, clinic, of_both)
    draft = Draft.read(Protocol.objects.get(pk=protocol.pk))
    known = {"protocol": draft.protocol, "revision": draft.protocol.revision, "sha256": sha256_of(draft.raw)}
    sent = Submission.objects.create(**known, sent_by=of_both, sent_by_name=of_both.name, sent_at=NOW)
    address = reverse("submission", args=[protocol.slug, sent.pk])
    for sites, is_told in (([clinic.site, other], True), ([other], False)):
        reader = person(Role.DERMATOLOGIST, sites=sites)
        assert ("7 past visits" in signed_in(reader).get(address).content.decode()) == is_told


def test_a_run_on_its_way_tells_nobody_else_how_many_visits_there_are(protocol, clinic, other, of_both):
    many_signed(clinic, 7)
    changed_rule(protocol, of_both)
    start(protocol, of_both)
    assert "of 7 visits" in standing(protocol, of_both).words

    page = page_of(admin("Ada", sites=[other]), protocol, "impact_progress").content.decode()

    assert "<progress" in page and "7" not in page


def test_for_somebody_of_no_site_nothing_is_worked_out(protocol, clinic, of_both):
    of_all_sites(protocol, clinic, of_both)
    nobody = admin("Ada")

    assert not standing(protocol, nobody).is_fresh
    with pytest.raises(Refused, match="no site"):
        start(protocol, nobody)


def test_a_run_over_no_visits_is_not_made_while_other_sites_have_some(protocol, clinic, other):
    one = admin("Ada", sites=[other])
    changed_rule(protocol, one)
    many_signed(clinic, 3)

    answer = press(one, "impact_start", protocol)

    assert answer.status_code == 409
    assert "no visit was signed at your sites" in answer.content.decode()
    assert not ImpactRun.objects.exists() and not standing(protocol, one).is_fresh
