"""Bad inputs, by their numbers in the list of attacks: a clear answer for each, and never a fault of ours.

Numbers 1 to 43 are about the intake, 44 to 56 about addresses, 57 to 71 about headers. What the forms of the intake
must say themselves is in the tests of the intake; here is what every page must survive.
"""

from urllib.parse import unquote_to_bytes

import pytest
from django.test import Client
from django.urls import reverse
from django.urls.converters import IntConverter, UUIDConverter

from clinic.accounts.models import User
from clinic.accounts.permissions import Role
from tests.integration.clinic_factory import person
from tests.integration.crawling import pages, patterns, signed_in, signing_out_last

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/sign-in/"


@pytest.fixture
def somebody(client, standing):
    """Signed in, and shown an error page instead of an exception, as in the clinic."""
    client.raise_request_exception = False
    client.force_login(person(Role.DERMATOLOGIST, sites=[standing.site]))
    return client


QUERIES = {
    "44 NUL": "q=%00",
    "44 NUL in a name": "%00=1",
    "45 wildcards": "q=%25",
    "45 underscores": "q=_",
    "45 dashes": "q=---",
    "45 a star": "q=*",
    "45 blank": "q=+",
    "47 bad UTF-8": "q=%ff%fe",
    "47 half a surrogate pair": "q=%ed%a0%80",
    "48 page below nothing": "page=-1",
    "48 page zero": "page=0",
    "48 page in words": "page=abc",
    "48 page 1e9": "page=1e9",
    "48 page of forty digits": "page=" + "9" * 40,
    "48 page in other digits": "page=%EF%BC%91",
    "48 before nothing": "before=-1",
    "48 before forty digits": "before=" + "9" * 40,
    "49 sort by password": "sort=password",
    "49 sort by SQL": "sort=-id)--",
    "49 sort across": "sort=a.b",
    "49 sort by control characters": "sort=%01%02",
    "50 an id of forty digits": "id=" + "9" * 40,
    "34 SQL": "q='+OR+1%3D1--",
    "32 templates": "q={{7*7}}{%25+debug+%25}${7*7}{0.__class__}",
}


@pytest.mark.parametrize("case", QUERIES)
def test_44_to_49_no_query_is_a_fault_anywhere(case, faults):
    assert faults(lambda client, address: client.get(f"{address}?{QUERIES[case]}")) == []


@pytest.mark.parametrize(("query", "status"), [("q=%00", 400), ("q=%ff%fe", 400), ("page=abc", 404), ("page=-1", 404)])
def test_44_47_48_the_gate_answers_before_the_page(somebody, query, status):
    assert somebody.get(f"/account/?{query}").status_code == status


@pytest.mark.parametrize("length", [4_001, 100_000])
def test_46_an_endless_query_is_414(somebody, length):
    assert somebody.get("/account/?q=" + "x" * length).status_code == 414


def test_46_an_endless_address_is_414(somebody):
    assert somebody.get("/" + "x" * 100_000).status_code == 414


BAD_IDS = ["0", "-1", "9" * 40, "1%20", "%EF%BC%91", "%00", "1;", "..%2f1", "null", "NaN", "1e3", "'--", "%ff"]
UNKNOWN = {
    UUIDConverter: "6b6f6f6b-6f6f-4b6f-8b6f-6b6f6f6b6f6f",
    IntConverter: "987654321",
}


def with_ids(standing, pattern, text):
    """The address of a page, with this text in place of each id."""
    example = next(page for page in pages(standing.examples) if page.name == pattern.name)
    address = example.address
    for value in example.example.values():
        address = address.replace(f"/{value}/", f"/{text}/")
    return address


def with_an_id():
    return [entry for entry in patterns() if any(type(c) in UNKNOWN for c in entry.pattern.converters.values())]


@pytest.mark.parametrize("bad", BAD_IDS)
def test_50_an_id_that_is_none_is_the_same_404_as_an_unknown_one(somebody, bad, standing):
    wrong = []
    for pattern in with_an_id():
        status = somebody.get(with_ids(standing, pattern, bad)).status_code
        # In the patient's hand nothing has an id; whoever holds no such tablet is led away before a number is read.
        led_away = pattern.name.startswith("tablet_") and status == 302
        if status not in (403, 404, 405) and not led_away:
            wrong.append((pattern.name, status))
    assert wrong == []


def test_50_a_uuid_in_capitals_is_404(somebody, standing):
    wrong = []
    for pattern in with_an_id():
        if any(isinstance(converter, UUIDConverter) for converter in pattern.pattern.converters.values()):
            status = somebody.get(with_ids(standing, pattern, UNKNOWN[UUIDConverter].upper())).status_code
            wrong += [] if status == 404 else [(pattern.name, status)]
    assert wrong == []


PATHS = [
    "//",
    "//account/",
    "/./account/",
    "/account/..%2f",
    "/account/%2e%2e/",
    "/%00",
    "/account;x=1/",
    "/account\\",
    "/account/%5c",
    "/%ff%fe",
    "/%252e%252e/",
    "/account/x.json",
    "/account.bak",
    "/.git/config",
    "/.env",
    "/admin/",
    "/static/../clinic/settings.py",
    "/static/%2e%2e/clinic/settings.py",
    "/static/..%5cclinic%5csettings.py",
    "/static/%00",
    "/static/css",
    "/manage.py",
    "/wp-login.php",
]


@pytest.mark.parametrize("path", PATHS)
def test_51_56_an_odd_address_is_404_for_everybody(somebody, path):
    for client in (somebody, Client(raise_request_exception=False)):
        answer = client.get("/", PATH_INFO=unquote_to_bytes(path).decode("latin-1"))
        assert answer.status_code == 404
        assert "SECRET_KEY" not in answer.content.decode()


@pytest.mark.parametrize(
    "elsewhere", ["//evil", "https:evil", "javascript:alert(1)", "/\\evil", "\thttps://evil", "%00"]
)
def test_52_nobody_is_sent_elsewhere_after_signing_in(elsewhere):
    someone = person(Role.MANAGER)
    answer = Client().post(SIGN_IN, {"login": someone.username, "password": "open sesame please", "next": elsewhere})

    assert answer.status_code == 302
    assert answer.url == reverse("home")


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "PUT", "DELETE", "PATCH", "CONNECT", "FOO", ""])
def test_55_a_method_that_no_page_has_is_405_on_every_page(method, faults):
    assert faults(lambda client, address: client.generic(method, address), wanted=[405]) == []


def test_55_head_is_answered_as_get_without_the_page(standing):
    wrong = []
    for user, client in signed_in(standing.people).items():
        for page in signing_out_last(pages(standing.examples)):
            got, head = client.get(page.address), client.head(page.address)
            if head.status_code != got.status_code or head.content:
                wrong.append((page.name, user.role, got.status_code, head.status_code))
    assert wrong == []


HOSTS = [
    "evil.example",
    "testserver,evil.example",
    "testserver@evil.example",
    "evil@testserver",
    "a b",
    "",
    "[::",
    "testserver:99x",
]


@pytest.mark.parametrize("host", HOSTS)
def test_57_a_foreign_host_is_400(host):
    assert Client(raise_request_exception=False).get("/account/sign-in/", HTTP_HOST=host).status_code == 400


@pytest.mark.parametrize(
    "name", ["HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED"]
)
def test_58_59_what_a_client_says_about_itself_is_not_believed(settings, name):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.USE_X_FORWARDED_HOST = True
    answer = Client().get(SIGN_IN, **{name: "https" if "PROTO" in name else "evil.example"})

    assert answer.status_code == 200
    assert not answer.wsgi_request.is_secure()
    assert name not in answer.wsgi_request.META


@pytest.mark.parametrize(
    ("header", "status"),
    [({"HTTP_CONTENT_ENCODING": "gzip"}, 415), ({"CONTENT_LENGTH": "-1"}, 400), ({"CONTENT_LENGTH": "x"}, 400)],
)
def test_61_63_a_body_that_is_not_what_it_says_is_refused_on_every_page(header, status, faults):
    kind = "application/x-www-form-urlencoded"
    asked = faults(lambda client, address: client.generic("POST", address, b"a=1", kind, **header), wanted=[status])
    assert asked == []


BODIES = {
    "7 NUL in a field": ("application/x-www-form-urlencoded", b"name=%00&key=k"),
    "8 NUL in JSON": ("application/json", rb'{"a": "\u0000"}'),
    "9 a lone surrogate": ("application/json", rb'{"a": "\ud800"}'),
    "10 NaN": ("application/json", b'{"a": NaN}'),
    "11 a number like 1e400": ("application/json", b'{"a": 1e400}'),
    "12 nested": ("application/json", b"[" * 100_000),
    "13 a key twice": ("application/json", b'{"a": 1, "a": 2}'),
    "14 bad UTF-8": ("application/x-www-form-urlencoded", b"name=\xff"),
    "16 5,000 digits": ("application/json", b"9" * 5_000),
    "28 ten thousand options": ("application/x-www-form-urlencoded", b"&".join([b"area=cheek"] * 10_000)),
    "29 a thousand and one fields": (
        "application/x-www-form-urlencoded",
        b"&".join(b"f%d=1" % n for n in range(1_001)),
    ),
    "42 the key twice": ("application/x-www-form-urlencoded", b"key=a&key=b"),
}


@pytest.mark.parametrize("case", BODIES)
def test_7_to_42_a_body_that_cannot_be_stored_is_400_on_every_page(case, faults):
    kind, body = BODIES[case]
    assert faults(lambda client, address: client.generic("POST", address, body, kind), wanted=[400]) == []


def test_30_three_megabytes_are_413_and_the_limit_is_said(somebody):
    answer = somebody.post("/account/site/", {"site": "x" * 3_000_000})
    assert (answer.status_code, "1024 KB" in answer.content.decode()) == (413, True)


KINDS = ["text/plain", "application/x-www-form-urlencoded; charset=utf-7", "application/json; charset=utf-16", ""]


@pytest.mark.parametrize("kind", KINDS)
def test_62_another_kind_of_body_is_415_on_every_page(kind, faults):
    assert faults(lambda client, address: client.generic("POST", address, b'{"a": 1}', kind), wanted=[415]) == []


TEXTS = {
    "3 an emoji family": "👩🏽‍👩🏽‍👧",
    "4 right-to-left override": "ana\u202eziur",
    "5 zero width": "an\u200ba",
    "6 no-break spaces": "\u00a0\u00a0",
    "15 thirty digits": "9" * 30,
    "16 five thousand digits": "9" * 5_000,
    "17 Arabic-Indic digits": "١٢",
    "20 no such day": "29/02/2023",
    "22 year 9999": "9999-12-31",
    "31 a script": "<script>alert(1)</script>",
    "32 a template": "{{7*7}}{% debug %}${7*7}{0.__class__}%(x)s",
    "33 a formula": '=HYPERLINK("http://evil")',
    "34 SQL": "'; DROP TABLE accounts_user--",
    "35 a second line": "a@b.example\r\nBcc: c@d.example",
    "38 Word quotes": "“a”\u2028b\u2029c",
    "39 marks upon marks": "a" + "\u0301" * 20_000,
}
FIELDS = ["name", "full_name", "given_name", "family_name", "birth_date", "birth_date_0", "phone", "email", "q", "key"]
FIELDS += ["revision", "answer", "answers", "area", "method", "reason", "comment", "password", "login", "site", "next"]


@pytest.mark.parametrize("case", TEXTS)
def test_3_to_39_no_text_is_a_fault_anywhere(case, faults):
    sent = dict.fromkeys(FIELDS, TEXTS[case])
    assert faults(lambda client, address: client.post(address, sent)) == []


def test_31_32_a_script_or_a_template_is_shown_as_it_was_typed(somebody):
    typed = "<script>alert(1)</script>{{7*7}}{% debug %}"
    answer = Client().post(SIGN_IN, {"login": typed, "password": "x"})

    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}{% debug %}" in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()


def test_41_fields_that_no_form_has_change_nothing(somebody, faults):
    before = list(User.objects.values("pk", "role", "is_active", "username"))
    extra = {"is_active": "0", "role": "manager", "status": "signed", "site_id": "2", "is_staff": "1", "id": "1"}
    faults(lambda client, address: client.post(address, extra))

    for row in before:
        assert User.objects.values("pk", "role", "is_active", "username").get(pk=row["pk"]) == row
