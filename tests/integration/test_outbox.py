"""E-mails that are owed: each leaves once, or a person is told that nobody knows."""

import smtplib
import stat
from datetime import timedelta

import pytest
from django.core import mail as django_mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from clinic.audit.models import Event
from clinic.mail import NoAnswer, NotTaken
from consultations import outbox
from consultations.models import Mail
from consultations.models.sheet import MailState
from consultations.services import sheets
from tests.integration.clinic_factory import Clinic
from tests.integration.sheets_given import owed

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def mail(clinic):
    return owed(clinic, clinic.signed())


class Clock:
    """Time that only goes on when a test says so."""

    def __init__(self):
        self.now = timezone.now()

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def now_of(mail):
    mail.refresh_from_db()
    return mail.state, mail.tries


def refuses(message):
    raise NotTaken("SMTPSenderRefused 451")


def refuses_for_good(message):
    raise NotTaken("SMTPRecipientsRefused 550", for_good=True)


def falls_silent(message):
    raise NoAnswer("SMTPServerDisconnected")


class Killed(BaseException):
    """What takes a process away in the middle, past every except."""


def is_killed(message):
    raise Killed


def test_what_is_due_is_sent_once(mail):
    assert outbox.send_due() == 1
    assert outbox.send_due() == 0
    assert now_of(mail) == (MailState.SENT, 1)
    assert mail.sent_at is not None
    [sent] = django_mail.outbox
    assert (sent.to, sent.subject, sent.body) == ([mail.to], mail.subject, mail.body)
    assert sent.message()["Message-ID"] == mail.message_id


def test_where_no_mail_server_is_set_up_what_is_owed_stays_due_and_the_command_says_so(mail, settings):
    settings.SENDS_MAIL = False
    for options in ({}, {"watch": True}):
        with pytest.raises(CommandError, match="stays due") as refusal:
            call_command("outbox", **options)
        assert refusal.value.returncode == 3, "with any other it would be started again for ever"
    assert outbox.send_due() == 0
    assert now_of(mail) == (MailState.DUE, 0) and django_mail.outbox == []


def test_a_folder_or_a_setting_that_is_wrong_leaves_them_due_and_does_not_end_the_outbox(mail, settings, tmp_path):
    (tmp_path / "file").write_text("")
    settings.EMAIL_BACKEND = "clinic.mail.Folder"
    for tries, folder in enumerate((tmp_path / "file", tmp_path / "file" / "below", None), 1):
        settings.EMAIL_FILE_PATH = folder
        Mail.objects.update(try_at=timezone.now())
        assert outbox.send_due() == 1
        assert now_of(mail) == (MailState.DUE, tries)


def test_the_demos_e_mails_lie_where_nobody_else_looks(mail, settings, tmp_path):
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "clinic.mail.Folder", tmp_path / "mail"
    outbox.send_due()
    assert now_of(mail)[0] == MailState.SENT
    assert stat.S_IMODE((tmp_path / "mail").stat().st_mode) == 0o700
    assert len(list((tmp_path / "mail").iterdir())) == 1


def test_it_is_called_being_sent_before_the_mail_server_is_spoken_to(mail):
    seen = []
    outbox.send_due(deliver=lambda message: seen.append(now_of(mail)))
    assert seen == [(MailState.SENDING, 1)]


def test_what_the_server_refuses_is_tried_again_later_and_later_for_a_day(mail, clock):
    """Every time it tries at the very moment it is due, and never before."""
    began, tried_at = clock.now, []
    for _ in range(40):
        if outbox.send_due(clock=clock, deliver=refuses):
            tried_at.append(clock.now)
        state, _tries = now_of(mail)
        if state == MailState.FAILED:
            break
        clock.now = mail.try_at - timedelta(seconds=1)
        assert outbox.send_due(clock=clock, deliver=refuses) == 0
        clock.now = mail.try_at

    waits = [
        int((later - earlier).total_seconds() // 60) for earlier, later in zip(tried_at, tried_at[1:], strict=False)
    ]
    assert waits[:4] == [1, 5, 15, 60]
    assert waits == sorted(waits)
    assert timedelta(hours=23) < tried_at[-1] - began <= A_DAY
    assert now_of(mail) == (MailState.FAILED, len(tried_at))
    clock.now += 30 * A_DAY
    assert outbox.send_due(clock=clock) == 0
    assert django_mail.outbox == []


def test_it_goes_out_as_soon_as_the_server_takes_it_under_the_same_id(mail, clock):
    messages = []
    for _ in range(3):
        outbox.send_due(clock=clock, deliver=lambda message: messages.append(message) or refuses(message))
        mail.refresh_from_db()
        clock.now = mail.try_at
    outbox.send_due(clock=clock, deliver=messages.append)

    assert now_of(mail) == (MailState.SENT, 4)
    assert len({(message.message()["Message-ID"], message.message()["Date"]) for message in messages}) == 1


def test_an_address_that_the_server_knows_to_be_wrong_is_not_tried_again(mail, clock):
    outbox.send_due(clock=clock, deliver=refuses_for_good)
    assert now_of(mail) == (MailState.FAILED, 1)


def test_without_an_answer_it_is_never_sent_again_by_itself(mail, clock):
    outbox.send_due(clock=clock, deliver=falls_silent)
    clock.now += 30 * A_DAY
    assert outbox.send_due(clock=clock) == 0
    assert now_of(mail) == (MailState.UNSURE, 1)


def test_whoever_is_killed_while_sending_leaves_it_unsure_and_nobody_sends_it_again(mail, clock):
    with pytest.raises(Killed):
        outbox.send_due(clock=clock, deliver=is_killed)
    assert now_of(mail) == (MailState.SENDING, 1)
    assert outbox.send_due(clock=clock) == 0, "it may still be on its way"

    clock.now += outbox.LONGEST_SENDING + timedelta(seconds=1)
    assert outbox.send_due(clock=clock) == 0
    assert now_of(mail) == (MailState.UNSURE, 1)
    assert mail.trouble == outbox.STOPPED


def test_a_fault_of_ours_while_sending_leaves_it_unsure_too(mail, clock):
    with pytest.raises(ZeroDivisionError):
        outbox.send_due(clock=clock, deliver=lambda message: 1 / 0)
    clock.now += outbox.LONGEST_SENDING + timedelta(seconds=1)
    outbox.send_due(clock=clock)
    assert now_of(mail) == (MailState.UNSURE, 1)


def test_who_comes_back_late_with_an_answer_is_believed(mail, clock):
    def slowly(message):
        clock.now += 2 * outbox.LONGEST_SENDING
        outbox.give_up_on_the_lost(clock.now)
        assert now_of(mail)[0] == MailState.UNSURE

    outbox.send_due(clock=clock, deliver=slowly)
    assert now_of(mail) == (MailState.SENT, 1)


def test_who_comes_back_late_changes_nothing_of_a_try_that_somebody_asked_for_since(clinic, mail, clock):
    def slowly(message):
        clock.now += 2 * outbox.LONGEST_SENDING
        outbox.give_up_on_the_lost(clock.now)
        mail.refresh_from_db()
        sheets.send_again(mail=mail, by=clinic.desk, at=clock.now)
        refuses(message)

    first = outbox.take_next(clock.now)
    outbox.send_one(first, clock=clock, deliver=slowly)
    assert now_of(mail) == (MailState.DUE, 0)
    assert outbox.send_due(clock=clock) == 1
    assert now_of(mail) == (MailState.SENT, 1)


def test_one_that_cannot_be_sent_does_not_stop_the_others(clinic, clock):
    first, second = (owed(clinic, clinic.signed(), to=f"{name}@example.org") for name in ("a", "b"))
    clock.now = timezone.now()
    outbox.send_due(clock=clock, deliver=lambda message: refuses(message) if message.to == [first.to] else None)
    assert (now_of(first)[0], now_of(second)[0]) == (MailState.DUE, MailState.SENT)


def test_how_it_ended_is_written_down(mail, clock):
    outbox.send_due(clock=clock)
    event = Event.objects.get(action="mail.sent")
    assert event.patient_id == str(mail.record.consultation.patient_id)
    assert mail.to not in str(event.details)


# What the mail server's answers mean


class Server:
    """A backend whose conversation ends as a test wants."""

    def __init__(self, fault, *, at="send", handing_over=False):
        self.fault, self.at, self.is_handing_over = fault, at, handing_over

    def open(self):
        if self.at == "open":
            raise self.fault

    def send_messages(self, messages):
        if self.at == "send":
            raise self.fault

    def close(self):
        if self.at == "close":
            raise self.fault


RECIPIENT = {"amy@example.org": (550, b"amy@example.org is not here")}
MEANINGS = {
    "nobody is there": (Server(ConnectionRefusedError(), at="open"), NotTaken, False),
    "it hangs at the door": (Server(TimeoutError(), at="open"), NotTaken, False),
    "a wrong password": (Server(smtplib.SMTPAuthenticationError(535, b"no"), at="open"), NotTaken, False),
    "the address is wrong": (Server(smtplib.SMTPRecipientsRefused(RECIPIENT)), NotTaken, True),
    "come back later": (Server(smtplib.SMTPRecipientsRefused({"a": (451, b"later")})), NotTaken, False),
    "it refuses what it was sent": (Server(smtplib.SMTPDataError(554, b"no"), handing_over=True), NotTaken, False),
    "it hangs up before": (Server(smtplib.SMTPServerDisconnected("gone")), NotTaken, False),
    "it hangs up after": (Server(smtplib.SMTPServerDisconnected("gone"), handing_over=True), NoAnswer, False),
    "it falls silent after": (Server(TimeoutError(), handing_over=True), NoAnswer, False),
    "half an answer": (Server(smtplib.SMTPDataError(25, b""), handing_over=True), NoAnswer, False),
}


@pytest.mark.parametrize("case", MEANINGS)
def test_what_an_end_of_the_conversation_means(case):
    server, meaning, for_good = MEANINGS[case]
    with pytest.raises(meaning) as end:
        outbox.deliver(django_mail.EmailMessage("s", "b", "a@example.org", ["amy@example.org"]), server)
    assert getattr(end.value, "for_good", False) == for_good
    assert "amy" not in str(end.value), "the server's words can quote the address"


def test_trouble_while_saying_goodbye_changes_nothing():
    outbox.deliver(django_mail.EmailMessage("s", "b", "a@b.org", ["c@d.org"]), Server(OSError(), at="close"))
    assert Mail.objects.count() == 0
