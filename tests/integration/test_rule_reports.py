"""A doctor finds a rule wrong: who owns the rules reads the case, and nobody's name."""

import json
import re
from datetime import date
from html import unescape
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from clinic.audit.refusals import Refused
from consultations.services import review, signing
from consultations.services.reporting import case_of, report_doubted_rules
from tests.integration.clinic_factory import NOW, Clinic, as_committed, person
from tests.integration.pages_sent import signed_in
from tests.integration.reports_made import reported as reported_one
from treatments.models import RuleReport
from treatments.reporting import close_report

pytestmark = pytest.mark.django_db
DOUBT = {"reasons": ["rule_is_wrong"], "comment": "Seen at 12 weeks."}


@pytest.fixture
def clinic():
    return Clinic()


def patient(clinic):
    return clinic.patient(
        family_name="Ostrowska", given_name="Wilhelmina", date_of_birth=date(1961, 7, 14), phone="020 7946 0132"
    )


def doubted(clinic, *, areas=1, **decision):
    """A signed plan that says in every area that a rule is wrong."""
    visit = clinic.in_review(patient(clinic), areas=areas, free_text="My name is Wilhelmina")
    for number in range(1, areas + 1):
        visit = clinic.decide(visit, number, method="", without_method="watch_and_wait", **DOUBT | decision)
    return visit


def reported(clinic, visit):
    report_doubted_rules(visit, type("Record", (), {"consultation_id": visit.pk}), clinic.derm, NOW)
    return list(RuleReport.objects.order_by("id"))


def test_the_report_tells_the_case_the_doubted_rule_and_what_was_chosen(clinic):
    visit = clinic.in_review()
    rule = visit.suggestion["areas"][0]["methods"][0]["reasons"][0]["rule"]
    method = visit.suggestion["areas"][0]["methods"][0]["method"]
    assert visit.suggestion["areas"][0]["method"] == method
    visit = clinic.decide(visit, method="", doubted=(rule,), **DOUBT)

    (report,) = reported(clinic, visit)

    assert (report.rules, report.chosen, report.comment) == ([rule], "", "Seen at 12 weeks.")
    assert report.suggestion["method"] == method
    assert report.answers["area"]["count"] == visit.answers["areas"][0]["count"]
    assert report.answers["person"]["age_years"] == visit.answers["person"]["age_years"]
    assert (report.release, report.reported_by_name) == (visit.release, clinic.derm.name)


def test_nothing_in_it_says_whose_case_it_is(clinic):
    visit = doubted(clinic, comment="Ms Ostrowska (born 14.07.1961, 020 7946 0132) disagrees.")

    (report,) = reported(clinic, visit)

    row = json.dumps(RuleReport.objects.values().get(), default=str)
    known = visit.patient
    for told in (
        "Ostrowska",
        "Wilhelmina",
        "1961",
        "7946",
        str(known.clinic_number).zfill(6),
        str(visit.pk),
        str(known.pk),
    ):
        assert told.lower() not in row.lower()
    assert report.comment == "Ms [name] (born [number], [number]) disagrees."
    event = Event.objects.get(action="rule.reported")
    assert (event.patient_id, event.site_id, event.subject_id) == ("", None, str(report.pk))


def test_the_sign_of_a_case_is_found_only_with_the_secret_of_the_clinic(clinic, monkeypatch):
    visit = doubted(clinic)
    first = case_of(visit.pk, 1)
    assert case_of(visit.pk, 2) != first
    monkeypatch.setattr(settings, "SECRET_KEY", "another")
    assert case_of(visit.pk, 1) != first


def test_a_case_is_reported_once_and_says_what_was_said_last(clinic):
    visit = doubted(clinic)
    (first,) = reported(clinic, visit)
    visit.plan_lines.update(comment="Better said.")
    (again,) = reported(clinic, visit)

    assert again.pk == first.pk
    assert again.comment == "Better said."


def test_what_was_answered_stays_as_it_was_answered(clinic):
    visit = doubted(clinic)
    (report,) = reported(clinic, visit)
    admin = person(Role.CONTENT_ADMIN)
    close_report(report_id=report.pk, answer="The weight is lowered in the next release.", by=admin, at=NOW)
    visit.plan_lines.update(comment="Said later.")

    (still,) = reported(clinic, visit)

    assert (still.comment, still.closed_with) == (DOUBT["comment"], "The weight is lowered in the next release.")


def test_every_doubted_area_is_a_case_of_its_own(clinic):
    assert len(reported(clinic, doubted(clinic, areas=2))) == 2


def test_a_plan_that_doubts_nothing_reports_nothing(clinic):
    visit = clinic.decide(clinic.in_review(), method="", reasons=["patient_prefers"])
    assert reported(clinic, visit) == []


def test_there_is_no_report_of_a_signature_that_failed(clinic):
    visit = doubted(clinic)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        reported(clinic, visit)
        raise ZeroDivisionError
    assert not RuleReport.objects.exists()


def test_a_rule_that_does_not_speak_here_cannot_be_named(clinic):
    visit = clinic.in_review()
    spoken = {reason["rule"] for each in visit.suggestion["areas"][0]["methods"] for reason in each["reasons"]}
    silent = next(rule.code for rule in clinic.protocol.document.rules if rule.code not in spoken)
    with pytest.raises(Refused, match="does not speak here"):
        clinic.decide(visit, method="", doubted=(silent,), **DOUBT)


def test_only_who_owns_the_rules_answers_and_only_once_and_with_words(clinic):
    (report,) = reported(clinic, doubted(clinic))
    admin = person(Role.CONTENT_ADMIN)
    with pytest.raises(Refused, match="content admin"):
        close_report(report_id=report.pk, answer="No.", by=clinic.derm, at=NOW)
    with pytest.raises(Refused, match="what comes of it"):
        close_report(report_id=report.pk, answer=" ", by=admin, at=NOW)

    closed = close_report(report_id=report.pk, answer="Seen.", by=admin, at=NOW)
    assert (closed.closed_by, closed.closed_with) == (admin, "Seen.")
    with pytest.raises(Refused, match="answered this report already"):
        close_report(report_id=report.pk, answer="Again.", by=admin, at=NOW)


# The pages of who owns the rules


@pytest.fixture
def owner():
    return signed_in(person(Role.CONTENT_ADMIN))


def told(answer):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def test_signing_a_plan_that_doubts_a_rule_reports_it(clinic):
    visit = doubted(clinic)
    visit = review.confirm(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)
    signing.put_signature(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)

    assert RuleReport.objects.get().case == case_of(visit.pk, 1)


def test_undoing_the_signature_takes_its_report_back_and_signing_again_reports_it_again(clinic, owner):
    visit = doubted(clinic)

    def signs(visit):
        visit = review.confirm(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)
        record = signing.put_signature(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)
        as_committed()
        return record

    first = signs(visit)
    visit = signing.withdraw_signature(consultation_id=visit.pk, record_id=first.pk, by=clinic.derm, at=NOW)
    report = RuleReport.objects.get()
    assert (report.taken_back, report.closed_by, report.closed_at) == (True, clinic.derm, NOW)
    assert "was undone" in told(owner.get(reverse("report", args=[report.pk])))
    assert Event.objects.get(action="report.taken_back").patient_id == ""

    visit = clinic.decide(visit, method="", without_method="watch_and_wait", **DOUBT | {"comment": "Seen again."})
    signs(visit)

    report = RuleReport.objects.get()
    assert (report.closed_at, report.closed_with, report.comment) == (None, "", "Seen again.")


def test_what_was_answered_before_the_signature_was_undone_stays_answered(clinic):
    visit = doubted(clinic)
    visit = review.confirm(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)
    record = signing.put_signature(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=NOW)
    as_committed()
    close_report(report_id=RuleReport.objects.get().pk, answer="Changed.", by=person(Role.CONTENT_ADMIN), at=NOW)

    signing.withdraw_signature(consultation_id=visit.pk, record_id=record.pk, by=clinic.derm, at=NOW)

    assert RuleReport.objects.get().closed_with == "Changed."


def test_the_list_shows_open_reports_and_the_protocol_counts_them(clinic, owner):
    report = reported_one(clinic, comment="Too cautious here.")
    answered = reported_one(clinic, comment="Done long ago.")
    close_report(report_id=answered.pk, answer="Changed.", by=person(Role.CONTENT_ADMIN), at=NOW)

    page = told(owner.get(reverse("reports")))
    assert "Too cautious here." in page
    assert "Done long ago." not in page
    assert "Done long ago." in told(owner.get(reverse("reports") + "?show=closed"))
    assert "1 open report from doctors" in told(owner.get(reverse("protocol")))
    assert "open report" not in told(signed_in(clinic.derm).get(reverse("protocol")))
    assert report.rules[0] in page


def test_a_report_shows_the_answers_in_words_and_leads_to_the_rule(clinic, owner):
    report = reported_one(clinic)
    answer = owner.get(reverse("report", args=[report.pk]))
    page = told(answer)

    rule = reverse("rule", args=[clinic.release.slug, clinic.release.number, report.rules[0]])
    assert f'href="{rule}"' in answer.content.decode()
    for key, value in report.answers["area"].items():
        question = clinic.protocol.questions[key]
        if question.type == "one" and value != "unknown":
            assert next(option.label["en"] for option in question.options if option.value == value) in page
    assert "Chosen: No method" in page


def test_a_report_is_answered_once_and_what_was_typed_stays_when_it_is_refused(clinic, owner):
    report = reported_one(clinic)
    address = reverse("report", args=[report.pk])
    form = {"key": str(uuid4()), "answer": "Lowered in the next release."}

    assert owner.post(address, {"key": str(uuid4()), "answer": " "}).status_code == 422
    answers = [owner.post(address, form) for _ in range(2)]
    assert {answer.url for answer in answers} == {reverse("reports")}
    late = owner.post(address, {"key": str(uuid4()), "answer": "Another answer."})
    assert late.status_code == 409
    assert "answered this report already" in told(late)
    assert RuleReport.objects.get().closed_with == "Lowered in the next release."
    assert Event.objects.filter(action="report.closed").count() == 1


@pytest.mark.parametrize("role", [Role.DERMATOLOGIST, Role.FRONT_DESK, Role.MANAGER])
def test_nobody_else_reads_reports(clinic, role):
    report = reported_one(clinic)
    client = signed_in(person(role, sites=[clinic.site]))
    assert client.get(reverse("reports")).status_code == 403
    assert client.get(reverse("report", args=[report.pk])).status_code == 403


def test_a_long_list_goes_on_from_the_last_one_shown(clinic, owner):
    made = [reported_one(clinic, rules=[], comment=f"Number {number}.") for number in range(32)]
    first = owner.get(reverse("reports"))
    assert f"?show=open&amp;below={made[2].pk}" in first.content.decode()
    rest = told(owner.get(reverse("reports") + f"?show=open&below={made[2].pk}"))
    assert "Number 1." in rest
    assert "Number 2." not in rest
    for odd in ("x", "-1", "9" * 30, "%00"):
        assert owner.get(reverse("reports"), {"below": odd, "show": "what"}).status_code == 200


def test_the_list_asks_the_database_as_often_for_many_as_for_one(clinic, owner):
    counts = []
    for _more in range(2):
        reported_one(clinic)
        with CaptureQueriesContext(connection) as asked:
            owner.get(reverse("reports"))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8, counts
