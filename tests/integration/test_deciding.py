"""The page on which one place is decided: change with a reason, stopped methods, what nobody may choose."""

import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinic.audit.refusals import Refused
from consultations.deciding import OverrideReason, goes_against_a_stop, needs_second_look
from consultations.lifecycle import Status
from consultations.stopping import is_stopped
from tests.integration.clinic_factory import Clinic, milia, release_of
from tests.integration.pages_sent import form_of, signed_in

pytestmark = pytest.mark.django_db
METHODS = [method.key for method in milia().methods]
WHY = {"reasons": "my_exam_differs", "comment": "Seen under the lamp."}


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def doctor(clinic):
    return signed_in(clinic.derm)


def address(visit, number=1):
    return reverse("plan_line", args=[visit.pk, number])


def read(answer):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main")[1])))


def decide(doctor, visit, number=1, **typed):
    return doctor.post(address(visit, number), form_of(visit, **typed))


def another(visit, verdict="possible"):
    return next(each["method"] for each in visit.suggestion["areas"][0]["methods"] if each["verdict"] == verdict)


def forbidding():
    policies = tuple(
        policy.model_copy(update={"chosen": "never"}) if policy.key == "override_of_hard_stops" else policy
        for policy in milia().policies
    )
    release_of(milia().model_copy(update={"policies": policies}))


def test_the_page_says_what_was_chosen_and_what_was_suggested(clinic, doctor):
    visit = clinic.in_review()
    page = read(doctor.get(address(visit) + "?method=cryo&asked=yes"))
    assert "You chose Cryotherapy" in page
    assert "The suggestion was Mechanical extraction" in page
    assert all(str(reason.label) in page for reason in OverrideReason)


def test_a_change_with_a_reason_decides_confirms_and_leads_to_signing(clinic, doctor):
    visit = clinic.in_review(count="6_20", spread="wide")
    method = another(visit)

    answer = decide(doctor, visit, method=method, reasons="patient_prefers")

    assert answer.url == reverse("sign", args=[visit.pk])
    line = visit.plan_lines.get()
    assert (line.method, line.agrees, line.reasons) == (method, False, ["patient_prefers"])


def test_while_another_place_is_open_the_page_leads_back_to_the_review(clinic, doctor):
    visit = clinic.in_review(areas=2)
    assert "Save this decision" in read(doctor.get(address(visit) + "?instead=watch_and_wait"))

    answer = decide(doctor, visit, instead="watch_and_wait", reasons="patient_prefers")

    assert answer.url == reverse("review", args=[visit.pk]) + "#area-1"
    visit.refresh_from_db()
    assert visit.status == Status.REVIEW
    assert "Go to sign" in read(doctor.get(address(visit, 2) + "?instead=watch_and_wait"))


WITHOUT = [("watch_and_wait", {}), ("refer", {}), ("something_else", {"own_words": "A zinc cream."})]


@pytest.mark.parametrize(("instead", "more"), WITHOUT)
def test_what_is_done_without_a_method_is_chosen_like_one(clinic, doctor, instead, more):
    visit = clinic.in_review()
    assert decide(doctor, visit, instead=instead, reasons="my_exam_differs", **more).status_code == 302
    line = visit.plan_lines.get()
    assert (line.method, line.without_method, line.own_words) == ("", instead, more.get("own_words", ""))


def test_something_else_is_said_in_own_words(clinic, doctor):
    visit = clinic.in_review()
    answer = decide(doctor, visit, instead="something_else", reasons="my_exam_differs")
    assert answer.status_code == 422
    assert "Write in your own words" in read(answer)


def test_nothing_chosen_or_two_things_chosen_decides_nothing(clinic, doctor):
    visit = clinic.in_review()
    for said in ({}, {"method": "cryo", "instead": "refer"}, {"method": "magic"}, {"instead": "magic"}):
        assert decide(doctor, visit, **said, **WHY).status_code == 422
    assert not visit.plan_lines.exists()


def test_the_details_of_the_method_are_kept_and_come_back(clinic, doctor):
    visit = clinic.in_review(areas=2)
    method = visit.suggestion["areas"][0]["method"]
    typed = {"details-1-spots": "6", "details-1-numbing": "cream"}
    assert decide(doctor, visit, method=method, **typed).status_code == 302
    assert visit.plan_lines.get().details == {"numbing": "cream", "spots": 6}

    page = doctor.get(address(visit)).content.decode()
    assert re.search(r'name="details-1-spots"[^>]*value="6"', page)
    assert re.search(r'value="cream"[^>]*selected', page)


def test_a_detail_out_of_its_limits_is_told_with_a_link_to_its_field(clinic, doctor):
    visit = clinic.in_review()
    method = visit.suggestion["areas"][0]["method"]

    answer = decide(doctor, visit, method=method, **{"details-1-spots": "61"})

    assert answer.status_code == 422
    assert 'href="#id_details-1-spots"' in answer.content.decode()
    assert not visit.plan_lines.exists()


def test_a_stopped_method_shows_why_and_needs_reason_and_comment_and_no_second_page(clinic, doctor):
    visit = clinic.in_review(keloid_history="yes")
    stopped = another(visit, "excluded")
    page = read(doctor.get(address(visit) + f"?method={stopped}&asked=yes"))
    assert "This was stopped for this patient" in page
    assert clinic.protocol.rule("EX-09").because in page

    for left_out, why in (("reasons", "at least one reason"), ("comment", "Write in the comment")):
        answer = decide(doctor, visit, method=stopped, **{k: v for k, v in WHY.items() if k != left_out})
        assert answer.status_code == 422
        assert why in read(answer)
    assert decide(doctor, visit, method=stopped, **WHY).url == reverse("sign", args=[visit.pk])


def test_a_grave_stop_asks_once_more_on_a_page_of_its_own_that_says_what_and_why(clinic, doctor):
    visit = clinic.in_review(area="under_eye")

    asked = decide(doctor, visit, method="cryo", **WHY)
    page = read(asked)

    assert asked.status_code == 200
    assert not visit.plan_lines.exists()
    assert "Confirm once more" in page
    assert clinic.protocol.rule("EX-10").because in page
    assert "My exam differs" in page
    assert "Seen under the lamp." in page
    carried = dict(re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', asked.content.decode()))
    sent = {k: unescape(v) for k, v in carried.items() if k != "csrfmiddlewaretoken"}
    assert doctor.post(address(visit), sent | {"confirmed_twice": "on"}).url == reverse("sign", args=[visit.pk])
    line = visit.plan_lines.get()
    assert (line.method, line.confirmed_twice, line.comment) == ("cryo", True, "Seen under the lamp.")


def test_from_the_second_page_one_goes_back_with_everything_typed(clinic, doctor):
    visit = clinic.in_review(area="under_eye")
    answer = decide(doctor, visit, method="cryo", back="back", **WHY, **{"details-1-seconds": "5"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Seen under the lamp." in page
    assert re.search(r'name="details-1-seconds"[^>]*value="5"', page)
    assert re.search(r'value="my_exam_differs"[^>]*checked', page)
    assert not visit.plan_lines.exists()


def test_the_second_page_does_not_come_while_a_reason_or_the_comment_is_missing(clinic, doctor):
    visit = clinic.in_review(area="under_eye")
    assert decide(doctor, visit, method="cryo", reasons="my_exam_differs").status_code == 422
    assert decide(doctor, visit, method="cryo", comment="Seen.").status_code == 422


def test_the_second_yes_cannot_be_sent_in_the_place_of_the_reasons(clinic, doctor):
    visit = clinic.in_review(area="under_eye")
    assert decide(doctor, visit, method="cryo", confirmed_twice="on").status_code == 422
    assert not visit.plan_lines.exists()


def test_what_the_clinic_never_overrides_has_no_button_and_no_way(clinic, doctor):
    forbidding()
    visit = clinic.in_review(area="under_eye")

    page = doctor.get(address(visit) + "?method=cryo&asked=yes").content.decode().split("<main")[1]
    assert "Nobody chooses this here" in page
    assert 'name="reasons"' not in page
    assert "no override" in page

    answer = decide(doctor, visit, method="cryo", confirmed_twice="on", **WHY)
    assert answer.status_code == 409
    assert "never overrides" in read(answer)
    assert not visit.plan_lines.exists()


def test_my_exam_differs_leads_to_the_answers_behind_the_suggestion(clinic, doctor):
    visit = clinic.in_review()
    page = doctor.get(address(visit) + "?method=cryo&asked=yes").content.decode()
    methods = visit.suggestion["areas"][0]["methods"]
    leader = next(each for each in methods if each["verdict"] == "suggested")
    keys = {key for reason in leader["reasons"] if reason["truth"] is True for key in reason["answers"]}
    asked = {key for key in keys if key in clinic.protocol.questions}
    assert asked
    for key in asked:
        about = clinic.protocol.questions[key].about
        name, place = (
            ("answer_correct_area", [visit.pk, 1, key]) if about == "area" else ("answer_correct", [visit.pk, key])
        )
        assert f'href="{reverse(name, args=place)}"' in page


def test_the_rule_is_wrong_asks_which_and_says_that_no_name_goes_along(clinic, doctor):
    visit = clinic.in_review()
    page = doctor.get(address(visit) + "?method=cryo&asked=yes").content.decode()
    assert "Do not write names" in page
    rule = re.search(r'name="doubted" value="([^"]+)"', page)[1]

    decide(doctor, visit, instead="watch_and_wait", reasons="rule_is_wrong", doubted=rule)
    assert visit.plan_lines.get().doubted == [rule]


def test_a_rule_that_was_ticked_without_the_reason_is_not_doubted(clinic, doctor):
    visit = clinic.in_review()
    page = doctor.get(address(visit) + "?instead=refer").content.decode()
    rule = re.search(r'name="doubted" value="([^"]+)"', page)[1]
    decide(doctor, visit, instead="refer", reasons="other", comment="Said.", doubted=rule)
    assert visit.plan_lines.get().doubted == []


def test_a_red_flag_without_a_finding_lets_no_method_pass_whatever_is_sent(clinic, doctor):
    visit = clinic.in_review(symptoms=["bleeding"])
    for said in ({}, WHY, WHY | {"confirmed_twice": "on"}):
        answer = decide(doctor, visit, method="extraction", **said)
        visit.refresh_from_db()
        assert visit.status == Status.REVIEW
        assert answer.status_code in (200, 302, 409, 422)
    assert doctor.post(reverse("confirm", args=[visit.pk]), form_of(visit)).status_code == 409
    assert doctor.post(reverse("sign", args=[visit.pk]), form_of(visit, password="x")).status_code in (302, 409)
    visit.refresh_from_db()
    assert visit.status == Status.REVIEW


def test_the_page_asks_the_database_as_often_for_many_places_as_for_one(clinic, doctor):
    counts = []
    for areas in (1, 4):
        visit = clinic.in_review(areas=areas)
        doctor.get(address(visit) + "?method=cryo&asked=yes")
        with CaptureQueriesContext(connection) as asked:
            doctor.get(address(visit) + "?method=cryo&asked=yes")
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 22, counts


CHOICES = st.fixed_dictionaries(
    {"method": st.sampled_from(METHODS)},
    optional={
        "add_on": st.sampled_from(METHODS),
        "reasons": st.lists(st.sampled_from(OverrideReason.values), max_size=2, unique=True),
        "comment": st.sampled_from(["", " ", "Seen."]),
        "confirmed_twice": st.booleans(),
    },
)
ANSWERS = st.sampled_from(
    [
        {"area": "under_eye"},
        {"keloid_history": "yes"},
        {"cold_condition": "unknown"},
        {"pregnancy": "yes"},
        {"active_infection_area": "yes"},
        {"symptoms": None},
        {"wants_treatment": "no"},
    ]
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(differs=ANSWERS, said=CHOICES, never=st.booleans())
def test_no_stopped_method_gets_into_the_plan_without_its_words(clinic, differs, said, never):
    if never:
        forbidding()
    visit = clinic.in_review(clinic.patient(), **differs)
    try:
        clinic.decide(visit, **said)
    except Refused:
        assert not visit.plan_lines.exists()
        return
    area, line = visit.suggestion["areas"][0], visit.plan_lines.get()
    protocol = clinic.protocol
    for method in filter(None, (line.method, line.add_on)):
        if not line.agrees and is_stopped(area, method):
            assert line.reasons
            assert line.comment.strip()
    assert goes_against_a_stop(area, line) <= bool(line.comment.strip())
    assert needs_second_look(protocol, area, line) <= line.confirmed_twice
