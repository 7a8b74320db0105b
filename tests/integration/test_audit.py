from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from clinic.accounts.permissions import Role
from clinic.audit.history import events_about, sentence
from clinic.audit.models import Event
from clinic.audit.services import record, session_of_request
from tests.integration.clinic_factory import person, site

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)

CHANGES = [
    "UPDATE audit_event SET action = 'other'",
    "DELETE FROM audit_event",
    "TRUNCATE audit_event",
    "SET LOCAL session_replication_role = replica; UPDATE audit_event SET action = 'other'",
    "SET LOCAL session_replication_role = replica; DELETE FROM audit_event",
    "SET LOCAL session_replication_role = replica; TRUNCATE audit_event",
    "INSERT INTO audit_event SELECT * FROM audit_event ON CONFLICT (id) DO UPDATE SET action = 'other'",
]


def seen(patient_id="p1", **changes):
    return record("patient.viewed", None, **{"by": person(), "at": NOW, "patient_id": patient_id} | changes)


def test_an_event_names_who_what_when_where_and_in_which_session():
    derm, here = person(Role.DERMATOLOGIST, name="Mei Chen", username="mei"), site()
    record("site.created", here, by=derm, at=NOW, site=here, patient_id="p1", session="abc", reason="new")

    event = Event.objects.get()
    assert (event.actor_id, event.actor_name, event.actor_role) == (str(derm.pk), "Mei Chen (mei)", "dermatologist")
    assert (event.subject, event.subject_id, event.site_id) == ("accounts.site", str(here.pk), here.pk)
    assert (event.at, event.session, event.patient_id, event.details) == (NOW, "abc", "p1", {"reason": "new"})


def test_an_event_takes_its_session_from_the_request_being_answered():
    token = session_of_request.set("of-the-request")
    assert seen().session == "of-the-request"
    session_of_request.reset(token)


def test_an_event_that_names_nobody_is_the_system_itself():
    assert seen(by=None).actor_name == "Pearl"


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_to_change_an_event(change):
    seen()
    with pytest.raises(DatabaseError, match="its rows are final"), transaction.atomic(), connection.cursor() as cursor:
        for statement in change.split("; "):
            cursor.execute(statement)

    assert Event.objects.get().action == "patient.viewed"


def test_the_models_cannot_change_an_event_either():
    event = seen()
    event.action = "other"
    for change in (event.save, event.delete, lambda: Event.objects.update(action="x"), Event.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_without_its_trigger_the_table_would_be_changed():
    """The negative control: what refuses above is the trigger and nothing else."""
    seen()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_is_insert_only")
        cursor.execute("UPDATE audit_event SET action = 'other'")

    assert Event.objects.get().action == "other"


def test_an_event_is_gone_when_the_change_it_records_is_undone():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        seen()
        _ = 1 / 0

    assert not Event.objects.exists()


def test_the_history_of_a_patient_is_theirs_alone_and_newest_first():
    first, _other, last = seen(), seen("p2"), seen()

    assert events_about("p1").events == [last, first]


def test_the_history_goes_page_by_page_without_losing_or_doubling_an_event():
    made = [seen().pk for _ in range(7)]
    pages, before = [], None
    for _ in range(3):
        page = events_about("p1", before=before, size=3)
        pages += [event.pk for event in page.events]
        before = page.before

    assert (pages, before) == (made[::-1], None)


def test_an_absurd_place_in_the_history_is_no_error():
    seen()
    assert len(events_about("p1", before=10**40).events) == 1
    assert events_about("p1", before=0).events == []


def test_an_event_reads_as_words_and_an_unknown_one_is_not_hidden():
    assert sentence(seen(), {"patient.viewed": "looked at the patient"}) == "looked at the patient"
    assert sentence(seen(), {}) == "patient.viewed"
