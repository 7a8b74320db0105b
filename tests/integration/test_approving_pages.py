"""The pages between a draft and a release, as those who write and those who approve see them."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from clinic.accounts.models import PasswordAttempt
from clinic.accounts.permissions import Role
from tests.integration.clinic_factory import PASSWORD, Clinic, person, site
from tests.integration.drafts_made import admin, signed_in
from tests.integration.drafts_sent import send
from tests.integration.warts_draft import warts, write
from treatments import approving
from treatments.models import Protocol, Release, Submission

pytestmark = pytest.mark.django_db
CHANGES = "/content/warts/changes/"


@pytest.fixture
def here():
    return site("Northbridge", timezone="Europe/London")


@pytest.fixture
def draft():
    return warts()


@pytest.fixture
def mina(here):
    return admin(sites=[here])


@pytest.fixture
def shah(here):
    return person(Role.DERMATOLOGIST, name="Dr Shah", sites=[here])


@pytest.fixture
def sent(draft, mina, shah):
    write(draft, mina)
    return send(draft, mina, note="Plainer words.")


def page_of(sent):
    return f"/content/warts/approval/{sent.pk}/"


def answer(client, sent, to, **form):
    revision = Protocol.objects.get().revision
    return client.post(f"{page_of(sent)}{to}/", {"key": f"{to}-{form}"[:200], "revision": revision} | form)


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_a_changed_draft_is_sent_from_the_page_of_its_changes(draft, mina, shah):
    write(draft, mina)
    client = signed_in(mina)
    page = client.get(CHANGES)
    assert "1 change: 1 rule" in text_of(page)
    assert "Mina Okoro" in text_of(page)

    form = {"key": "k", "revision": page.context["frame"].protocol.revision, "note": "Plainer words."}
    assert client.post("/content/warts/send/", form).url == "/content/warts/"
    assert Submission.objects.get().note == "Plainer words."
    assert client.post("/content/warts/send/", form).status_code == 302, "the same page sent twice is one sending"
    assert Submission.objects.count() == 1


def test_what_stands_in_the_way_is_said_and_the_note_is_kept(draft, mina, shah):
    answer = signed_in(mina).post("/content/warts/send/", {"key": "k", "revision": draft.revision, "note": "My words."})

    assert answer.status_code == 409
    assert "Nothing changed since the live release." in text_of(answer)
    assert "My words." in text_of(answer)


def test_the_approver_finds_the_way_from_where_they_start(sent, mina, shah):
    assert page_of(sent) in text_of(signed_in(shah).get("/protocol/"))
    ada = signed_in(admin("Ada")).get("/content/warts/")
    assert page_of(sent) in text_of(ada)
    assert "Waiting for your approval" in text_of(ada)
    assert "Waiting for your approval" not in text_of(signed_in(mina).get("/content/warts/"))
    assert "Waiting for your approval" not in text_of(signed_in(person(Role.MANAGER)).get("/protocol/"))


def test_the_approver_reads_who_wrote_it_what_changed_and_what_exactly_will_happen(sent, shah):
    page = text_of(signed_in(shah).get(page_of(sent)))
    for words in (
        "Sent by Mina Okoro",
        "Plainer words.",
        "Rule EX-01: Exclusion · ",
        "Release 2 becomes live for new visits.",
    ):
        assert words in page
    assert re.search(r"<ins><span[^>]*>added: </span>[^<]*Said in other words", page)


def test_the_number_of_open_visits_stands_on_the_page_and_no_name(here, mina, shah):
    from tests.integration.drafts_made import change, milia_draft

    draft = milia_draft()
    Clinic(site=here).in_review(), Clinic(site=here).in_intake(), Clinic(site=here).signed()
    change(draft, "rules", "EX-10", mina, because="Never near the eye.")
    page = text_of(signed_in(shah).get(f"/content/milia/approval/{send(draft, mina).pk}/"))
    assert "2 open visits stay on release 1 until a doctor recalculates." in page
    assert "Jones" not in page


def test_with_the_right_password_it_is_published_at_once_and_the_approver_is_told(sent, shah):
    client = signed_in(shah)
    done = answer(client, sent, "approve", when="now", **{"now-password": PASSWORD})
    assert done.url == "/protocol/warts/2/?published=1"
    assert re.search(r"autofocus>.*Release 2 is live.*Approved by Dr Shah", text_of(client.get(done.url)))
    assert "Release 2 is live" not in text_of(client.get("/protocol/warts/2/"))
    assert "Release 2 is live" not in text_of(signed_in(admin("Ada")).get(done.url))
    assert Release.objects.get(number=2).approved_by == shah


def test_a_wrong_password_is_counted_and_publishes_nothing(sent, shah):
    client = signed_in(shah)
    for number in range(5):
        refused = answer(client, sent, "approve", when="now", **{"now-password": f"no {number}"})
        assert refused.status_code == 409
        assert "That is not your password. Nothing was published." in text_of(refused)
    locked = answer(client, sent, "approve", when="now", **{"now-password": PASSWORD})
    assert "Too many wrong passwords" in text_of(locked)
    assert (PasswordAttempt.objects.filter(user=shah).count(), Release.objects.count()) == (5, 1)


def test_without_a_password_nothing_is_published(sent, shah):
    assert answer(signed_in(shah), sent, "approve", when="now").status_code == 422
    assert Release.objects.count() == 1


def test_an_edit_between_looking_and_approving_is_told(draft, sent, mina, shah):
    client = signed_in(shah)
    seen = Protocol.objects.get().revision
    write(draft, mina, "Other words again.")
    refused = answer(client, sent, "approve", when="now", revision=seen, **{"now-password": PASSWORD})

    assert refused.status_code == 409
    assert "was changed after it was sent" in text_of(refused)
    assert Release.objects.count() == 1


def test_a_note_that_was_sent_back_is_there_to_be_sent_again(sent, mina, shah):
    approving.send_back(submission_id=sent.pk, comment="Why?", by=shah, at=timezone.now())
    assert re.search(r"<textarea[^>]*> ?Plainer words\.</textarea>", text_of(signed_in(mina).get(CHANGES)))


def test_a_note_that_was_taken_back_is_there_to_be_sent_again(sent, mina):
    approving.take_back(submission_id=sent.pk, by=mina, at=timezone.now())
    assert re.search(r"<textarea[^>]*> ?Plainer words\.</textarea>", text_of(signed_in(mina).get(CHANGES)))


def test_a_note_that_was_published_is_not_there_again(draft, sent, mina, shah):
    answer(signed_in(shah), sent, "approve", when="now", **{"now-password": PASSWORD})
    write(draft, mina, "Other words again.")
    assert "Plainer words." not in text_of(signed_in(mina).get(CHANGES))


def test_sent_back_with_a_comment_it_stands_on_the_workbench(sent, mina, shah):
    client = signed_in(shah)
    assert answer(client, sent, "back", comment=" ").status_code == 422
    assert answer(client, sent, "back", comment="Name the source.").status_code == 302
    page = text_of(signed_in(mina).get("/content/warts/"))
    assert "Dr Shah sent it back" in page
    assert "Name the source." in page


def test_whoever_sent_it_takes_it_back_and_has_no_button_to_approve(sent, mina):
    client = signed_in(mina)
    page = text_of(client.get(page_of(sent)))
    assert "Approve and publish now" not in page
    assert "You sent this draft yourself" in page
    assert answer(client, sent, "take-back").url == CHANGES
    assert Submission.objects.get().ending == "taken_back"


def test_what_is_over_says_what_came_of_it(sent, shah):
    client = signed_in(shah)
    answer(client, sent, "approve", when="now", **{"now-password": PASSWORD})
    assert "Published as release 2" in text_of(client.get(page_of(sent)))
    again = answer(client, sent, "back", comment="Too late.")
    assert again.status_code == 409


# At a time


def at_a_time(client, sent, day, clock, password=PASSWORD):
    form = {"later-day_day": str(day.day), "later-day_month": str(day.month), "later-day_year": str(day.year)}
    return answer(client, sent, "approve", when="later", **form, **{"later-clock": clock, "later-password": password})


def test_it_is_approved_for_a_time_on_the_clock_of_the_site(sent, shah):
    day = timezone.now().date() + timedelta(days=30)
    client = signed_in(shah)
    assert at_a_time(client, sent, day, "07:30").url == page_of(sent)

    found = Submission.objects.get()
    local = found.publish_at.astimezone(shah.sites.get().zone)
    assert (local.date(), f"{local:%H:%M}", Release.objects.count()) == (day, "07:30", 1)
    assert "07:30 (Europe/London, UTC+0" in text_of(client.get(page_of(sent)))


def test_somebody_at_another_site_reads_the_same_moment_on_their_clock(sent, shah):
    day = timezone.now().date() + timedelta(days=30)
    at_a_time(signed_in(shah), sent, day, "20:00")
    auckland = person(Role.DERMATOLOGIST, sites=[site("Auckland", timezone="Pacific/Auckland")])
    assert "(Pacific/Auckland, UTC+1" in text_of(signed_in(auckland).get(page_of(sent)))


def test_a_time_that_has_passed_is_refused_and_so_is_one_that_never_comes(sent, shah):
    client = signed_in(shah)
    passed = at_a_time(client, sent, timezone.now().date() - timedelta(days=1), "07:30")
    assert (passed.status_code, "This time has passed" in text_of(passed)) == (409, True)
    assert "Write the time as hours and minutes" in text_of(
        at_a_time(client, sent, timezone.now().date() + timedelta(days=3), "half past")
    )
    assert Submission.objects.get().approved_by is None
