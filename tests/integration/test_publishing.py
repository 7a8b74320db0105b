"""From draft to release: read back, run on every case, written by one and approved by another."""

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from clinic.audit.refusals import Refused, Stale
from tests.integration import sample_protocol as sample
from tests.integration.clinic_factory import person
from treatments.compiled_releases import compiled, read_back
from treatments.drafting import document_of
from treatments.engine.documents import BadDocument
from treatments.loading import load_document
from treatments.models import Protocol, Release, Rule, Withdrawal, live_release
from treatments.publishing import (
    CasesFail,
    DraftHasFaults,
    NothingChanged,
    publish,
    publish_from_file,
    withdraw,
)

pytestmark = pytest.mark.django_db


def admin():
    return person(Role.CONTENT_ADMIN)


def test_a_release_is_the_draft_as_it_was_and_compiles():
    release = sample.first_release()

    assert (release.slug, release.number, release.format, release.origin) == ("warts", 1, 1, "file")
    assert compiled(release).document == sample.document()
    assert (compiled(release).release, compiled(release).sha256) == (1, release.sha256)
    event = Event.objects.get(action="release.published")
    assert event.details["sha256"] == release.sha256


def test_loading_and_reading_the_rows_gives_the_same_document():
    assert document_of(sample.draft()) == sample.document()


def test_reading_a_draft_takes_the_same_few_queries_however_long_it_is(django_assert_num_queries):
    small = sample.draft()

    def many_more_rules(values):
        values["rules"] += [values["rules"][0] | {"code": f"RF-{number}"} for number in range(100, 200)]

    with django_assert_num_queries(10):
        document_of(small)
    large = sample.draft(many_more_rules)
    with django_assert_num_queries(10):
        document_of(large)


def test_the_next_release_names_everybody_who_wrote_it_and_who_approved():
    sample.first_release()
    ada, bo = person(Role.CONTENT_ADMIN, name="Ada"), person(Role.CONTENT_ADMIN, name="Bo")
    derm = person(Role.DERMATOLOGIST, name="Cy")
    sample.draft(sample.with_name("Warts"), by=ada)
    draft = sample.draft(sample.with_name("Warts of the hand"), by=bo)

    for author in (ada, bo):
        with pytest.raises(Refused, match="You changed this draft yourself"):
            publish(protocol=draft, by=author, at=sample.NOW)
    release = publish(protocol=draft, by=derm, at=sample.NOW, notes="shorter name")

    assert (release.number, release.written_by, release.written_by_name) == (2, bo, "Ada, Bo")
    assert (release.approved_by_name, release.published_by_name) == ("Cy", "Cy")
    assert not draft.authors.exists()


def test_what_was_written_without_a_name_cannot_be_approved():
    sample.first_release()
    draft = sample.draft(sample.with_name("Warts"))

    with pytest.raises(Refused, match="Nobody is named as the author"):
        publish(protocol=draft, by=admin(), at=sample.NOW)


@pytest.mark.parametrize("role", [Role.FRONT_DESK, Role.MANAGER])
def test_only_content_admins_and_dermatologists_approve_and_withdraw(role):
    release = sample.first_release()
    draft = sample.draft(sample.with_name("Warts"), by=admin())

    with pytest.raises(Refused, match="Only a content admin or a dermatologist"):
        publish(protocol=draft, by=person(role), at=sample.NOW)
    with pytest.raises(Refused, match="Only a content admin or a dermatologist"):
        withdraw(release=release, by=person(role), reason="no", at=sample.NOW)
    with pytest.raises(Refused, match="Only a content admin can change"):
        load_document(document=sample.document(), by=person(role), at=sample.NOW)


def test_a_person_who_left_approves_nothing():
    draft = sample.draft(by=admin())

    with pytest.raises(Refused):
        publish(protocol=draft, by=person(Role.CONTENT_ADMIN, is_active=False), at=sample.NOW)


def test_the_same_content_is_not_published_twice():
    sample.first_release()
    draft = sample.draft(sample.with_name("Warts"), by=admin())
    publish(protocol=draft, by=admin(), at=sample.NOW)

    draft = sample.draft(sample.with_name("Warts, again"), by=admin())
    draft = sample.draft(sample.with_name("Warts"), by=admin())
    with pytest.raises(NothingChanged):
        publish(protocol=draft, by=admin(), at=sample.NOW)


def test_a_case_that_fails_stops_publishing_and_is_named():
    draft = sample.draft(by=admin())
    Rule.objects.filter(code="EX-01").update(when="cold_hands = no")

    with pytest.raises(CasesFail) as refusal:
        publish(protocol=draft, by=admin(), at=sample.NOW)

    assert [result.id for result in refusal.value.results] == ["D01", "D02"]
    assert not Release.objects.exists()


@pytest.mark.parametrize(
    ("code", "change", "place"),
    [
        ("EX-01", {"when": "cold_feet = yes"}, "rules[EX-01].when: no question gives “cold_feet”"),
        ("EX-01", {"methods": []}, "rules[EX-01].methods"),
        ("IN-F1", {"methods": []}, "rules[IN-F1].method"),
        ("IN-F1", {"because": ""}, "rules[IN-F1].because"),
        ("CA-01", {"label": None}, "rules[CA-01].label: is missing"),
        ("RF-01", {"sources": ["NONE"]}, "rules[RF-01].sources: there is no “NONE”"),
    ],
)
def test_a_draft_that_does_not_hang_together_is_not_published_and_the_place_is_named(code, change, place):
    draft = sample.draft(by=admin())
    Rule.objects.filter(code=code).update(**change)

    with pytest.raises(DraftHasFaults) as refusal:
        publish(protocol=draft, by=admin(), at=sample.NOW)

    assert place in refusal.value.reason
    assert not Release.objects.exists()


def test_a_document_that_does_not_hang_together_never_becomes_a_draft():
    with pytest.raises(BadDocument):
        sample.draft(lambda values: values["rules"][0].update(when="nothing = x"))
    assert not Protocol.objects.exists()


def test_publishing_what_somebody_else_changed_meanwhile_is_refused():
    seen = sample.draft(by=admin()).revision
    draft = sample.draft(sample.with_name("Warts"), by=admin())

    with pytest.raises(Stale):
        publish(protocol=draft, by=admin(), at=sample.NOW, revision=seen)
    assert publish(protocol=draft, by=admin(), at=sample.NOW, revision=draft.revision).number == 1


def test_a_release_from_a_file_is_only_the_first():
    sample.first_release()
    draft = sample.draft(sample.with_name("Warts"))

    with pytest.raises(Refused, match="already has a release"):
        publish_from_file(protocol=draft, at=sample.NOW)


def test_a_release_is_compiled_once_and_never_mixed_up_with_another(django_assert_num_queries):
    first, second = sample.first_release(), sample.next_release(sample.with_name("Warts"))
    assert compiled(first).document.name != compiled(second).document.name

    live = live_release("warts")
    with django_assert_num_queries(0):
        assert compiled(live) is compiled(second)


def test_a_text_that_is_not_the_published_one_is_not_used():
    release = sample.first_release()

    with pytest.raises(ValueError, match="not the one that was published"):
        read_back(json.dumps(json.loads(release.document)), number=1, sha256=release.sha256)


def test_withdrawing_needs_a_reason_and_happens_once():
    release, by = sample.first_release(), admin()
    with pytest.raises(Refused, match="Say why"):
        withdraw(release=release, by=by, reason="  ", at=sample.NOW)

    withdraw(release=release, by=by, reason="a wrong text", at=sample.NOW)

    with pytest.raises(Refused, match="already withdrawn"):
        withdraw(release=release, by=by, reason="again", at=sample.NOW)
    assert Withdrawal.objects.count() == Event.objects.filter(action="release.withdrawn").count() == 1


def at_once(*tasks):
    """Run them in threads of their own, all starting together; what each gave, or the refusal it met."""
    barrier = Barrier(len(tasks))

    def run(task):
        try:
            barrier.wait(timeout=10)
            return task()
        except Refused as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as threads:
        return list(threads.map(run, tasks))


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_the_same_draft_at_once_make_one_release():
    draft = sample.draft(by=admin())
    one, two = admin(), admin()

    results = at_once(
        lambda: publish(protocol=draft, by=one, at=sample.NOW), lambda: publish(protocol=draft, by=two, at=sample.NOW)
    )

    assert sorted(type(result).__name__ for result in results) in (
        ["NothingChanged", "Release"],
        ["Refused", "Release"],
    )
    assert [release.number for release in Release.objects.all()] == [1]


@pytest.mark.django_db(transaction=True)
def test_two_who_load_and_publish_at_once_get_a_number_each():
    sample.first_release()
    people = [(admin(), admin()) for _ in range(3)]

    def load_and_publish(number):
        author, approver = people[number]
        with transaction.atomic():
            draft = sample.draft(sample.with_name(f"Name {number}"), by=author)
            return publish(protocol=draft, by=approver, at=sample.NOW).number

    assert sorted(at_once(*(lambda n=n: load_and_publish(n) for n in range(3)))) == [2, 3, 4]


@pytest.mark.django_db(transaction=True)
def test_two_who_load_a_new_protocol_at_once_make_one_draft():
    document = sample.document()

    def load():
        return load_document(document=document, by=None, at=sample.NOW).changed

    assert sorted(at_once(load, load, load)) == [False, False, True]
    assert Protocol.objects.get().revision == 1
