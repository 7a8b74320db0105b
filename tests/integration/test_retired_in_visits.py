"""Visits on a release with a retired question or answer: nobody is asked, nothing is carried, nothing waits for it."""

import pytest
from django.urls import reverse

from clinic.audit.refusals import Refused
from consultations.face_map.marks import Number, mark
from consultations.face_map.places import OnTheMap, areas_of, marks_of, no_marks
from consultations.intake.carrying import to_confirm
from consultations.models.answers import GivenBy
from consultations.newer_release import carried_over, not_carried
from consultations.policies import intake as policies
from consultations.services import intake, recalculating, review
from tests.integration.clinic_factory import NOW, Clinic, milia, release_of
from tests.integration.pages_sent import signed_in
from treatments.compiled_releases import compiled
from treatments.engine.documents import plain, read_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return Clinic()


def retired(*keys, options=()):
    """The protocol with these questions retired, and these answers, such as `sex.intersex`."""
    raw = plain(milia())
    for question in raw["questions"]:
        if question["key"] in keys:
            question["retired"] = True
        for option in question.get("options", ()):
            if f"{question['key']}.{option['value']}" in options:
                option["retired"] = True
    return read_document(raw)


def words(user, name, *arguments):
    return signed_in(user).get(reverse(name, args=arguments), follow=True).content.decode()


def wording(key):
    return next(question.wording["en"] for question in milia().questions if question.key == key)


def give(clinic, visit, key, value, **differs):
    own = {"consultation_id": visit.pk, "revision": visit.revision, "by": clinic.desk, "at": NOW, "area_number": None}
    return intake.give_answer(**own | {"question": key, "value": value, "given_by": GivenBy.DESK} | differs)


def test_an_intake_without_the_retired_question_comes_to_its_end_and_into_the_review(clinic):
    release_of(retired("pregnancy", "free_text", "sex"))
    visit = clinic.in_review()

    assert not {"pregnancy", "free_text", "sex"} & visit.answers["person"].keys()
    assert visit.suggestion["areas"][0]["method"] != "retinoid"
    said = words(clinic.derm, "review", visit.pk)
    assert reverse("answer_correct", args=[visit.pk, "diabetes"]) in said
    assert reverse("answer_correct", args=[visit.pk, "pregnancy"]) not in said, "nobody can answer it"


def test_it_stands_neither_on_a_screen_nor_on_paper_nor_among_the_answers_to_check(clinic):
    release_of(retired("smoker"))
    visit = clinic.answered()
    for name, arguments in [
        ("intake_screen", [visit.pk, "health"]),
        ("intake_check", [visit.pk]),
        ("blank_intake", []),
    ]:
        said = words(clinic.desk, name, *arguments)
        assert wording("smoker") not in said and wording("diabetes") in said, name


def test_nobody_can_answer_it_by_hand(clinic):
    release_of(retired("smoker", "depth"))
    visit = clinic.answered()
    with pytest.raises(Refused, match="not asked any more"):
        give(clinic, visit, "smoker", "yes")
    reviewed = clinic.in_review()
    for key, number in (("smoker", None), ("depth", 1)):
        with pytest.raises(Refused, match="not asked any more"):
            review.correct_answer(
                consultation_id=reviewed.pk,
                question=key,
                value="yes",
                area_number=number,
                revision=reviewed.revision,
                by=clinic.derm,
                at=NOW,
            )
    there = reverse("answer_correct", args=[reviewed.pk, "smoker"])
    assert signed_in(clinic.derm).get(there).status_code == 404


def test_a_retired_answer_is_not_offered_and_not_taken(clinic):
    release_of(retired(options=["sex.intersex", "cold_condition.raynaud"]))
    visit = clinic.in_intake()
    said = words(clinic.desk, "intake_screen", visit.pk, "who")
    assert 'value="female"' in said and 'value="intersex"' not in said
    protocol = compiled(visit.release)
    for key, value in (("sex", "intersex"), ("cold_condition", ["raynaud"])):
        reason = policies.why_not_this_answer(protocol, visit, key, value, None)
        assert reason == "That is not one of the answers offered."
    assert policies.why_not_this_answer(protocol, visit, "sex", "female", None) is None


@pytest.mark.parametrize("document", [retired("sex"), retired(options=["sex.intersex"])], ids=["question", "answer"])
def test_nothing_of_the_last_visit_is_carried_over_to_it(clinic, document):
    visit = clinic.in_intake()
    earlier = {"person": {"sex": "intersex", "visit_for": "self"}, "areas": []}

    def carried(protocol):
        return {asked.question.key for asked, _value in to_confirm(protocol, visit.answers, earlier)}

    assert carried(clinic.protocol) == {"sex", "visit_for"}
    assert carried(compiled(release_of(document))) == {"visit_for"}


def test_following_a_release_that_retired_a_question_leaves_its_answer_in_the_log_only(clinic):
    visit = clinic.in_review(smoker="yes")
    new = compiled(release_of(retired("smoker", options=["sex.female"])))

    assert not_carried(new, visit.answers) == [(None, "smoker")]
    assert carried_over(new, visit)["person"]["sex"] == "female", "what was said stays said"
    followed = recalculating.recalculate(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)
    assert "smoker" not in followed.answers["person"]
    assert followed.answer_changes.filter(question="smoker", new__isnull=True).exists()
    assert "Female" in words(clinic.derm, "review", visit.pk)


def test_a_date_of_birth_that_nobody_asks_for_any_more_is_not_worked_with(clinic):
    release_of(retired("date_of_birth"))
    assert not {"date_of_birth", "age_years"} & clinic.in_intake().answers["person"].keys()


def test_a_place_that_is_retired_is_not_on_the_map_and_old_marks_are_read_without_it():
    asked, region = OnTheMap.of(retired(options=["area.chin_jaw"])), "CHN"
    assert OnTheMap.of(milia()).places[region] == "chin_jaw"
    assert region not in asked.places and "cheek" in asked.places.values()
    marks = no_marks() | {"regions": {region: mark(Number(1, 1))}}
    assert areas_of(asked, marks) == {}
    assert marks_of(asked, [{"area": "cheek"}], marks)["regions"] == {}


def test_a_number_that_falls_into_a_retired_band_is_not_known():
    def band(document):
        marks = no_marks() | {"regions": {"FHC": mark(Number(3, 3))}}
        return areas_of(OnTheMap.of(document), marks)["forehead"]["count"]

    assert band(milia()) == "2_5"
    assert band(retired(options=["count.2_5"])) == "unknown"
