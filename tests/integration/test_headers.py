import pytest
from django.test import Client

from clinic.web.headers import ALWAYS, CONTENT_SECURITY_POLICY
from tests.integration.clinic_factory import person

pytestmark = pytest.mark.django_db

PAGES = {
    "the sign-in page": ("get", "/account/sign-in/", {}, 200),
    "a redirect": ("get", "/account/", {}, 302),
    "a page that is not there": ("get", "/nothing/", {}, 404),
    "an odd path": ("get", "/a//b", {}, 404),
    "a foreign host": ("get", "/", {"HTTP_HOST": "evil.example"}, 400),
    "a wrong method": ("options", "/", {}, 405),
    "a form without its token": ("post", "/account/sign-in/", {}, 403),
    "a static file": ("get", "/static/css/base.css", {}, 200),
    "a static file that is not there": ("get", "/static/none.css", {}, 404),
}


@pytest.mark.parametrize("shown", PAGES)
def test_every_response_carries_the_headers(shown):
    method, path, extra, status = PAGES[shown]
    answer = getattr(Client(enforce_csrf_checks=True), method)(path, **extra)

    assert answer.status_code == status
    assert {name: answer.get(name) for name in ALWAYS} == ALWAYS


def test_a_fault_of_ours_carries_the_headers_and_no_trace(client, settings):
    settings.ROOT_URLCONF = "tests.integration.faulty_urls"
    client.raise_request_exception = False
    answer = client.get("/fault/")

    assert (answer.status_code, answer["X-Frame-Options"]) == (500, "DENY")
    assert "ZeroDivisionError" not in answer.content.decode()
    assert "Something went wrong on our side" in answer.content.decode()


def test_nothing_inline_and_nothing_from_elsewhere_may_run():
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert "http" not in CONTENT_SECURITY_POLICY
    assert CONTENT_SECURITY_POLICY.startswith("default-src 'none'")


def test_no_page_of_a_signed_in_person_is_kept_by_the_browser(client):
    client.force_login(person())
    for path in ("/account/", "/account/password/", "/nothing/"):
        assert client.get(path)["Cache-Control"] == "no-store"


def test_a_view_cannot_let_a_private_page_be_kept_by_mistake(client, settings):
    settings.ROOT_URLCONF = "tests.integration.faulty_urls"
    client.force_login(person())

    assert client.get("/kept/")["Cache-Control"] == "no-store"


def test_static_files_may_be_kept(client):
    assert "no-store" not in client.get("/static/css/base.css").get("Cache-Control", "")


def test_over_https_the_browser_is_told_to_stay_there(client, settings):
    settings.SECURE_HSTS_SECONDS = 63072000
    assert "max-age=63072000; includeSubDomains" in client.get("/nothing/", secure=True)["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in client.get("/nothing/")
