"""The pages around a signature: who is asked again and how, what is shown, what comes after it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from clinic.accounts.models import PasswordAttempt
from clinic.audit.models import Event
from consultations.lifecycle import Status
from consultations.models import Consultation, SheetHandedOut, SignedRecord
from consultations.services import review, signing
from tests.integration.clinic_factory import PASSWORD, Clinic, as_committed
from tests.integration.pages_sent import form_of, sign_form_of, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def doctor(clinic):
    return signed_in(clinic.derm)


def sign(doctor, visit, **typed):
    answer = doctor.post(
        reverse("sign", args=[visit.pk]), sign_form_of(doctor, visit, **{"password": PASSWORD} | typed)
    )
    if answer.status_code == 302:
        as_committed()
    return answer


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def confirmed(clinic, name="Jones"):
    return clinic.confirmed(clinic.patient(family_name=name))


class TestWhoSigns:
    def test_the_first_signature_of_a_session_asks_for_user_name_and_password(self, clinic, doctor):
        visit = confirmed(clinic)

        assert "Your user name" in words(doctor.get(reverse("sign", args=[visit.pk])))
        answer = sign(doctor, visit)
        assert answer.status_code == 422
        assert "Enter your user name" in words(answer)
        assert sign(doctor, visit, username=clinic.derm.username.upper()).status_code == 302

    def test_later_ones_in_the_same_session_ask_for_the_password_alone(self, clinic, doctor):
        first, second = confirmed(clinic), confirmed(clinic, "Khan")
        sign(doctor, first, username=clinic.derm.username)

        assert "Your user name" not in words(doctor.get(reverse("sign", args=[second.pk])))
        assert sign(doctor, second, password="").status_code == 422
        assert sign(doctor, second, password="guess").status_code == 409
        assert sign(doctor, second).status_code == 302

    def test_another_session_begins_anew(self, clinic, doctor):
        first, second = confirmed(clinic), confirmed(clinic, "Khan")
        sign(doctor, first, username=clinic.derm.username)

        assert sign(signed_in(clinic.derm), second).status_code == 422

    def test_a_session_that_got_another_key_begins_anew(self, clinic, doctor):
        first, second = confirmed(clinic), confirmed(clinic, "Khan")
        sign(doctor, first, username=clinic.derm.username)
        session = doctor.session
        session.cycle_key()
        doctor.cookies["session"] = session.session_key

        assert sign(doctor, second).status_code == 422

    @pytest.mark.parametrize("name", ["somebody.else", "front_desk-1", "x"])
    def test_a_wrong_user_name_counts_like_a_wrong_password_and_says_not_which(self, clinic, doctor, name):
        visit = confirmed(clinic)
        answer = sign(doctor, visit, username=name)
        other = sign(doctor, visit, username=clinic.derm.username, password="guess")

        sentence = "That is not your user name with your password. Nothing was signed."
        assert answer.status_code == other.status_code == 409
        assert sentence in words(answer) and sentence in words(other)
        assert PasswordAttempt.objects.count() == 2
        assert not SignedRecord.objects.exists()

    def test_the_sixth_try_is_refused_even_with_the_right_name_and_password(self, clinic, doctor):
        visit = confirmed(clinic)
        for _ in range(5):
            sign(doctor, visit, username="somebody.else")
        answer = sign(doctor, visit, username=clinic.derm.username)

        assert answer.status_code == 409
        assert "Wait fifteen minutes" in words(answer)

    def test_what_was_typed_stays_but_for_the_password(self, clinic, doctor):
        page = sign(doctor, confirmed(clinic), username="somebody.else", password="not it").content.decode()

        assert 'value="somebody.else"' in page
        assert "not it" not in page

    def test_the_name_on_the_record_is_that_of_the_account(self, clinic, doctor):
        sign(doctor, confirmed(clinic), username=f" {clinic.derm.username} ")

        assert SignedRecord.objects.get().signed_name == clinic.derm.name


class TestWhatComesNext:
    def test_the_next_case_that_waits_is_opened_and_theirs(self, clinic, doctor):
        visit, waiting = confirmed(clinic), clinic.in_review(clinic.patient(family_name="Khan"))
        answer = sign(doctor, visit, username=clinic.derm.username)

        assert answer.url == reverse("review", args=[waiting.pk])
        waiting.refresh_from_db()
        assert waiting.claimed_by == clinic.derm

    def test_the_same_page_sent_again_leads_to_the_same_case(self, clinic, doctor):
        visit = confirmed(clinic)
        for name in ("Khan", "Lee"):
            clinic.in_review(clinic.patient(family_name=name))
        form = sign_form_of(doctor, visit, username=clinic.derm.username, password=PASSWORD)
        answers = [doctor.post(reverse("sign", args=[visit.pk]), form) for _ in range(2)]

        assert answers[0].url == answers[1].url
        assert SignedRecord.objects.count() == 1

    def test_sign_and_print_writes_down_one_print_and_opens_the_sheet(self, clinic, doctor):
        visit = confirmed(clinic)
        form = sign_form_of(doctor, visit, username=clinic.derm.username, password=PASSWORD, then="print")
        for _ in range(2):
            answer = doctor.post(reverse("sign", args=[visit.pk]), form)

        assert answer.url.startswith(reverse("aftercare", args=[visit.pk]))
        assert SheetHandedOut.objects.count() == 1


class TestTheBar:
    def test_it_stands_on_the_queue_and_on_the_next_case_until_it_is_put_away(self, clinic, doctor):
        visit, waiting = confirmed(clinic, "Okafor"), clinic.in_review(clinic.patient(family_name="Khan"))
        sign(doctor, visit, username=clinic.derm.username)

        for address in (reverse("queue"), reverse("review", args=[waiting.pk])):
            page = words(doctor.get(address))
            assert "Signed for OKAFOR, Amy" in page and "Undo until" in page
        record = SignedRecord.objects.get()
        answer = doctor.post(reverse("signed_put_away", args=[record.pk]), {"case": str(waiting.pk)})
        assert answer.url == reverse("review", args=[waiting.pk])
        assert "Signed for" not in words(doctor.get(answer.url))

    def test_it_holds_numbers_and_no_name(self, clinic, doctor):
        sign(doctor, confirmed(clinic, "Okafor"), username=clinic.derm.username)

        assert doctor.session["just_signed"] == [SignedRecord.objects.get().pk]
        assert "Okafor" not in str(dict(doctor.session))

    def test_nobody_else_sees_it(self, clinic, doctor):
        sign(doctor, confirmed(clinic, "Okafor"), username=clinic.derm.username)
        colleague = signed_in(Clinic(clinic.site).derm)
        session = colleague.session
        session["just_signed"] = [SignedRecord.objects.get().pk]
        session.save()

        assert "OKAFOR" not in words(colleague.get(reverse("queue")))

    def test_undo_from_the_bar_leads_to_the_review_and_says_so(self, clinic, doctor):
        visit = confirmed(clinic, "Okafor")
        sign(doctor, visit, username=clinic.derm.username)
        form = {"record": SignedRecord.objects.get().pk, "patient": str(visit.patient_id)}
        answer = doctor.post(reverse("unsign", args=[visit.pk]), form)

        assert answer.url == reverse("review", args=[visit.pk])
        page = words(doctor.get(answer.url))
        assert re.search(r"The signature for OKAFOR, Amy was undone \d\d:\d\d", page)
        assert "Undo until" not in page

    @pytest.mark.parametrize("case", ["", "x", "https://example.org/", "//example.org"])
    def test_putting_it_away_leads_nowhere_else(self, clinic, doctor, case):
        record = clinic.signed().record

        assert doctor.post(reverse("signed_put_away", args=[record.pk]), {"case": case}).url == reverse("queue")
        assert doctor.post(reverse("signed_put_away", args=[record.pk + 1]), {"case": case}).status_code == 404


class TestUndoOnThePage:
    def test_too_late_the_record_says_why_not(self, clinic, doctor):
        visit = clinic.signed()
        form = {"record": SignedRecord.objects.get().pk, "patient": str(visit.patient_id)}
        answer = doctor.post(reverse("unsign", args=[visit.pk]), form)

        assert answer.status_code == 409
        assert "they are over. Amend the record instead." in words(answer)
        assert "Undo, possible until" not in words(answer)

    def test_a_form_of_another_patient_undoes_nothing(self, clinic, doctor):
        visit = confirmed(clinic)
        sign(doctor, visit, username=clinic.derm.username)
        form = {"record": SignedRecord.objects.get().pk, "patient": str(clinic.patient(family_name="Other").pk)}

        assert doctor.post(reverse("unsign", args=[visit.pk]), form).status_code == 409
        assert Consultation.objects.get(pk=visit.pk).status == Status.SIGNED

    @pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30, "٣"])
    def test_a_record_that_is_no_number_is_not_found(self, clinic, doctor, number):
        visit = clinic.signed()
        form = {"record": number, "patient": str(visit.patient_id)}

        assert doctor.post(reverse("unsign", args=[visit.pk]), form).status_code == 404


def signed_twice(clinic):
    now = timezone.now()
    visit = clinic.confirmed()
    own = {"consultation_id": visit.pk, "by": clinic.derm}
    first = signing.put_signature(**own, revision=visit.revision, at=now)
    as_committed()
    visit = signing.withdraw_signature(**own, record_id=first.pk, at=now + timedelta(minutes=2))
    visit = review.confirm(**own, revision=visit.revision, at=now)
    signing.put_signature(**own, revision=visit.revision, at=now)
    as_committed()
    return visit


class TestTheRecord:
    def test_signatures_taken_back_are_listed_and_shown_as_such(self, clinic, doctor):
        visit = signed_twice(clinic)
        address = reverse("record", args=[visit.pk])

        page = words(doctor.get(address))
        assert "Signature 2 of this visit" in page
        assert re.search(rf"Signature 1, {clinic.derm.name} signed .* undone \d\d:\d\d by {clinic.derm.name}", page)
        earlier = words(doctor.get(f"{address}?number=1"))
        assert "Signature taken back" in earlier and "This does not count" in earlier
        assert "Amend this record" not in earlier and "Aftercare sheet </a>" not in earlier

    def test_one_that_was_taken_back_stays_readable_while_nothing_stands(self, clinic, doctor):
        visit = clinic.signed()
        signing.withdraw_signature(
            consultation_id=visit.pk, record_id=visit.record.pk, by=clinic.derm, at=visit.record.signed_at
        )
        address = reverse("record", args=[visit.pk])

        assert doctor.get(address).status_code == 404
        assert "Signature taken back" in words(doctor.get(f"{address}?number=1"))

    @pytest.mark.parametrize("number", ["0", "2", "x", "9" * 40])
    def test_a_signature_that_never_was_is_not_found(self, clinic, doctor, number):
        visit = clinic.signed()

        assert doctor.get(reverse("record", args=[visit.pk]) + f"?number={number}").status_code == 404

    def test_an_amendment_needs_its_reason(self, clinic, doctor):
        visit = clinic.signed()
        address = reverse("addendum", args=[visit.pk])

        answer = doctor.post(address, form_of(visit, text="No scar."))
        assert answer.status_code == 422
        assert "Say why the record is amended." in words(answer)
        doctor.post(address, form_of(visit, text="No scar.", reason="Seen again."))
        page = words(doctor.get(reverse("record", args=[visit.pk])))
        assert "Seen again." in page and "No scar." in page

    def test_who_looked_at_a_record_taken_back_is_written_down(self, clinic, doctor):
        visit = signed_twice(clinic)
        before = Event.objects.filter(action="patient.viewed").count()
        doctor.get(reverse("record", args=[visit.pk]) + "?number=1")

        assert Event.objects.filter(action="patient.viewed").count() == before + 1
