"""What the patient's own page tells a browser: keep nothing, tell nobody where you are, list it nowhere."""

import re

import pytest
from django.test import Client

from clinic.web.headers import ALWAYS, UNLISTED
from consultations import sheet_tokens
from consultations.other_languages import languages_of
from tests.integration.clinic_factory import Clinic, milia, release_of, site
from tests.integration.sheets_given import readable
from treatments.engine.documents import plain, read_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return Clinic(site=site(phone="020 7946 0000"))


@pytest.fixture
def link(clinic):
    return readable(clinic.signed())


def pages_of(link):
    return {
        "the page": f"/a/{link.token}",
        "the dates": f"/a/{link.token}/dates.ics",
        "an unknown page": f"/a/{sheet_tokens.new()}",
        "unknown dates": f"/a/{sheet_tokens.new()}/dates.ics",
    }


@pytest.mark.parametrize("shown", ["the page", "the dates", "an unknown page", "unknown dates"])
@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_nothing_is_kept_told_or_listed(link, shown, method):
    answer = getattr(Client(enforce_csrf_checks=True), method)(pages_of(link)[shown])

    wanted = ALWAYS | UNLISTED | {"Cache-Control": "no-store"}
    assert {name: answer.get(name) for name in wanted} == wanted
    assert UNLISTED["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies
    assert answer.status_code == (405 if method == "post" else 404 if "unknown" in shown else 200)


def test_other_pages_keep_their_own_headers(clinic):
    answer = Client().get("/account/sign-in/")
    assert answer["Referrer-Policy"] == ALWAYS["Referrer-Policy"] != UNLISTED["Referrer-Policy"]
    assert "X-Robots-Tag" not in answer


def test_it_is_the_same_page_for_somebody_who_works_here_and_leaves_their_session_alone(clinic, link):
    client = Client()
    client.force_login(clinic.derm)
    answer = client.get(f"/a/{link.token}")
    assert answer.content == Client().get(f"/a/{link.token}").content
    assert clinic.derm.name not in answer.content.decode()
    assert not answer.cookies


def test_it_leads_nowhere_but_to_itself_its_dates_and_the_phone(link):
    html = Client().get(f"/a/{link.token}").content.decode()
    ways = re.findall(r'<a [^>]*href="([^"]*)"', html)
    own = ("#main", "?size=", "tel:", f"/a/{sheet_tokens.grouped(link.token)}/dates.ics")
    assert [way for way in ways if not way.startswith(own)] == []
    assert "<form" not in html and "csrf" not in html


def test_the_size_of_the_text_stands_in_the_address_and_odd_ones_change_nothing(link):
    for size, wanted in (("largest", "largest"), ("larger", "larger"), ("huge", "normal"), ("", "normal")):
        html = Client().get(f"/a/{link.token}?size={size}").content.decode()
        assert f'data-text="{wanted}"' in html


# Languages


@pytest.fixture
def in_two_languages():
    """The milia protocol with every text in a second language: the first one's, marked."""
    document = plain(milia())

    def doubled(part):
        if isinstance(part, dict) and set(part) == {"en"} and isinstance(part["en"], str):
            return part | {"ar": f"AR {part['en']}"[:2000]}
        if isinstance(part, dict):
            return {key: doubled(each) for key, each in part.items()}
        return [doubled(each) for each in part] if isinstance(part, list) else part

    return release_of(read_document(doubled(document) | {"languages": ["en", "ar"]}))


def test_it_is_offered_in_the_other_languages_of_its_release(in_two_languages, clinic):
    clinic.release = in_two_languages
    link = readable(clinic.signed())
    own, other = (Client().get(f"/a/{link.token}?lang={code}").content.decode() for code in ("en", "ar"))

    assert '<html lang="en"' in own and "AR " not in own
    assert '<html lang="ar" dir="rtl"' in other and other.count("AR ") > 3
    assert '<html lang="en"' in Client().get(f"/a/{link.token}?lang=xx").content.decode()


def test_what_the_dermatologist_wrote_is_not_shown_half_in_another_language():
    document = {"language": "en", "plan": [{"own_words": ""}], "aftercare": [{"text": "x"}]}
    changed = document | {"aftercare": [{"text": "y", "edited": {"original": "x"}}]}
    protocol = milia().model_copy(update={"languages": ("en", "ar")})
    assert languages_of(document, protocol) == ("en", "ar")
    assert languages_of(changed, protocol) == ("en",)


# Dates for a calendar


def test_the_calendar_says_no_name_no_method_no_place_and_not_where_the_sheet_is(clinic):
    visit = clinic.signed(clinic.patient(family_name="Featherstonehaugh", given_name="Wilhelmina"))
    link = readable(visit)
    answer = Client().get(f"/a/{link.token}/dates.ics")
    text = answer.content.decode()

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "Featherstonehaugh" not in text and "Wilhelmina" not in text
    assert link.token not in text and "/a/" not in text and clinic.site.name not in text
    titles = set(re.findall(r"SUMMARY:(.*)\r\n", text))
    assert titles and all(re.fullmatch(r"Skin care: step \d+|Visit at the clinic", title) for title in titles)
    words = {name["en"].casefold() for method in milia().methods for name in (method.name,)}
    assert not [word for word in words if word in text.casefold()]


def test_every_entry_is_whole_and_the_same_each_time(link):
    text = Client().get(f"/a/{link.token}/dates.ics").content.decode()
    assert text == Client().get(f"/a/{link.token}/dates.ics").content.decode()
    assert text.startswith("BEGIN:VCALENDAR\r\n") and text.endswith("END:VCALENDAR\r\n")
    events = text.split("BEGIN:VEVENT")[1:]
    starts = [re.search(r"DTSTART;VALUE=DATE:(\d{8})", event)[1] for event in events]
    ends = [re.search(r"DTEND;VALUE=DATE:(\d{8})", event)[1] for event in events]
    assert all(start < end for start, end in zip(starts, ends, strict=True))
    assert len(set(re.findall(r"UID:(\S+)", text))) == len(events) > 0
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
