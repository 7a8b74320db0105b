"""A database that is away is said in words, wherever in a request it is missed."""

import pytest
from django.db import InterfaceError, InternalError, OperationalError
from django.test import Client
from django.urls import reverse
from psycopg.errors import IdleInTransactionSessionTimeout, InFailedSqlTransaction, ReadOnlySqlTransaction

from clinic.web.outage import is_without_database
from tests.integration.clinic_factory import Clinic
from tests.integration.pages_sent import signed_in

pytestmark = [pytest.mark.faults, pytest.mark.django_db]
SESSION = "django.contrib.sessions.backends.db.SessionStore.load"


@pytest.mark.parametrize("gone", [OperationalError, InterfaceError])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_database_missed_before_any_view_is_no_fault_of_the_page(monkeypatch, gone, method):
    def lost(_store):
        raise gone("connection is lost")

    monkeypatch.setattr(SESSION, lost)
    window = Client(raise_request_exception=False)
    window.cookies["session"] = "a" * 32

    answer = getattr(window, method)("/", {"comment": "She prefers the peel"})

    assert answer.status_code == 503
    assert "Cannot save now" in answer.content.decode()
    assert ("She prefers the peel" in answer.content.decode()) == (method == "post")


def test_a_session_that_cannot_be_written_is_no_mistake_of_the_browser(monkeypatch):
    """The view's own work is committed by then: a page sent again with its key finds it done."""

    def lost(*_args, **_more):
        raise OperationalError("connection is lost")

    clinic = Clinic()
    visit, desk = clinic.in_intake(), signed_in(clinic.desk)
    desk.raise_request_exception = False
    monkeypatch.setattr("django.contrib.sessions.models.Session.save", lost)

    answer = desk.get(reverse("intake", args=[visit.pk]))

    assert answer.status_code == 503
    assert "Cannot save now" in answer.content.decode()


@pytest.mark.parametrize("path", ["/", "/account/sign-in/"])
def test_the_page_says_that_it_may_be_sent_again(monkeypatch, path):
    """A database can die between its commit and its answer, so nobody may say that nothing was saved."""
    monkeypatch.setattr(SESSION, lambda _store: (_ for _ in ()).throw(OperationalError("connection is lost")))
    window = Client(raise_request_exception=False)
    window.cookies["session"] = "a" * 32

    page = window.post(path, {"comment": "She prefers the peel"}).content.decode()

    assert "may not have been saved" in page and "never saved twice" in page
    assert "Nothing was saved" not in page


@pytest.mark.parametrize(
    ("cause", "away"),
    [(IdleInTransactionSessionTimeout(), True), (ReadOnlySqlTransaction(), True), (InFailedSqlTransaction(), False)],
)
def test_a_server_that_hung_up_or_only_reads_is_away_and_a_mistake_of_ours_is_not(cause, away):
    fault = InternalError("no")
    fault.__cause__ = cause

    assert is_without_database(fault) == away
