"""The front desk before the intake: finding somebody as one types, making sure who it is, and how few taps it takes."""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from consultations.demo.answering import answer
from consultations.models import Consultation, Patient
from tests.integration.clinic_factory import NOW, typical
from tests.system.desk import Desk
from tests.system.measuring import OVERFLOW, SMALL_TARGETS

pytestmark = pytest.mark.django_db(transaction=True)
TAPS_OF_WHO_COMES_BACK, TAPS_OF_SOMEBODY_NEW = 4, 9
SHARE = 0.45
STARTS = re.compile("^(Start|Carry on)")
TYPED = ["jones amy", "amy jones", "14 07 1985", "0132", "jonse"]


class Tapping(Desk):
    """Counts what a finger does; typing is not counted."""

    taps = 0

    def hits(self, target):
        self.taps += 1
        super().hits(target)


@pytest.fixture
def amy(clinic):
    return clinic.patient(date_of_birth=date(1985, 7, 14), phone="+44 7700 900132")


def found(desk):
    return desk.page.locator("[data-found] .rows a")


def types(desk, text):
    """Letter by letter, as a person does."""
    box = desk.page.get_by_role("searchbox", name="Find a patient")
    box.fill("")
    box.press_sequentially(text)
    return desk


def is_asked_something(desk):
    """What only the desk can ask comes first where it is open; then the tablet is the patient's."""
    expect(desk.page.locator("main :is(input[type=radio], input[type=checkbox], [data-map])").first).to_be_attached()
    assert re.search("/tablet/|then=hand-over", desk.page.url)


def test_t1_a_patient_who_comes_back_is_asked_after_four_taps_from_the_list(clinic, amy, windows):
    answer(clinic.in_intake(amy), typical(), by=clinic.desk, at=NOW, share=SHARE)
    desk = windows.window(Tapping, clinic.desk).opens("/today/")

    desk.follows(re.compile("JONES, Amy")).follows("Yes, this is the patient")
    desk.sees("Amy started this intake").presses("Carry on: hand the tablet").follows(STARTS)

    is_asked_something(desk)
    assert "/tablet/" in desk.page.url
    assert desk.taps <= TAPS_OF_WHO_COMES_BACK


def test_t1_and_after_four_taps_from_the_search(clinic, amy, windows):
    clinic.signed(amy)
    desk = types(windows.window(Tapping, clinic.desk).opens("/today/?show=intake"), "amy jo")

    desk.follows(re.compile("JONES, Amy")).follows("Yes, this is the patient").presses("Hand the tablet to the patient")
    desk.follows("Start")

    assert desk.heading == "Is this still right?"
    assert desk.taps <= TAPS_OF_WHO_COMES_BACK


def test_a_new_patient_is_asked_after_nine_taps_and_typing(clinic, windows):
    desk = types(windows.window(Tapping, clinic.desk).opens("/today/"), "amy jones")
    expect(desk.page.locator("[data-found]")).to_contain_text("No patient found for “amy jones”.")

    desk.presses("New patient", within=desk.page.locator("[data-found]"))
    expect(desk.page.get_by_label("Family name")).to_have_value("Jones")
    desk.writes(Day="14", Month="7", Year="1985").presses("Save and confirm identity")
    desk.presses("Hand the tablet to the patient")

    is_asked_something(desk)
    assert desk.taps <= TAPS_OF_SOMEBODY_NEW


@pytest.mark.parametrize("typed", TYPED)
def test_t6_typing_shows_the_patient_among_all_and_says_how_many(clinic, amy, windows, typed):
    clinic.patient(family_name="Kowalski", given_name="Ewa")
    desk = types(windows.window(Desk, clinic.desk).opens("/today/"), typed)

    expect(found(desk)).to_have_text([re.compile("JONES, Amy")])
    told = "No patient found for “jonse”. Near spellings:" if typed == "jonse" else "1 patient"
    expect(desk.page.locator("#live")).to_contain_text(told)
    assert typed.split()[0] not in desk.page.url
    assert desk.complaints == []


def test_typing_filters_the_list_of_today_at_once_and_without_the_network(clinic, windows):
    for family in ("Müller", "Khan", "Okafor"):
        clinic.in_intake(clinic.patient(family_name=family))
    desk = windows.window(Desk, clinic.desk).opens("/today/")
    desk.page.context.set_offline(True)
    rows = desk.page.locator("[data-filtered] > li:visible")

    types(desk, "mull am")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("MÜLLER")
    expect(desk.page.locator("[data-found]")).to_contain_text("The search did not answer.")
    types(desk, "zz")
    expect(desk.page.get_by_text("Nobody in this list fits.")).to_be_visible()
    types(desk, "k")
    expect(rows).to_have_count(1)


def test_a_late_answer_never_replaces_that_to_what_was_typed_later(clinic, windows):
    clinic.patient(family_name="Khan")
    clinic.patient(family_name="Jones")
    desk = windows.window(Desk, clinic.desk).opens("/today/")
    held = []
    asks_for_khan = re.compile("=khan(&|$)").search  # the token in the same form may hold any letters
    desk.page.route(
        "**/patients/found/",
        lambda route: held.append(route) if asks_for_khan(route.request.post_data) else route.continue_(),
    )

    box = desk.page.get_by_role("searchbox", name="Find a patient")
    box.fill("khan")
    desk.page.wait_for_timeout(400)
    box.fill("jones")
    expect(found(desk)).to_have_text([re.compile("JONES")])
    assert len(held) == 1
    held[0].abort()
    desk.page.wait_for_timeout(300)
    expect(found(desk)).to_have_text([re.compile("JONES")])


def test_many_letters_typed_at_once_ask_the_server_once(clinic, amy, windows):
    desk = windows.window(Desk, clinic.desk).opens("/today/")
    asked = []
    desk.page.on("request", lambda request: asked.append(request) if request.url.endswith("/found/") else None)

    types(desk, "jones amy")
    expect(found(desk)).to_have_count(1)

    assert len(asked) <= 2
    assert all("jones" not in request.url for request in asked)


def test_t5_two_tabs_show_two_patients_and_neither_writes_for_the_other(clinic, amy, windows):
    ben = clinic.patient(family_name="Benn", given_name="Ben")
    first = windows.window(Desk, clinic.desk).opens(f"/patients/{amy.pk}/?confirmed")
    second = windows.another_tab(first).opens(f"/patients/{ben.pk}/?confirmed")
    for tab, name in ((first, "JONES, Amy"), (second, "BENN, Ben")):
        assert name in tab.page.locator(".patient-banner").inner_text()
        assert name in tab.page.locator(".identity-name").inner_text()

    first.page.locator("main form").first.evaluate("(form, to) => { form.action = to }", f"/patients/{ben.pk}/start/")
    first.presses("Ask the patient").is_told_of_an_error("opened for another patient")

    assert not Consultation.objects.exists()
    second.presses("Ask the patient")
    assert Consultation.objects.get().patient == ben


def test_a_likely_match_is_shown_before_somebody_is_added_twice(clinic, amy, windows):
    desk = windows.window(Desk, clinic.desk).opens("/patients/new/")
    desk.fills_in_the_new_patient(family="Jonse", given="Amy", born=(7, 14, 1985))
    desk.presses("Save and confirm identity").is_told_of_an_error("month")

    desk.fills_in_the_new_patient(family="Jonse", given="Amy", born=(14, 7, 1985)).presses("Save and confirm identity")
    desk.sees("Possible match", "JONES, Amy", "14-Jul-1985").presses("It is someone else: save")
    desk.is_told_of_an_error("Say in a few words")
    desk.writes(**{"It_is_someone_else,_because…": "Cousins."}).presses("It is someone else: save")

    assert desk.heading == "Who will answer?"
    assert Patient.objects.count() == 2


def test_every_state_can_be_used_by_anybody(clinic, amy, on_both, anybody_can_use):
    clinic.in_intake(clinic.patient(family_name="Jones", given_name="Amy"))
    desk = on_both.window(Desk, clinic.desk, look_over=anybody_can_use).opens("/today/")
    for typed in ("jones", "jonse", "zzyzx"):
        types(desk, typed)
        expect(desk.page.locator("[data-found-count]")).to_contain_text(re.compile("patient"))
        anybody_can_use(desk.page)
        assert desk.page.evaluate(OVERFLOW) == 0
    for address in ("", "?confirmed", "edit/"):
        desk.opens(f"/patients/{amy.pk}/{address}")
        assert desk.page.evaluate(OVERFLOW) == 0
        if desk.touch:
            assert desk.page.evaluate(SMALL_TARGETS) == []
    desk.opens("/patients/new/").fills_in_the_new_patient(family="Jones", given="Amy", born=(14, 7, 1985))
    desk.presses("Save and confirm identity").sees("Possible match")


def test_the_list_of_today_comes_again_when_it_changed(clinic, windows):
    visit = clinic.in_intake(clinic.patient(family_name="Khan"))
    desk = windows.window(Desk, clinic.desk)
    desk.page.clock.install()
    desk.opens("/today/")
    clinic.in_intake(clinic.patient(family_name="Okafor"))
    desk.page.evaluate("document.activeElement.blur()")
    desk.page.clock.fast_forward(21_000)

    expect(desk.page.locator("[data-filtered] > li")).to_have_count(2)
    assert visit.patient.family_name.upper() in desk.page.locator("[data-filtered]").inner_text()
