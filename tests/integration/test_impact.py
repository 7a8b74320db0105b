"""What a draft would change for past visits, from the button to what was counted."""

import pytest

from consultations.impact.working import work_off
from tests.integration.clinic_factory import Clinic
from tests.integration.drafts_made import admin, change, milia_draft, signed_in
from tests.integration.signed_visits import many_signed
from treatments.editing.parts import Draft
from treatments.engine.documents import read_document
from treatments.engine.protocol import Protocol as ReadyProtocol
from treatments.models import ImpactRun, Protocol
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


def raise_an_indication(protocol, by):
    """The first indication that weighs little would weigh a lot."""
    code = next(rule.code for rule in Draft.read(protocol).document.rules if rule.effect == "indication")
    change(protocol, "rules", code, by, weight=-3)
    protocol.refresh_from_db()
    return code


def press(user, page, protocol, **sent):
    from uuid import uuid4

    from django.urls import reverse

    return signed_in(user).post(reverse(page, args=[protocol.slug]), {"key": uuid4(), **sent})


def test_the_button_starts_a_run_and_the_worker_counts_every_signed_visit(protocol, clinic, by):
    visits = many_signed(clinic, 60)
    raise_an_indication(protocol, by)

    assert press(by, "impact_start", protocol).status_code == 302
    assert work_off() == 1

    run = ImpactRun.objects.get()
    assert (run.state, run.done, run.total) == ("done", 60, 60)
    assert run.counts["visits"] == plainly(protocol, clinic, visits)["visits"]
    page = signed_in(by).get(f"/content/{protocol.slug}/impact/").content.decode()
    assert "60 signed visits" in page


def plainly(protocol, clinic, visits):
    draft = ReadyProtocol.of_draft(read_document(Draft.read(Protocol.objects.get(pk=protocol.pk)).raw))
    replay = Replay(clinic.protocol, draft, plainly=True)
    counts = {}
    for visit in visits:
        counts = added(counts, replay.of([Visit(visit.pk, {"sites": "1", "ages": ""}, visit.answers)]).counts)
    return counts
