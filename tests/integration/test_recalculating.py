"""A release went live while a visit was open: the doctor follows it or stays, and knows what it changes."""

import pytest
from django.urls import reverse

from clinic.audit.models import Event
from clinic.audit.refusals import Refused
from consultations import newer_release
from consultations.models import Consultation
from consultations.services import recalculating, signing
from tests.integration.clinic_factory import NOW, Clinic, milia, release_of
from tests.integration.pages_sent import form_of, signed_in
from treatments.models import Withdrawal

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return Clinic()


def own(clinic, visit):
    return {"consultation_id": visit.pk, "revision": visit.revision, "by": clinic.derm, "at": NOW}


def without_question(key):
    document = milia()
    rules = tuple(rule for rule in document.rules if key not in str(rule))
    gone = {"questions": tuple(each for each in document.questions if each.key != key), "rules": rules}
    return release_of(document.model_copy(update=gone))


def without_rule(code):
    document = milia()
    return release_of(document.model_copy(update={"rules": tuple(r for r in document.rules if r.code != code)}))


def sign(clinic, visit):
    return signing.put_signature(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)


def withdraw(release, by):
    return Withdrawal.objects.create(
        release=release, reason="A limit was wrong.", withdrawn_by=by, withdrawn_by_name=by.name, withdrawn_at=NOW
    )


def test_nothing_is_said_while_no_newer_release_is_live(clinic):
    assert newer_release.newer_release(clinic.in_review()) is None


def test_the_doctor_is_told_which_rules_changed_and_what_this_patient_would_get_now(clinic):
    visit = clinic.in_review(keloid_history="yes", count="21_plus")
    stopped = {code for method in visit.suggestion["areas"][0]["excluded"].values() for code in method}
    assert "EX-09" in stopped
    release = without_rule("EX-09")

    newer = newer_release.newer_release(visit)

    assert (newer.number, newer.changed, newer.dropped) == (release.number, ("EX-09",), 0)
    assert [number for number, _old, _new in newer.areas] == [1], "a peel may be suggested now"


def test_an_answer_whose_question_is_gone_leaves_the_answers_and_stays_in_the_log(clinic):
    visit = clinic.in_review(photo_consent="yes")
    before = dict(visit.answers["person"])
    document = milia()
    kept = tuple(each for each in document.questions if each.key != "photo_consent")
    release_of(document.model_copy(update={"questions": kept, "photo_consent": None}))

    assert newer_release.newer_release(visit).dropped == 1
    now = recalculating.recalculate(**own(clinic, visit))

    assert before.keys() - now.answers["person"].keys() == {"photo_consent"}
    last = now.answer_changes.last()
    assert (last.question, last.old, last.new, last.by) == ("photo_consent", "yes", None, clinic.derm)
    assert Event.objects.get(action="release.followed").details["dropped"] == ["photo_consent"]


def test_a_confirmed_plan_is_decided_anew_and_can_then_be_signed(clinic):
    visit, release = clinic.confirmed(), without_rule("EX-09")

    visit = recalculating.recalculate(**own(clinic, visit))
    assert (visit.status, visit.plan_lines.count(), visit.release) == ("review", 0, release)
    visit = clinic.decide(visit, method=visit.suggestion["areas"][0]["method"])


def test_who_stays_signs_and_is_asked_again_by_the_release_after(clinic):
    visit, second = clinic.confirmed(), without_rule("EX-09")
    with pytest.raises(Refused, match="The rules changed"):
        sign(clinic, visit)
    visit = recalculating.keep_release(**own(clinic, visit), number=second.number)
    third = without_third(second)

    with pytest.raises(Refused, match=f"release {third.number}"):
        sign(clinic, visit)
    with pytest.raises(Refused, match="Another release went live"):
        recalculating.keep_release(**own(clinic, visit), number=second.number)
    assert Consultation.objects.get(pk=visit.pk).status == "confirmed"


def without_third(second, number=0):
    fields = {f.attname: getattr(second, f.attname) for f in second._meta.fields if f.attname != "id"}
    return type(second).objects.create(**fields | {"number": number or second.number + 1})


def test_who_stays_may_do_so_beside_the_thousandth_release(clinic):
    visit, second = clinic.confirmed(), without_rule("EX-09")
    newest = without_third(second, number=1000)

    form = form_of(visit, number=newest.number)
    answer = signed_in(clinic.derm).post(reverse("keep_release", args=[visit.pk]), form)

    assert answer.status_code == 302
    assert Consultation.objects.get(pk=visit.pk).release_kept == newest.number


def test_nobody_stays_on_rules_that_were_withdrawn(clinic):
    visit = clinic.confirmed()
    withdraw(clinic.release, clinic.derm)
    with pytest.raises(Refused, match="there are no others"):
        sign(clinic, visit)

    second = without_rule("EX-09")
    with pytest.raises(Refused, match="Recalculate with release"):
        sign(clinic, visit)
    with pytest.raises(Refused, match="cannot stay"):
        recalculating.keep_release(**own(clinic, visit), number=second.number)


def test_a_visit_on_the_newest_release_is_not_recalculated_and_the_desk_never_does(clinic):
    visit = clinic.in_review()
    with pytest.raises(Refused, match="newest"):
        recalculating.recalculate(**own(clinic, visit))

    without_rule("EX-09")
    with pytest.raises(Refused, match="Only a dermatologist"):
        recalculating.recalculate(**own(clinic, visit) | {"by": clinic.desk})
