"""Back, forward, reload and a nervous finger: nothing is lost and nothing happens twice."""

import re

import pytest
from playwright.sync_api import expect

from clinic.audit.models import Event
from consultations.lifecycle import Status
from consultations.models import AnswerChange, SignedRecord
from tests.integration.clinic_factory import PASSWORD, typical
from tests.system.desk import Desk
from tests.system.doctor import Doctor

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


def in_intake(windows, visit, person, **options):
    return windows.window(Desk, person, **options).opens(f"/consultations/{visit.pk}/intake/")


def selected(desk):
    return desk.page.locator("main input:checked").evaluate_all("inputs => inputs.map(input => input.value)")


class TestBackForwardAndReload:
    def test_every_answer_is_still_selected_and_nobody_is_asked_to_send_again(self, clinic, windows):
        desk = in_intake(windows, clinic.in_intake(), clinic.desk)
        desk.page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        met = []
        for _question in range(4):
            key, _area = desk.asked
            desk.answers(clinic.protocol.questions[key], value := _value(clinic, key))
            met.append((key, value))
        where, said = desk.page.url, AnswerChange.objects.count()

        for key, value in reversed(met):
            desk.page.go_back()
            assert (desk.asked[0], selected(desk)) == (key, [value])
        for key, value in met:
            assert (desk.asked[0], selected(desk)) == (key, [value])
            desk.page.go_forward()
        desk.page.reload()

        assert desk.page.url == where
        assert AnswerChange.objects.count() == said

    def test_back_on_the_page_goes_the_same_way(self, clinic, windows):
        desk = in_intake(windows, clinic.in_intake(), clinic.desk)
        first, _area = desk.asked
        desk.answers(clinic.protocol.questions[first], value := _value(clinic, first)).follows("Back")

        assert (desk.asked[0], selected(desk)) == (first, [value])


def _value(clinic, key):
    return typical().person.get(key) or clinic.protocol.questions[key].options[0].value


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
class TestADoubleTap:
    def test_on_continue_gives_one_answer(self, clinic, windows, scripts):
        desk = in_intake(windows, visit := clinic.in_intake(), clinic.desk, java_script_enabled=scripts)
        key, _area = desk.asked
        desk.picks(clinic.protocol.questions[key], _value(clinic, key))
        twice(desk, "Continue")

        assert desk.asked[0] != key
        assert AnswerChange.objects.filter(consultation=visit, question=key).count() == 1

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
        twice(doctor, "Confirm the plan, go to sign")
        assert doctor.heading == "Sign the plan"
        doctor.writes(Your_password=PASSWORD)
        twice(doctor, "Sign", within="main")

        assert doctor.heading == "Signed record"
        assert SignedRecord.objects.filter(consultation=visit).count() == 1
        assert Event.objects.filter(action="plan.confirmed").count() == 1


def twice(screen, name, within="body"):
    """Two taps as quick as a hand can, and the page that comes of them."""
    before = screen.page.url
    screen.button(name, screen.page.locator(within)).dblclick()
    expect(screen.page).not_to_have_url(re.compile(re.escape(before) + "$"))
    screen.page.wait_for_load_state()


class TestTheSamePageSentTwiceAtOnce:
    """What a lost connection or a proxy may do: both arrive, and both are told the same."""

    def test_an_answer(self, clinic, windows):
        desk = in_intake(windows, visit := clinic.in_intake(), clinic.desk)
        key, _area = desk.asked
        desk.picks(clinic.protocol.questions[key], _value(clinic, key))

        assert_told_the_same(desk, "form.question")
        assert AnswerChange.objects.filter(consultation=visit, question=key).count() == 1

    @pytest.mark.parametrize(
        ("state", "page", "form", "event"),
        [
            ("answered", "intake/check", "form[action$='/finish/']", "intake.finished"),
            ("in_review", "review", "form[action$='/agree/']", "plan.decided"),
            ("decided", "review", "form[action$='/confirm/']", "plan.confirmed"),
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
        doctor.writes(Your_password=PASSWORD)

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
