"""The patient's own page: who has its address reads it, and nothing on it says whose it is."""

import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinic.audit.models import Event
from clinic.audit.refusals import Refused
from consultations import guesses, sheet_tokens
from consultations.models import SheetLink
from consultations.presenters.people import clinic_number
from consultations.services import sheets, signing
from tests.integration.clinic_factory import NOW, Clinic, as_committed, site
from tests.integration.sheets_given import readable

pytestmark = pytest.mark.django_db
CARE = "What to do"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def no_guesses_yet(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()


@pytest.fixture
def clinic():
    return Clinic(site=site(phone="020 7946 0000", out_of_hours_phone="020 7946 0999"))


@pytest.fixture
def visit(clinic):
    patient = clinic.patient(family_name="Featherstonehaugh", given_name="Wilhelmina", date_of_birth=date(1987, 3, 29))
    return clinic.signed(patient)


def page_at(token, **headers):
    return Client().get(f"/a/{token}", **headers)


def test_whoever_has_the_address_reads_what_to_do_and_whom_to_call(visit):
    answer = page_at(readable(visit).token)

    html = answer.content.decode()
    assert answer.status_code == 200
    for said in (CARE, "What is normal", "When to call us", "020 7946 0000", "020 7946 0999", "Your next visit"):
        assert said in html


def test_the_address_is_taken_as_people_type_it(visit):
    token = readable(visit, token="0123456789ABCDEFGHJKMNPQRS").token
    written = sheet_tokens.grouped(token)
    assert written == "01234-56789-ABCDE-FGHJK-MNPQRS"
    for typed in (token, token.lower(), written, written.lower(), f"{written}/", "O1234-56789-ABCDE-FGHJK-MNPQRS"):
        assert page_at(typed).status_code == 200, typed
    assert page_at(f"I{token[1:]}").status_code == 404


def test_a_token_has_at_least_128_bits_in_letters_that_are_not_taken_for_others():
    made = {sheet_tokens.new() for _ in range(2_000)}
    assert len(made) == 2_000
    assert set("".join(made)) == set(sheet_tokens.LETTERS)
    assert len(sheet_tokens.LETTERS) ** sheet_tokens.LENGTH >= 2**128
    assert not set(sheet_tokens.LETTERS) & set("ILOU")


def tells(html, patient):
    """What a page says of whom it is about, for any part of a name that is a word of its own."""
    words = set(re.findall(r"\w+", html.casefold()))
    names = {part.casefold() for name in (patient.family_name, patient.given_name) for part in re.findall(r"\w+", name)}
    born = patient.date_of_birth
    days = {born.isoformat(), f"{born:%d-%b-%Y}", f"{born:%d/%m/%Y}", f"{born.day} {born:%B %Y}"}
    numbers = {str(patient.pk), clinic_number(patient.clinic_number), f"{patient.clinic_number:06d}"}
    return (names & words) | {each for each in days | numbers if each in html}


def test_no_name_no_birth_date_and_no_number_stand_on_the_page(visit):
    answer = page_at(readable(visit).token)
    html = answer.content.decode()
    assert tells(html, visit.patient) == set()
    assert str(visit.pk) not in html
    assert visit.signed_by.name not in html
    assert tells(html + " Featherstonehaugh", visit.patient), "a name that stood there would be noticed"


NAMES = st.text(st.characters(categories=("Lu", "Ll", "Lo")), min_size=5, max_size=14)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    family=NAMES,
    known=NAMES,
    born=st.dates(date(1930, 1, 1), date(2007, 12, 31)),
)
def test_no_page_says_whose_it_or_another_one_is(clinic, family, known, born):
    named = {"family_name": f"Q{family}", "given_name": f"Q{known}", "date_of_birth": born}
    visits = [clinic.signed(clinic.patient(**named)), clinic.signed()]
    links = [readable(visit) for visit in visits]

    for link, other in zip(links, reversed(links), strict=True):
        html = page_at(link.token).content.decode()
        assert [tells(html, visit.patient) for visit in visits] == [set(), set()]
        assert other.token not in html and sheet_tokens.grouped(other.token) not in html


def test_the_address_holds_nothing_but_the_token(visit):
    link = readable(visit)
    assert sheet_tokens.path(link) == f"/a/{sheet_tokens.grouped(link.token)}"


def test_the_printed_address_comes_from_the_settings_and_never_from_the_browser(clinic, visit, settings):
    settings.SITE_ADDRESS, settings.ALLOWED_HOSTS = "https://pearl.clinic.example", ["*"]
    link, client = readable(visit), Client()
    client.force_login(clinic.desk)
    html = client.get(f"/consultations/{visit.pk}/aftercare/", headers={"host": "evil.example"}).content.decode()
    assert f"pearl.clinic.example/a/{sheet_tokens.grouped(link.token)}" in html
    assert "evil.example" not in html
    assert re.search(r'<div class="qr"[^>]*><svg', html), "the code is drawn, not quoted"


# Wrong addresses


def answer_without_time(answer):
    return answer.status_code, answer.content, {name: value for name, value in answer.items() if name != "Date"}


def test_unknown_expired_and_withdrawn_addresses_get_one_and_the_same_answer(clinic, visit):
    at = timezone.now()
    expired = readable(clinic.signed(), expires_on=(at - timedelta(days=2)).date())
    undone = clinic.confirmed()
    record = signing.put_signature(consultation_id=undone.pk, revision=undone.revision, by=clinic.derm, at=at)
    withdrawn = sheets.address_of(record, at)
    assert page_at(withdrawn.token).status_code == 200
    as_committed()
    signing.withdraw_signature(consultation_id=undone.pk, record_id=record.pk, by=clinic.derm, at=at)

    answers = [page_at(token) for token in (sheet_tokens.new(), expired.token, withdrawn.token, "x", "%F0%9F%90%9A")]

    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert len({tuple(sorted(answer.items())) for answer in answers}) == 1
    assert CARE not in answers[0].content.decode()


def test_all_of_them_ask_the_database_the_same(clinic, visit):
    expired = readable(visit, expires_on=date(2026, 1, 1))
    asked = []
    for token in (sheet_tokens.new(), expired.token):
        page_at("x")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page_at(token)
        asked.append([re.sub(r"'[^']*'", "?", query["sql"]) for query in queries])
    assert asked[0] == asked[1]
    assert len(asked[0]) == 1


def test_a_thousand_random_tokens_open_nothing(visit, monkeypatch):
    readable(visit)
    monkeypatch.setattr(guesses, "MOST_IN_A_MINUTE", 10**6)
    client = Client()
    assert {client.get(f"/a/{sheet_tokens.new()}").status_code for _ in range(1_000)} == {404}
    assert not Event.objects.filter(action="sheet.read").exists()


def test_whoever_guesses_is_stopped_and_a_right_address_is_answered_whatever_came_before(visit, monkeypatch):
    monkeypatch.setattr(guesses, "A_MINUTE", 10**9)
    token = readable(visit).token
    statuses = [page_at(sheet_tokens.new()).status_code for _ in range(guesses.MOST_IN_A_MINUTE + 5)]
    assert statuses == [404] * guesses.MOST_IN_A_MINUTE + [429] * 5
    assert page_at(token).status_code == 200
    assert page_at(token, REMOTE_ADDR="198.51.100.7").status_code == 200


def test_neighbours_of_one_network_of_new_addresses_count_as_one_and_the_next_minute_is_a_new_one():
    def asked_by(address):
        return RequestFactory().get("/a/x", REMOTE_ADDR=address)

    now = timezone.now()
    for _ in range(guesses.MOST_IN_A_MINUTE):
        guesses.note_wrong(asked_by("2001:db8:1:2::1"), now)
    assert guesses.too_many(asked_by("2001:db8:1:2:ffff::9"), now)
    assert not guesses.too_many(asked_by("2001:db8:1:3::1"), now)
    assert not guesses.too_many(asked_by("2001:db8:1:2::1"), now + timedelta(minutes=1))


# Its time


def test_it_is_readable_until_thirty_days_after_the_last_step(clinic, visit):
    link = sheets.address_of(visit.record, NOW)
    last = sheet_tokens.last_step(visit.record)
    assert link.expires_on == last + timedelta(days=30)
    assert last >= NOW.date()


def test_the_day_is_that_of_the_site():
    """Late in the evening in London it is the next day in Auckland: one page is over, the other is not."""
    now = timezone.now()
    for zone in ("Pacific/Auckland", "Pacific/Honolulu"):
        there = Clinic(site=site(timezone=zone))
        today = now.astimezone(there.site.zone).date()
        on_its_last_day, over = there.signed(), there.signed()
        assert page_at(readable(on_its_last_day, expires_on=today).token).status_code == 200
        assert page_at(readable(over, expires_on=today - timedelta(days=1)).token).status_code == 404


def test_the_address_is_made_once(visit):
    first = sheets.address_of(visit.record, NOW)
    assert sheets.address_of(visit.record, NOW + timedelta(days=1)) == first
    assert SheetLink.objects.count() == 1


def test_an_undone_signature_gets_no_address(clinic):
    at, visit = timezone.now(), clinic.confirmed()
    record = signing.put_signature(consultation_id=visit.pk, revision=visit.revision, by=clinic.derm, at=at)
    as_committed()
    signing.withdraw_signature(consultation_id=visit.pk, record_id=record.pk, by=clinic.derm, at=at)
    with pytest.raises(Refused):
        sheets.address_of(record, at)


def test_today_is_the_day_on_which_it_is_read():
    there, at = Clinic(), timezone.now()
    visit = there.confirmed()
    signing.put_signature(consultation_id=visit.pk, revision=visit.revision, by=there.derm, at=at)
    new, old = (page_at(readable(each).token).content.decode() for each in (visit, there.signed()))
    assert "Today, " in new and "Today" not in old


# What is written down


def test_reading_is_written_down_without_who_and_without_the_token(visit):
    link = readable(visit)
    page_at(link.token)
    event = Event.objects.get(action="sheet.read")
    assert (event.actor_id, event.actor_name, event.session) == ("", "Pearl", "")
    assert event.patient_id == str(visit.patient_id)
    assert link.token not in str(vars(event))


def test_reading_it_all_day_long_is_one_event_a_day(visit, monkeypatch):
    link, now = readable(visit), timezone.now()
    noon = now.astimezone(visit.site.zone).replace(hour=12)
    for hours in (0, 1, 5, 20, 21):
        monkeypatch.setattr("consultations.views.sheet_public.timezone.now", lambda hours=hours: noon + hours * HOUR)
        assert page_at(link.token).status_code == page_at(f"{link.token}/dates.ics").status_code == 200
    assert Event.objects.filter(action="sheet.read").count() == 2


def test_who_takes_only_the_dates_has_read_it_too(visit):
    page_at(f"{readable(visit).token}/dates.ics")
    assert Event.objects.get(action="sheet.read").patient_id == str(visit.patient_id)


def test_neither_token_stands_in_the_log(visit, caplog, capfd):
    link, wrong = readable(visit), sheet_tokens.new()
    page_at(link.token), page_at(wrong), Client().post(f"/a/{link.token}")
    said = caplog.text + "".join(capfd.readouterr())
    assert link.token not in said and wrong not in said
