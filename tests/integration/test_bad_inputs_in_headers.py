"""Bad inputs 64 to 71: cookies, tokens, origins, languages and ranges."""

import re

import pytest
from django.test import Client

from tests.integration.clinic_factory import person, site
from tests.integration.crawling import pages

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/sign-in/"


COOKIES = {
    "64 sixteen kilobytes": "a=" + "x" * 16_384,
    "64 the session twice": "session=" + "a" * 32 + "; session=" + "b" * 32,
    "65 random": "session=" + "z" * 32,
    "65 a megabyte": "session=" + "z" * 1_000_000,
    "65 NUL": 'session="\\000aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"',
    "65 other letters": "session=" + "é" * 32,
    "65 a path": "session=../../etc/passwd",
    "66 a token of nobody": "csrf=<script>",
    "no name": "=; ;=;;",
}


@pytest.mark.parametrize("case", COOKIES)
def test_64_65_an_odd_cookie_is_a_fresh_sign_in(case):
    answer = Client(raise_request_exception=False).get("/account/", HTTP_COOKIE=COOKIES[case])
    assert (answer.status_code, answer.url) == (302, f"{SIGN_IN}?next=/account/")


def test_64_two_hundred_headers_are_400():
    headers = {f"HTTP_X_ODD_{number}": "1" for number in range(200)}
    assert Client(raise_request_exception=False).get(SIGN_IN, **headers).status_code == 400


def test_65_the_session_of_another_browser_that_signed_out_is_worth_nothing():
    owner = Client()
    owner.force_login(person())
    stolen = owner.cookies["session"].value
    owner.post("/account/sign-out/")

    assert Client().get("/account/", HTTP_COOKIE=f"session={stolen}").status_code == 302


# Pages without any form: they take nothing from anybody, and set no cookie to compare with.
ONLY_READ = {"sheet_public", "sheet_dates"}


@pytest.mark.parametrize("token", [{}, {"csrfmiddlewaretoken": "x"}, {"csrfmiddlewaretoken": "x" * 64}])
def test_66_without_its_token_no_page_takes_a_form(token, standing):
    wrong = []
    for user in standing.people:
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        client.force_login(user)
        every = pages(standing.examples)
        answers = [(page.name, client.post(page.address, token).status_code) for page in every]
        wrong += [(name, status) for name, status in answers if status != (405 if name in ONLY_READ else 403)]
    assert wrong == []


def test_66_a_token_from_before_signing_in_is_refused_afterwards():
    client = Client(enforce_csrf_checks=True)
    page = client.get(SIGN_IN).content.decode()
    old = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    someone = person(sites=[site("Harbour")])
    client.post(SIGN_IN, {"login": someone.username, "password": "open sesame please", "csrfmiddlewaretoken": old})

    answer = client.post("/account/site/", {"site": "harbour", "csrfmiddlewaretoken": old})
    assert answer.status_code == 403
    assert "harbour" in answer.content.decode()


@pytest.mark.parametrize(
    "origin", ["null", "https://evil.example", "http://testserver.evil.example", "http://testserver:81"]
)
def test_71_a_form_from_elsewhere_is_403(origin):
    client = Client(enforce_csrf_checks=True)
    token = re.search(r'value="(\w{64})"', client.get(SIGN_IN).content.decode())[1]
    sent = {"login": "a", "password": "b", "csrfmiddlewaretoken": token}

    assert client.post(SIGN_IN, sent, HTTP_ORIGIN=origin).status_code == 403
    assert client.post(SIGN_IN, sent, HTTP_ORIGIN="http://testserver").status_code == 422


@pytest.mark.parametrize("language", ["xx-1000-x*" * 5_00, "*", "ar;q=abc", "\x01", "zz-ZZ,;;;q", "en" + "-x" * 2_000])
def test_69_an_odd_language_is_no_fault(language):
    assert Client(raise_request_exception=False).get(SIGN_IN, HTTP_ACCEPT_LANGUAGE=language).status_code == 200


@pytest.mark.parametrize(
    "wanted", ["bytes=0-,0-," * 100, "bytes=9-1", "bytes=-", "bytes=999999999-", "lines=1", "bytes=a-b"]
)
def test_69_an_odd_range_is_the_whole_file_or_416(wanted):
    answer = Client(raise_request_exception=False).get("/static/css/base.css", HTTP_RANGE=wanted)
    assert answer.status_code in (200, 416)
