"""F19: the mail server refuses, hangs and answers by halves, the sender dies, no PDF can be made. Signing goes on."""

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from clinic.environment import ROOT
from consultations import outbox
from consultations.models import Mail, SheetHandedOut
from consultations.models.sheet import MailState
from tests.faults.mail_server import HANG, TAKES, WAYS, mail_server
from tests.faults.rounds import figure, rounds
from tests.faults.test_rules_changed import signs
from tests.integration.clinic_factory import Clinic
from tests.integration.pages_sent import signed_in
from tests.integration.sheets_given import owed

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
LONGEST_SIGNING = 5.0


@pytest.fixture
def clinic():
    return Clinic()


@pytest.fixture
def post(settings):
    """The product's own carrier, with less patience."""
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "clinic.mail.Carrier", "127.0.0.1", HANG / 4
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    return settings


def owe(clinic, number):
    visit = clinic.signed()
    return [owed(clinic, visit, to=f"amy{each}@example.org", key=f"key {each}") for each in range(number)]


def until_nothing_is_due():
    """A day of the outbox, without the waiting in between."""
    now, tried = timezone.now(), 0
    while Mail.objects.filter(state__in=[MailState.DUE, MailState.SENDING]).exists():
        tried += outbox.send_due(clock=lambda now=now: now)
        now += timedelta(minutes=10)
    return tried


def ends(took):
    """What became of the e-mails, and whether that is true."""
    found = Counter()
    for mail in Mail.objects.all():
        arrived = took[mail.message_id]
        found[mail.state] += 1
        found["twice"] += arrived > 1
        found["untrue"] += arrived != {MailState.SENT: 1, MailState.FAILED: 0}.get(mail.state, arrived)
    return {"twice": 0, "untrue": 0} | dict(found)


def test_whatever_the_mail_server_does_no_e_mail_arrives_twice_and_none_is_called_sent_that_is_not(clinic, post):
    chance, number = random.Random(19), rounds(short=30, full=400)
    owe(clinic, number)
    with mail_server(lambda: chance.choice(WAYS)) as server:
        post.EMAIL_PORT = server.port
        tried = until_nothing_is_due()

    found = ends(server.took)

    figure("F19", {"e-mails": number, "tries": tried} | found)
    assert set(server.talks) == set(WAYS)
    assert (found["twice"], found["untrue"]) == (0, 0)
    assert found[MailState.SENT] > 0


def test_an_outbox_that_tries_again_whatever_happened_sends_some_twice(clinic, post, monkeypatch):
    """The control: a missing answer is taken for a no."""
    monkeypatch.setattr(outbox, "NoAnswer", type("Never", (Exception,), {}))
    monkeypatch.setattr(outbox, "deliver", lambda message, real=outbox.deliver: as_refused(real, message), raising=True)
    chance = random.Random(19)
    owe(clinic, 10)
    with mail_server(lambda: chance.choice((TAKES, "hangs up when it has it"))) as server:
        post.EMAIL_PORT = server.port
        now = timezone.now()
        for _day in range(40):
            outbox.send_due(clock=lambda now=now: now, deliver=outbox.deliver)
            now += timedelta(minutes=60)

    found = ends(server.took)
    figure("F19 control: a missing answer is taken for a no", found)
    assert found["twice"] > 0


def as_refused(deliver, message):
    try:
        deliver(message)
    except Exception as fault:
        raise outbox.NotTaken(type(fault).__name__) from fault


DIES = """
import django, os, signal
django.setup()
from django.conf import settings
from consultations import outbox
settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = "clinic.mail.Carrier", "127.0.0.1", {port}
settings.EMAIL_USE_TLS = False
outbox._conclude = lambda *told, **more: os.kill(os.getpid(), signal.SIGKILL)
outbox.send_due()
"""


def sender_dies(port):
    parts = connection.get_connection_params()
    url = f"postgresql:///{parts['dbname']}?" + "&".join(
        f"{name}={parts[name]}" for name in ("host", "user", "port", "password") if parts.get(name)
    )
    own = os.environ | {"DATABASE_URL": url, "PEARL_MODE": "demo", "DJANGO_SETTINGS_MODULE": "clinic.settings"}
    return subprocess.run([sys.executable, "-c", DIES.format(port=port)], cwd=ROOT, env=own, timeout=60).returncode


def test_a_sender_killed_between_sending_and_writing_it_down_sends_nothing_twice(clinic, post):
    number = rounds(short=2, full=20)
    owe(clinic, number)
    with mail_server(lambda: TAKES) as server:
        post.EMAIL_PORT = server.port
        codes = {sender_dies(server.port) for _each in range(number)}
        later = timezone.now() + outbox.LONGEST_SENDING + timedelta(seconds=1)
        outbox.send_due(clock=lambda: later)

    figure("F19 sender killed", {"times": number} | ends(server.took))
    assert codes == {-9}
    assert set(server.took.values()) == {1}
    assert set(Mail.objects.values_list("state", flat=True)) == {MailState.UNSURE}


def test_signing_and_owing_an_e_mail_wait_for_no_mail_server(clinic, post, monkeypatch):
    mails, visit, doctor = owe(clinic, 3), clinic.confirmed(), signed_in(clinic.derm)
    with mail_server(lambda: "hangs at the greeting") as server:
        post.EMAIL_PORT, post.EMAIL_TIMEOUT = server.port, HANG
        sender = threading.Thread(target=lambda: (outbox.send_due(), connection.close()))
        sender.start()
        server.is_talking.wait(10)
        since = time.monotonic()
        answer = signs(doctor, clinic, visit)
        owed(clinic, visit)
        took, still_hanging = time.monotonic() - since, sender.is_alive()
        sender.join(30)

    figure("F19 signing while the mail server hangs", {"s": round(took, 2)})
    assert answer.status_code == 302 and took < LONGEST_SIGNING
    assert still_hanging and len(mails) == 3


def test_a_pdf_that_cannot_be_made_is_said_in_words_not_called_handed_out_and_stops_no_signature(clinic, monkeypatch):
    def broken(*_told, **_more):
        raise RuntimeError("no fonts")

    monkeypatch.setattr("consultations.views.sheet_pdf._pdf", broken)
    visit, doctor = clinic.confirmed(), signed_in(clinic.derm)
    doctor.raise_request_exception = False

    assert signs(doctor, clinic, visit).status_code == 302
    answer = doctor.get(reverse("aftercare_pdf", args=[visit.pk]))

    assert answer.status_code >= 500
    assert "Something went wrong on our side" in answer.content.decode()
    assert not SheetHandedOut.objects.exists()
    assert doctor.get(reverse("aftercare", args=[visit.pk])).status_code == 200
