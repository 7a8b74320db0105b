"""Back, forward, reload and a nervous finger: nothing is lost and nothing happens twice."""

import re

import pytest
from playwright.sync_api import expect

from clinic.audit.models import Event
from consultations.demo.answering import first_offered, value_for
from consultations.intake.questions import Asked
from consultations.lifecycle import Status
from consultations.models import AnswerChange, SignedRecord
from tests.integration.clinic_factory import PASSWORD, typical
from tests.system.desk import Desk
from tests.system.doctor import Doctor

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


def in_intake(windows, visit, person, **options):
    return windows.window(Desk, person, **options).opens(f"/consultations/{visit.pk}/intake/")


def selected(desk):
    chosen = "inputs => inputs.map(input => input.name + '=' + input.value).sort()"
    return desk.page.locator("main input:checked").evaluate_all(chosen)


def shows_again(desk, address, chosen):
    expect(desk.page).to_have_url(address)
    expect(desk.page.locator("main input:checked")).to_have_count(len(chosen))
    assert selected(desk) == chosen


def fills_in(desk, clinic):
    """The line of each question that is there at first."""
    _key, area = desk.screen
    for key in desk.asked():
        asked = Asked(clinic.protocol.questions[key], area)
        desk.picks(asked.question, value_for(clinic.protocol, asked, typical()) or first_offered(asked.question))
    return desk


class TestBackForwardAndReload:
    def test_every_answer_is_still_selected_and_nobody_is_asked_to_send_again(self, clinic, windows):
        desk = in_intake(windows, clinic.in_intake(), clinic.desk)
        desk.page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        met = [sends(desk, fills_in(desk, clinic))]
        desk.marks(clinic.protocol, typical())
        met += [sends(desk, fills_in(desk, clinic)) for _screen in range(2)]
        where, said = desk.page.url, AnswerChange.objects.count()

        for address, chosen in reversed(met):
            while desk.page.url != address:
                goes(desk, desk.page.go_back)
            shows_again(desk, address, chosen)
        for address, chosen in met:
            while desk.page.url != address:
                goes(desk, desk.page.go_forward)
            shows_again(desk, address, chosen)
        desk.page.goto(where)
        desk.page.reload()

        assert desk.page.url == where
        assert AnswerChange.objects.count() == said

    def test_back_on_the_page_goes_the_same_way(self, clinic, windows):
        desk = in_intake(windows, clinic.in_intake(), clinic.desk)
        first, chosen = sends(desk, fills_in(desk, clinic))
        desk.follows("Back")

        shows_again(desk, first, chosen)


def sends(desk, _filled):
    there = desk.page.url, selected(desk)
    desk.presses("Continue")
    return there


def goes(desk, way):
    before = desk.page.url
    way()
    expect(desk.page).not_to_have_url(before)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
class TestADoubleTap:
    def test_on_continue_gives_one_answer(self, clinic, windows, scripts):
        desk = in_intake(windows, visit := clinic.in_intake(), clinic.desk, java_script_enabled=scripts)
        said = fills_in(desk, clinic).asked()
        twice(desk, "Continue")

        assert desk.page.url.endswith("/intake/places/")
        assert [AnswerChange.objects.filter(consultation=visit, question=key).count() for key in said] == [1] * 3

    def test_on_finish_hands_over_once(self, clinic, windows, scripts):
        desk = windows.window(Desk, clinic.desk, java_script_enabled=scripts)
        desk.opens(f"/consultations/{clinic.answered().pk}/intake/check/")
        twice(desk, "These are right, finish")

        desk.sees("The answers are with the doctor.")
        assert Event.objects.filter(action="intake.finished").count() == 1

    def test_on_confirm_and_on_sign_signs_once(self, clinic, windows, scripts):
        visit = clinic.decided()
        doctor = windows.window(Doctor, clinic.derm, java_script_enabled=scripts)
        doctor.opens(f"/consultations/{visit.pk}/review/")
        twice(doctor, "Go to sign")
        assert doctor.heading == "Sign the plan"
        doctor.writes(Your_user_name=clinic.derm.username, Your_password=PASSWORD)
        twice(doctor, "Sign", within="main")

        assert doctor.heading == "Queue"
        assert SignedRecord.objects.filter(consultation=visit).count() == 1
        assert Event.objects.filter(action="plan.confirmed").count() == 1


def twice(screen, name, within="body"):
    """Two taps as quick as a hand can, and the page that comes of them."""
    before = screen.page.url
    screen.button(name, screen.page.locator(within)).first.dblclick()
    expect(screen.page).not_to_have_url(re.compile(re.escape(before) + "$"))
    screen.page.wait_for_load_state()


class TestTheSamePageSentTwiceAtOnce:
    """What a lost connection or a proxy may do: both arrive, and both are told the same."""

    def test_a_screen(self, clinic, windows):
        desk = in_intake(windows, visit := clinic.in_intake(), clinic.desk)
        desk.page.route("**/intake/save/", lambda route: route.abort())
        said = fills_in(desk, clinic).asked()

        assert_told_the_same(desk, "form.question")
        assert [AnswerChange.objects.filter(consultation=visit, question=key).count() for key in said] == [1] * 3

    @pytest.mark.parametrize(
        ("state", "page", "form", "event"),
        [
            ("answered", "intake/check", "form[action$='/finish/']", "intake.finished"),
            ("in_review", "review", "form[action$='/agree/']", "plan.decided"),
            ("decided", "review", "form[action$='/agree/']", "plan.confirmed"),
        ],
    )
    def test_a_step_of_the_visit(self, clinic, windows, state, page, form, event):
        person = clinic.desk if state == "answered" else clinic.derm
        visit = getattr(clinic, state)()
        screen = windows.window(Doctor, person).opens(f"/consultations/{visit.pk}/{page}/")
        earlier = Event.objects.filter(action=event).count()

        assert_told_the_same(screen, form)
        assert Event.objects.filter(action=event).count() == earlier + 1

    def test_a_signature(self, clinic, windows):
        visit = clinic.confirmed()
        doctor = windows.window(Doctor, clinic.derm).opens(f"/consultations/{visit.pk}/sign/")
        doctor.writes(Your_user_name=clinic.derm.username, Your_password=PASSWORD)

        assert_told_the_same(doctor, ".sign-form")
        assert SignedRecord.objects.filter(consultation=visit).count() == 1


BOTH = """async (form) => {
  const send = () => fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  return (await Promise.all([send(), send()])).map((answer) => [answer.status, answer.url]);
}"""


def assert_told_the_same(screen, form):
    first, second = screen.page.locator(form).evaluate(BOTH)
    assert first == second
    assert first[0] == 200


class TestSentAgainByAnythingElse:
    def test_an_old_page_of_a_signed_visit_signs_nothing(self, clinic, windows):
        visit = clinic.confirmed()
        doctor = windows.window(Doctor, clinic.derm).opens(f"/consultations/{visit.pk}/sign/")
        old = windows.another_tab(doctor).opens(f"/consultations/{visit.pk}/sign/")
        doctor.signs()
        old.signs()

        assert SignedRecord.objects.filter(consultation=visit).count() == 1
        visit.refresh_from_db()
        assert visit.status == Status.SIGNED
