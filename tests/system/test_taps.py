"""How often a finger touches the tablet: a tap for each answer and one for each page; fewer where less is asked."""

import pytest

from tests.integration.clinic_factory import Clinic, milia, release_of
from tests.system.desk import Desk
from treatments.engine.cases import answers_of
from treatments.protocol_file import read_protocol

pytestmark = pytest.mark.django_db(transaction=True)
PAGES = 16
TAPS_OF_AN_ADAPTIVE_INTAKE = 45
# Thirty was hoped for. What bears on safety is never filled in from last time, and almost all that such an intake still
# asks does. What is confirmed saves two or three answers, costs a page, and may make one more method worth a question.
TAPS_OF_ONE_WHO_COMES_BACK = 44


class Tapping(Desk):
    """Counts what a finger does and the pages it comes to; typing is not counted."""

    taps = 0

    def hits(self, target):
        self.taps += 1
        super().hits(target)


@pytest.fixture
def case():
    """A woman with a few bumps, as the protocol's case of the typical adult says; she comes for herself."""
    protocol = read_protocol("treatments/protocols/milia.yaml")
    (found,) = [case for case in protocol.document.cases if case.id == "D04"]
    return answers_of(protocol, found)


def adaptive():
    """The next release asks only what can still matter."""
    policies = tuple(
        policy.model_copy(update={"chosen": "adaptive"}) if policy.key == "intake_asks" else policy
        for policy in milia().policies
    )
    release_of(milia().model_copy(update={"policies": policies}))
    return Clinic()


def taken(windows, clinic, visit, case):
    """The whole intake by the desk, up to the page where the answers are checked, and finished."""
    seen = []
    desk = windows.window(Tapping, clinic.desk, look_over=lambda page: seen.append(page.url.partition("?")[0]))
    desk.opens(f"/consultations/{visit.pk}/intake/")
    if desk.page.url.endswith("/last-time/"):
        desk.presses("Yes, all of this is still right")
    desk.answers_everything(clinic.protocol, case)
    assert desk.heading == "Check the answers"
    desk.presses("These are right, finish").sees("The answers are with the doctor.")
    visit.refresh_from_db()
    return desk.taps, len(set(seen))


def answered(visit):
    """Without what follows from the patient's details."""
    given = [item for part in (visit.answers["person"], *visit.answers["areas"]) for item in part.items()]
    asked = {question.key for question in milia().questions if not question.derives}
    return sum(key in asked and value != "unanswered" for key, value in given)


def test_a_full_intake_costs_a_tap_for_each_answer_and_one_for_each_page(clinic, windows, case):
    visit = clinic.in_intake()

    taps, pages = taken(windows, clinic, visit, case)

    assert pages <= PAGES
    assert taps <= answered(visit) + pages


def test_an_intake_that_asks_only_what_matters_costs_far_fewer(windows, clinic, case):
    clinic = adaptive()
    visit = clinic.in_intake()

    taps, _pages = taken(windows, clinic, visit, case)

    assert taps <= TAPS_OF_AN_ADAPTIVE_INTAKE


def test_somebody_who_comes_back_is_asked_again_what_bears_on_safety_and_hardly_more(windows, clinic, case):
    clinic = adaptive()
    earlier = clinic.signed()
    visit = clinic.in_intake(earlier.patient)

    taps, _pages = taken(windows, clinic, visit, case)

    assert taps <= TAPS_OF_ONE_WHO_COMES_BACK
