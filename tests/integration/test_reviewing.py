"""The review page: what stands on it, in which order, and what a dermatologist can do there without scripts."""

import re
from uuid import UUID

import pytest
from django.urls import reverse

from clinic.accounts.permissions import Role
from consultations.lifecycle import Status
from consultations.models import AnswerChange, FlagFinding
from consultations.models.answers import GivenBy
from consultations.services import intake
from tests.integration.clinic_factory import NOW, Clinic, person
from tests.integration.pages_sent import form_of, signed_in

pytestmark = pytest.mark.django_db
MANY = {"count": "21_plus", "spread": "wide"}


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def doctor(clinic):
    return signed_in(clinic.derm)


def page_of(client, visit):
    answer = client.get(reverse("review", args=[visit.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def words_of(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def part(page, begins, ends):
    return page[page.index(begins) : page.index(ends, page.index(begins))]


def post(client, name, visit, *args, **typed):
    return client.post(reverse(name, args=[visit.pk, *args]), form_of(visit, **typed))


# Order


def test_facts_are_read_before_the_suggestion_and_flags_before_both(clinic, doctor):
    page = page_of(doctor, clinic.in_review(symptoms=["bleeding"]))
    places = [page.index(f'id="{ident}"') for ident in ("red-flags", "known", "suggestion", "then")]

    assert places == sorted(places)
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", page, re.S)
    assert [words_of(each).strip()[:2].strip() for each in headings if "review-number" in each] == ["1", "2", "4"]


def test_a_suggestion_comes_with_its_aftercare_in_short(clinic, doctor):
    page = page_of(doctor, clinic.in_review())

    assert "Aftercare that goes with it" in page
    assert "Today, " in part(page, 'id="care"', "</section>")


# Reasons


def test_every_reason_opens_its_rule_its_release_its_sources_and_the_answer_to_correct(clinic, doctor):
    visit = clinic.in_review()
    area = visit.suggestion["areas"][0]
    chosen = next(each for each in area["methods"] if each["method"] == area["method"])
    page = page_of(doctor, visit)

    for reason in chosen["reasons"]:
        row = part(page, f'-{reason["rule"]}">', "</details>")
        assert reverse("rule", args=["milia", 1, reason["rule"]]) in row
        assert f"{reason['rule']}, release 1" in row
        for key in reason["answers"]:
            question = clinic.protocol.asking[key]
            name, args = ("answer_correct_area", [1]) if question.about == "area" else ("answer_correct", [])
            assert question.derives or reverse(name, args=[visit.pk, *args, key]) in row
        for source in reason["sources"]:
            assert clinic.protocol.sources[source].title.split("'")[0].split("&")[0] in row


def test_a_reason_kept_from_one_patient_leads_to_the_answers_of_the_next(clinic, doctor):
    first, second = (clinic.in_review(clinic.patient(family_name=name)) for name in ("Ash", "Birch"))
    page_of(doctor, first)
    page = page_of(doctor, second)

    assert str(first.pk) not in page
    assert str(UUID(int=0)) not in page


def test_reasons_for_come_weightiest_first_and_at_most_five_unfolded(clinic, doctor):
    visit = clinic.in_review(**MANY)
    page = page_of(doctor, visit)
    area = visit.suggestion["areas"][0]
    rows = next(each for each in area["methods"] if each["method"] == area["method"])["reasons"]
    weights = {each["rule"]: each["weight"] for each in rows if each.get("weight", 0) > 0 and each["truth"]}
    shown = re.findall(rf'id="why-1-{area["method"]}-for-([\w-]+)"', page)

    assert [weights[code] for code in shown] == sorted(weights.values(), reverse=True)
    for group in re.findall(r'<section class="reasons--\w+">(.*?)</section>', page, re.S):
        assert group.partition('class="rest"')[0].count('<details class="reason"') <= 5


def test_other_methods_say_their_counts_what_makes_the_difference_and_what_is_done_without_one(clinic, doctor):
    page = page_of(doctor, clinic.in_review(pregnancy="yes"))
    others = part(page, 'id="others-1"', 'id="care"')

    assert "Override with reason" in others
    assert re.search(r"stopped by \d", others)
    for way in ("watch_and_wait", "something_else"):
        assert f"?instead={way}" in others


# Facts


def test_a_correction_stands_beside_what_the_patient_said(clinic, doctor):
    visit = clinic.in_review(keloid_history="no")
    post(doctor, "answer_correct", visit, "keloid_history", answer="yes")
    page = page_of(doctor, visit)
    row = words_of(part(page, 'id="minded"', "</section>"))

    assert "Yes Dermatologist" in row
    assert clinic.derm.name in row
    assert "Before: No Patient" in row


def test_what_a_rule_warns_of_and_what_nobody_knows_comes_before_all_the_rest(clinic, doctor):
    page = page_of(doctor, clinic.in_review(herpes_history="frequent", diabetes="unknown"))
    minded = part(page, 'id="minded"', "</section>")
    wording = {key: clinic.protocol.questions[key].wording["en"] for key in ("herpes_history", "diabetes", "skin_type")}

    assert wording["herpes_history"] in minded
    assert wording["diabetes"] in minded
    assert wording["skin_type"] not in minded
    assert wording["skin_type"] in part(page, 'id="all-facts"', "</details>")


def test_the_plan_of_the_last_visit_stands_with_the_facts(clinic, doctor):
    patient = clinic.patient()
    last = clinic.signed(patient)
    page = page_of(doctor, clinic.in_review(patient))
    last_visit = part(page, 'id="last-visit"', "</section>")

    line = last.plan_lines.get()
    assert clinic.protocol.methods[line.method].term in last_visit
    assert reverse("record", args=[last.pk]) in last_visit


def test_an_intake_that_still_runs_can_be_read_and_nothing_decided(clinic, doctor):
    visit = clinic.answered()
    page = page_of(doctor, visit)

    assert "Still answering" in page
    assert 'id="suggestion"' not in page
    assert reverse("agree_all", args=[visit.pk]) not in page
    assert "/review/answer/" not in page


# Red flags


def test_each_flag_is_answered_by_itself_and_folds_to_a_line(clinic, doctor):
    visit = clinic.in_review(symptoms=["bleeding"], skin_cancer_history="yes", visit_for="self")
    page = page_of(doctor, visit)
    codes = re.findall(r'name="code" value="([\w-]+)"', page)
    assert f"Red flag 1 of {len(codes)}" in page

    answer = post(doctor, "flag_find", visit, code=codes[0], area="1", finding="no_concern", note="A scratch.")
    assert answer.url == reverse("review", args=[visit.pk])
    assert FlagFinding.objects.get().note == "A scratch."
    folded = part(page_of(doctor, visit), '<details class="flag', "</summary>")
    assert "Examined, no concern" in folded
    assert clinic.derm.name in folded


def test_the_plan_is_not_agreed_while_a_flag_is_open(clinic, doctor):
    visit = clinic.in_review(symptoms=["bleeding"])
    page = page_of(doctor, visit)
    assert "1 red flag waits for your finding." in page
    assert reverse("agree_all", args=[visit.pk]) not in page

    answer = post(doctor, "agree_all", visit)

    assert answer.status_code == 409
    assert "waits for your finding" in answer.content.decode()
    visit.refresh_from_db()
    assert visit.status == Status.REVIEW


def test_a_flag_without_concern_brings_the_suggestion_back(clinic, doctor):
    visit = clinic.in_review(symptoms=["bleeding"])
    post(doctor, "flag_find", visit, code="RF-01", area="1", finding="no_concern")

    page = page_of(doctor, visit)

    assert "Red flags: all answered" in page
    assert reverse("agree_all", args=[visit.pk]) in page


@pytest.mark.parametrize("typed", [{"finding": "fine"}, {"code": "RF-99"}, {"area": "7"}, {"finding": ""}])
def test_a_made_up_finding_is_refused(clinic, doctor, typed):
    visit = clinic.in_review(symptoms=["bleeding"])
    sent = {"code": "RF-01", "area": "1", "finding": "no_concern"} | typed

    assert post(doctor, "flag_find", visit, **sent).status_code == 409
    assert not FlagFinding.objects.exists()


# Who


@pytest.mark.parametrize("name", ["review", "agree_all", "flag_find", "answer_in_place", "recalculate", "keep_release"])
@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.CONTENT_ADMIN, Role.MANAGER])
def test_only_a_dermatologist_reviews(clinic, name, role):
    visit = clinic.in_review()
    client, address = signed_in(person(role, sites=[clinic.site])), reverse(name, args=[visit.pk])

    answer = client.get(address) if name == "review" else client.post(address, form_of(visit))

    assert answer.status_code == 403


def test_whoever_opens_a_case_has_it_and_a_colleague_is_told(clinic, doctor):
    visit = clinic.in_review()
    colleague = person(Role.DERMATOLOGIST, sites=[clinic.site])
    page_of(doctor, visit)

    page = page_of(signed_in(colleague), visit)

    assert f"<strong>{clinic.derm.name}</strong> has this case open since" in page
    visit.refresh_from_db()
    assert visit.claimed_by == clinic.derm


def test_who_corrected_what_is_in_the_log_as_theirs(clinic, doctor):
    visit = clinic.in_review()
    post(doctor, "answer_in_place", visit, question="exam", card="1", answer="confirmed_milia")

    row = AnswerChange.objects.get(consultation=visit, question="exam")
    assert (row.given_by, row.by) == (GivenBy.DERMATOLOGIST, clinic.derm)


def test_a_visit_given_back_is_read_and_not_decided(clinic, doctor):
    visit = clinic.in_review()
    intake.give_back(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)

    assert "Still answering" in page_of(doctor, visit)
    visit.refresh_from_db()
    assert post(doctor, "agree_all", visit).status_code == 409
