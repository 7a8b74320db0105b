"""Who changed what: one entry for each sitting, opened to its single edits."""

import re
from datetime import timedelta

import pytest

from tests.integration.clinic_factory import NOW
from tests.integration.drafts_made import admin, part, signed_in
from tests.integration.warts_draft import warts
from treatments.editing.changing import change_part
from treatments.editing.parts import Draft, stamp_of
from treatments.editing.undoing import undo
from treatments.models import Edit, Protocol
from treatments.workbench.publishing.sittings import A_PAGE, sittings, steps_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return warts()


@pytest.fixture
def mina():
    return admin()


@pytest.fixture
def ada():
    return admin("Ada Lind")


def write(draft, by, minutes, text=None, code="EX-01", note=""):
    now = part(draft, "rules", code)
    where = {"protocol_id": draft.pk, "parts": "rules", "code": code, "stamp": stamp_of(now)}
    at = NOW + timedelta(minutes=minutes)
    return change_part(**where, values=now | {"because": text or f"Said at {minutes}."}, by=by, at=at, note=note)


def listed(draft, **wanted):
    return [(sitting.name, sitting.edits) for sitting in sittings(draft, **wanted)]


def test_edits_of_one_person_without_a_pause_of_more_than_half_an_hour_are_one_sitting(draft, mina):
    for minutes in (60, 75, 105, 136, 140):
        write(draft, mina, minutes)
    assert listed(draft) == [("Mina Okoro", 2), ("Mina Okoro", 3)]


def test_a_sitting_goes_on_while_somebody_else_edits_too(draft, mina, ada):
    for by, minutes in ((mina, 60), (ada, 65), (mina, 70), (ada, 75), (mina, 80)):
        write(draft, by, minutes)
    assert listed(draft) == [("Mina Okoro", 3), ("Ada Lind", 2)]


def test_a_sitting_says_what_it_touched_and_each_part_once(draft, mina):
    write(draft, mina, 60), write(draft, mina, 61), write(draft, mina, 62, code="CA-01")
    (sitting,) = sittings(draft)
    assert (sitting.words, sitting.edits) == ("2 rules", 3)
    assert (sitting.began, sitting.ended) == (NOW + timedelta(minutes=60), NOW + timedelta(minutes=62))


def test_it_opens_to_its_single_edits_in_their_order_with_notes_and_undoings(draft, mina, ada):
    first = write(draft, mina, 60, "The first.", note="A doctor asked.")
    write(draft, ada, 61, "In between.", code="CA-01")
    write(draft, mina, 62, "The second.")
    undo(protocol_id=draft.pk, by=mina, at=NOW + timedelta(minutes=63))
    steps = steps_of(Draft.read(Protocol.objects.get()), first.pk)

    assert [step.change.fields[0].after for step in steps] == ["The first.", "The second.", "The first."]
    assert [step.is_undo for step in steps] == [False, False, True]
    page = signed_in(mina).get(f"/content/warts/log/{first.pk}/").content.decode()
    assert "A doctor asked." in page
    assert "In between." not in page
    assert "Undone" in page


def test_it_is_filtered_by_person_and_by_part(draft, mina, ada):
    write(draft, mina, 60), write(draft, ada, 61, code="CA-01")
    assert listed(draft, person="Ada Lind") == [("Ada Lind", 1)]
    assert listed(draft, parts="methods") == []
    assert listed(draft, parts="rules", code="EX-01") == [("Mina Okoro", 1)]
    page = signed_in(mina).get("/content/warts/log/", {"person": "Ada Lind"}).content.decode()
    assert re.search(r"<option selected>Ada Lind", page)
    assert len(re.findall(r"/content/warts/log/\d+/", page)) == 1


def test_a_long_log_goes_on_below_the_last_entry_without_gaps_or_doubles(draft, mina):
    for number in range(A_PAGE + 4):
        write(draft, mina, 60 + 40 * number)
    client, seen, href = signed_in(mina), [], ""
    while True:
        page = client.get(f"/content/warts/log/{href}").content.decode()
        seen += re.findall(r"/content/warts/log/(\d+)/", page)
        more = re.search(r'href="(\?[^"]*below=\d+)"', page)
        if not more:
            break
        href = more[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == A_PAGE + 4


def test_the_log_takes_as_many_queries_however_long_it_is(draft, mina, django_assert_num_queries):
    write(draft, mina, 60)
    with django_assert_num_queries(1):
        sittings(draft)
    for number in range(20):
        write(draft, mina, 200 + 40 * number)
    with django_assert_num_queries(1):
        assert len(sittings(draft)) == 21


@pytest.mark.parametrize("query", ["?below=x", "?below=-1", "?parts=moon", "?person=%00", "?code=" + "x" * 500])
def test_odd_filters_are_no_fault(draft, mina, query):
    assert signed_in(mina).get(f"/content/warts/log/{query}").status_code in (200, 400, 414)


def test_a_sitting_there_is_not_is_not_found(draft, mina):
    client = signed_in(mina)
    assert client.get("/content/warts/log/987654321/").status_code == 404
    write(draft, mina, 60)
    second = write(draft, mina, 61)
    assert client.get(f"/content/warts/log/{second.pk}/").status_code == 404, "a sitting is known by its first edit"
    assert Edit.objects.count() == 2
