"""The sheet e-mailed to an address that was read back, and what became of it."""

from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.urls import reverse
from django.utils import timezone

from clinic.audit.refusals import KeyReused, Refused
from consultations import mail_addresses, outbox, sheet_tokens
from consultations.models import Mail, SheetHandedOut, SheetLink
from consultations.models.sheet import HandedOutAs, MailState
from consultations.services import sheets
from tests.integration.clinic_factory import Clinic, milia
from tests.integration.pages_sent import form_of, signed_in
from tests.integration.sheets_given import owed, readable, send, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def visit(clinic):
    patient = clinic.patient(family_name="Featherstonehaugh", given_name="Wilhelmina", email="willa@example.org")
    visit = clinic.signed(patient)
    readable(visit)
    return visit


@pytest.fixture
def desk(clinic):
    return signed_in(clinic.desk)


# By e-mail


def test_the_patients_own_address_stands_there_and_is_read_back_before_anything_is_sent(visit, desk):
    page = reverse("aftercare_mail", args=[visit.pk])
    assert 'value="willa@example.org"' in desk.get(page).content.decode()

    answer = send(desk, "aftercare_mail", visit, to=" willa@example.org ")
    assert answer.status_code == 200 and not Mail.objects.exists()
    assert "Is this address right?" in words(answer) and "willa@example.org" in words(answer)

    answer = send(desk, "aftercare_mail", visit, to="willa@example.org", read_back="willa@example.org")
    assert answer.status_code == 302
    assert Mail.objects.get().to == "willa@example.org"


def test_what_was_read_back_is_what_is_written_to(visit, desk):
    answer = send(desk, "aftercare_mail", visit, to="other@example.org", read_back="willa@example.org")
    assert answer.status_code == 200 and "other@example.org" in words(answer)
    assert not Mail.objects.exists()


def test_a_double_tap_is_one_e_mail_and_one_line_of_what_was_handed_out(visit, desk):
    form = form_of(visit, to="willa@example.org", read_back="willa@example.org")
    answers = [desk.post(reverse("aftercare_mail", args=[visit.pk]), form) for _ in range(3)]
    assert {answer.status_code for answer in answers} == {302}
    assert Mail.objects.count() == SheetHandedOut.objects.count() == 1
    assert SheetHandedOut.objects.get().how == HandedOutAs.EMAIL


def test_one_key_is_one_e_mail_and_never_another_ones(clinic, visit):
    mail = owed(clinic, visit, key="one")
    assert owed(clinic, visit, key="one") == mail
    with pytest.raises(KeyReused):
        owed(clinic, visit, key="one", to="other@example.org")
    assert SheetHandedOut.objects.count() == 1


def test_the_e_mail_says_where_and_until_when_and_nothing_of_whom_or_what(clinic, visit):
    clinic.site.phone = "020 7946 0000"
    mail = owed(clinic, visit)
    text = f"{mail.subject}\n{mail.body}"
    assert sheet_tokens.whole_address(SheetLink.objects.get(record=visit.record)) in text
    assert clinic.site.name in text and "2999" in text
    told = {"featherstonehaugh", "wilhelmina", "willa", str(visit.pk), visit.signed_by.name.casefold(), "milia", "skin"}
    told |= {method.name["en"].casefold() for method in milia().methods}
    told |= {step.text["en"].casefold() for step in milia().aftercare}
    assert [word for word in told if word in text.casefold()] == []
    assert "&" not in text and "<" not in mail.body


def test_what_leaves_has_one_recipient_and_no_header_of_somebody_elses(clinic, visit):
    owed(clinic, visit)
    outbox.send_due()
    [message] = django_mail.outbox
    assert message.recipients() == ["amy@example.org"]
    headers = {name.casefold() for name in message.message()}
    assert not headers & {"bcc", "cc", "reply-to"}


BAD_ADDRESSES = {
    "35 a line break and a header": "amy@example.org\r\nBcc: evil@example.org",
    "35 a line break alone": "amy\n@example.org",
    "36 no dot": "a@b",
    "36 two addresses": "amy@example.org, bob@example.org",
    "36 two with a semicolon": "amy@example.org;bob@example.org",
    "36 a name in front": "Amy <amy@example.org>",
    "36 too long": f"amy@{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 60}.example.org",
    "36 a long name": f"{'a' * 65}@example.org",
    "letters in front that servers do not take": "åmy@example.org",
    "nothing": "  ",
    "no name": "@example.org",
    "no domain": "amy@",
    "two signs": "amy@home@example.org",
    "quoted": '"amy b"@example.org',
    "a domain that is none": "amy@exa_mple..org",
    "an unseen sign": "amy@exam\u200bple.org",
    "a domain that mail servers know as another one": "amy@straße.de",
    "a domain in wide letters": "amy@ｇmail.com",
    "a nul": "amy\x00@example.org",
}


@pytest.mark.parametrize("address", BAD_ADDRESSES.values(), ids=BAD_ADDRESSES)
def test_an_address_that_is_not_one_address_is_refused_in_words(clinic, visit, desk, address):
    answer = send(desk, "aftercare_mail", visit, to=address, read_back=address)
    assert answer.status_code in (400, 422)
    with pytest.raises(Refused):
        sheets.owe_mail(record=visit.record, to=address, key="k", by=clinic.desk, at=timezone.now())
    assert not Mail.objects.exists()


def test_a_domain_of_other_letters_is_written_as_mail_servers_know_it(visit, desk):
    answer = send(desk, "aftercare_mail", visit, to="amy@exämple.ORG")
    assert "amy@xn--exmple-cua.org That is how mail servers write amy@exämple.org ." in words(answer)
    as_read = "amy@xn--exmple-cua.org"
    assert send(desk, "aftercare_mail", visit, to=as_read, read_back=as_read).status_code == 302
    assert Mail.objects.get().to == as_read


def test_letters_that_only_look_like_others_are_shown_as_what_they_are(visit, desk):
    looks_like_paypal = "amy@pаypal.com"
    said = words(send(desk, "aftercare_mail", visit, to=looks_like_paypal))
    assert "amy@xn--pypal-4ve.com" in said and looks_like_paypal in said and "can look the same" in said
    assert "mail servers write" not in words(send(desk, "aftercare_mail", visit, to="amy@paypal.com"))


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (MailState.DUE, "already on its way there since"),
        (MailState.SENT, "already sent there at"),
        (MailState.UNSURE, "it may not have arrived"),
        (MailState.FAILED, ""),
    ],
)
def test_who_reads_an_address_back_hears_that_the_sheet_went_there_before(clinic, visit, desk, state, said):
    sent_at = timezone.now() if state == MailState.SENT else None
    owed(clinic, visit, to="willa@example.org", state=state, sent_at=sent_at)
    html = words(send(desk, "aftercare_mail", visit, to="willa@EXAMPLE.org"))
    assert ("Not for the first time" in html) == bool(said) and said in html
    assert "Not for the first time" not in words(send(desk, "aftercare_mail", visit, to="other@example.org"))


def test_the_patients_own_address_is_known_however_it_was_written_down(visit, desk):
    visit.patient.email = "willa@EXÄMPLE.org"
    visit.patient.save()
    assert "It is the address in the patient" in words(send(desk, "aftercare_mail", visit, to="willa@exämple.org"))
    assert "It is the address in the patient" not in words(send(desk, "aftercare_mail", visit, to="bob@exämple.org"))


def test_the_longest_address_fits():
    domain = ".".join(["a" * 60, "b" * 60, "c" * 60])
    longest = f"{'x' * (254 - len(domain) - 1 - 4)}@{domain}.org"
    assert len(longest) == 254 and mail_addresses.why_not_address(longest[:64] + longest[longest.index("@") :]) is None
    assert mail_addresses.why_not_address(longest + "x")


def test_a_slip_in_a_common_domain_is_asked_about_and_others_are_not(visit, desk):
    assert mail_addresses.meant("amy@gmial.com") == "amy@gmail.com"
    assert mail_addresses.meant("amy@gmail.com") == mail_addresses.meant("amy@clinic.example") == ""
    assert "Did they say amy@gmail.com ?" in words(send(desk, "aftercare_mail", visit, to="amy@gmial.com"))


def test_where_no_mail_server_is_set_up_none_is_offered_and_none_is_owed(clinic, visit, desk, settings):
    settings.SENDS_MAIL = False
    html = desk.get(reverse("aftercare", args=[visit.pk])).content.decode()
    assert reverse("aftercare_mail", args=[visit.pk]) not in html
    assert "E-mail is not set up" in html
    form = {"to": "amy@example.org", "read_back": "amy@example.org"}
    assert send(desk, "aftercare_mail", visit, **form).status_code == 409
    assert not Mail.objects.exists()


def test_no_link_is_sent_that_leads_nowhere_any_more(clinic):
    visit = clinic.signed()
    readable(visit, expires_on=timezone.now().date() - timedelta(days=2))
    with pytest.raises(Refused, match="could be read until"):
        owed(clinic, visit)


# What became of it


@pytest.mark.parametrize(
    ("state", "said", "again"),
    [
        (MailState.DUE, "Waiting to be sent", False),
        (MailState.SENDING, "Being sent", False),
        (MailState.UNSURE, "May not have arrived", True),
        (MailState.FAILED, "Could not be sent", True),
    ],
)
def test_staff_see_where_each_e_mail_is_and_decide_where_nobody_knows(clinic, visit, desk, state, said, again):
    mail = owed(clinic, visit, state=state)
    html = words(desk.get(reverse("aftercare", args=[visit.pk])))
    assert said in html and mail.to in html
    assert ("Send again" in html) == again

    answer = send(desk, "aftercare_mail_again", visit, mail.pk)
    mail.refresh_from_db()
    assert answer.status_code == (302 if again else 409)
    assert mail.state == (MailState.DUE if again else state)
    assert SheetHandedOut.objects.count() == (2 if again else 1)


def test_sent_again_it_is_the_same_e_mail(clinic, visit):
    mail = owed(clinic, visit, state=MailState.UNSURE)
    sheets.send_again(mail=mail, by=clinic.desk, at=timezone.now())
    outbox.send_due()
    assert [sent.message()["Message-ID"] for sent in django_mail.outbox] == [mail.message_id]


def test_nobody_sends_an_e_mail_of_another_visit(clinic, visit, desk):
    mail = owed(clinic, clinic.signed(), state=MailState.FAILED)
    assert send(desk, "aftercare_mail_again", visit, mail.pk).status_code == 404
