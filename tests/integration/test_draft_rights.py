"""Who may do what to a draft and its releases: by the page, by a POST nobody offered, and by the database itself."""

import pytest
from django.db import DatabaseError, connection, transaction

from clinic.accounts.permissions import Role
from tests.integration.clinic_factory import NOW, PASSWORD, person
from tests.integration.drafts_made import admin, signed_in
from tests.integration.drafts_sent import send
from tests.integration.warts_draft import warts, write
from treatments.models import Edit, Protocol, Release, Submission, Withdrawal

pytestmark = pytest.mark.django_db
EDITING = ["send/", "undo/", "redo/", "move/", "remove/", "import/", "release/1/restore/", "approval/{pk}/take-back/"]
PUBLISHING = ["approval/{pk}/approve/", "approval/{pk}/back/", "release/1/withdraw/"]
READING = ["", "changes/", "log/", "import/", "file/", "release/1/restore/"]


@pytest.fixture
def mina():
    return admin()


@pytest.fixture
def sent(mina):
    draft = warts()
    person(Role.DERMATOLOGIST)
    write(draft, mina)
    return send(draft, mina)


def state():
    drafts = Protocol.objects.values_list("revision")
    submissions = Submission.objects.values_list("ending", "approved_by")
    return [list(drafts), list(submissions), Release.objects.count(), Withdrawal.objects.count(), Edit.objects.count()]


def post(user, path, sent, **form):
    known = {"key": "k", "revision": Protocol.objects.get().revision, "comment": "No.", "reason": "No.", "sure": "on"}
    password = {"when": "now", "now-password": PASSWORD}
    return signed_in(user).post(f"/content/warts/{path.format(pk=sent.pk)}", known | password | form)


@pytest.mark.parametrize("path", EDITING)
@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.DERMATOLOGIST, Role.MANAGER])
def test_only_content_admins_change_a_draft_whatever_is_sent(sent, role, path):
    before = state()
    assert post(person(role), path, sent).status_code == 403
    assert state() == before


@pytest.mark.parametrize("path", PUBLISHING)
@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.MANAGER])
def test_only_who_may_publish_approves_and_withdraws_whatever_is_sent(sent, role, path):
    before = state()
    assert post(person(role), path, sent).status_code == 403
    assert state() == before


@pytest.mark.parametrize("path", READING)
@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.DERMATOLOGIST, Role.MANAGER])
def test_the_pages_of_a_draft_are_for_content_admins(sent, role, path):
    assert signed_in(person(role)).get(f"/content/warts/{path}").status_code == 403


@pytest.mark.parametrize("path", ["approval/{pk}/", "compare/1/draft/", "release/1/file/"])
@pytest.mark.parametrize("role", [Role.DERMATOLOGIST, Role.MANAGER])
def test_what_is_to_be_approved_is_read_by_everybody_who_reads_protocols(sent, role, path):
    page = signed_in(person(role)).get(f"/content/warts/{path.format(pk=sent.pk)}")
    assert page.status_code == 200
    if role == Role.MANAGER:
        assert b"now-password" not in page.content


def test_nobody_approves_their_own_by_a_post_that_no_page_offers(sent, mina):
    before = state()
    assert post(mina, "approval/{pk}/approve/", sent).status_code == 409
    assert post(mina, "approval/{pk}/back/", sent).status_code == 409
    assert state() == before


def test_who_wrote_part_of_it_does_not_approve_what_another_sent(sent, mina):
    ada = admin("Ada")
    protocol = Protocol.objects.get()
    write(protocol, ada, "In yet other words.")
    again = send(protocol, mina)
    refused = post(ada, "approval/{pk}/approve/", again)
    assert (refused.status_code, Release.objects.count()) == (409, 1)


@pytest.mark.parametrize("path", ["send/", "approval/{pk}/approve/", "approval/{pk}/back/", "approval/{pk}/take-back/"])
def test_what_changes_something_is_not_done_by_a_get(sent, mina, path):
    before = state()
    assert signed_in(mina).get(f"/content/warts/{path.format(pk=sent.pk)}").status_code == 405
    assert state() == before


def test_somebody_who_left_does_nothing_any_more(sent):
    derm = person(Role.DERMATOLOGIST)
    client = signed_in(derm)
    derm.is_active = False
    derm.save()
    before = state()
    client.post(f"/content/warts/approval/{sent.pk}/approve/", {"when": "now", "now-password": PASSWORD, "key": "k"})
    assert state() == before


# The database itself


def refused(sql, *values):
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def test_the_database_takes_no_approval_by_whoever_sent_it(sent, mina):
    refused(
        "UPDATE treatments_submission SET approved_by_id = %s, approved_at = %s WHERE id = %s", mina.pk, NOW, sent.pk
    )


def test_the_database_takes_no_release_approved_by_its_author(sent, mina):
    columns = "slug, number, format, document, sha256, origin, published_at, notes"
    refused(
        f"INSERT INTO treatments_release ({columns}, written_by_id, written_by_name, approved_by_id, approved_by_name,"
        " published_by_id, published_by_name)"
        " SELECT slug, 2, format, document, sha256, 'draft', published_at, '', %s, 'M', %s, 'M', %s, 'M'"
        " FROM treatments_release WHERE number = 1",
        *[mina.pk] * 3,
    )


def test_the_database_changes_no_release_and_empties_no_log(sent):
    refused("UPDATE treatments_release SET notes = 'better'")
    refused("DELETE FROM treatments_release")
    refused("DELETE FROM treatments_edit")
    refused("TRUNCATE treatments_submission CASCADE")


def test_one_draft_waits_only_once(sent, mina):
    refused(
        "INSERT INTO treatments_submission (protocol_id, revision, sha256, note, sent_by_id, sent_by_name, sent_at,"
        " ending, comment) SELECT protocol_id, revision, sha256, '', sent_by_id, '', sent_at, '', ''"
        " FROM treatments_submission",
    )
