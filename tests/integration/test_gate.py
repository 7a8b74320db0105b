import gzip
import json

import pytest
from django.test import Client

from clinic.web import bodies
from tests.integration.clinic_factory import person

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def echo(settings):
    """A page that gives back what came through the gate."""
    settings.ROOT_URLCONF = "tests.integration.faulty_urls"


def post(body, kind=FORM, **headers):
    return Client().generic("POST", "/echo/", body, kind, **headers)


def says(answer):
    return answer.content.decode()


FORMS = {
    "NUL": (b"name=a%00b", 400),
    "damaged text": (b"name=%ff%fe", 400),
    "half a surrogate pair": (b"name=%ed%a0%80", 400),
    "bytes that are no text": (b"name=\xff", 400),
    "the token twice": (b"csrfmiddlewaretoken=a&csrfmiddlewaretoken=b", 400),
    "the key twice": (b"key=a&key=b", 400),
    "the revision twice": (b"revision=1&revision=2", 400),
    "one field a hundred times": (b"&".join([b"area=cheek"] * 100), 200),
    "one field ten thousand times": (b"&".join([b"area=cheek"] * 10_000), 400),
    "1,001 fields": (b"&".join(b"f%d=1" % n for n in range(1_001)), 400),
    "a long text": (b"note=" + b"x" * 50_000, 200),
    "a text over the limit": (b"note=" + b"x" * 50_001, 400),
    "a field with an endless name": (b"n" * 101 + b"=1", 400),
    "three megabytes": (b"note=" + b"x" * 3_000_000, 413),
    "an empty form": (b"", 200),
    "names from many scripts": ("name=O'Brien-Ng+José+李+Nguyễn".encode(), 200),
    "an emoji family": ("name=👩🏽‍👩🏽‍👧".encode(), 200),
    "Word quotes and line separators": ("name=“a”\u2028b\u2029c".encode(), 200),
}


@pytest.mark.parametrize("case", FORMS)
def test_a_form_is_taken_or_refused(case):
    body, status = FORMS[case]
    assert post(body).status_code == status


JSON = {
    "plain": (b'{"a": [1, "x", null]}', 200),
    "NUL": (rb'{"a": "\u0000"}', 400),
    "a lone surrogate": (rb'{"a": "\ud800"}', 400),
    "a pair of surrogates": (rb'{"a": "\ud83d\ude00"}', 200),
    "NaN": (b'{"a": NaN}', 400),
    "Infinity": (b'{"a": -Infinity}', 400),
    "1e400": (b'{"a": 1e400}', 400),
    "nested 5,000 deep": (b"[" * 5_000 + b"]" * 5_000, 400),
    "nested 100,000 deep": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, 400),
    "a key twice": (b'{"a": 1, "a": 2}', 400),
    "thirty digits": (b'{"a": ' + b"9" * 30 + b"}", 400),
    "5,000 digits": (b'{"a": ' + b"9" * 5_000 + b"}", 400),
    "damaged text": (b'{"a": "\xff"}', 400),
    "not JSON": (b"{a}", 400),
}


@pytest.mark.parametrize("case", JSON)
def test_json_is_taken_or_refused(case):
    body, status = JSON[case]
    assert post(body, "application/json").status_code == status


def test_json_comes_through_as_it_was_sent():
    assert post(b'{"a": [1, "\xc3\xa9"]}', "application/json").json()["json"] == {"a": [1, "é"]}


KINDS = {
    "no kind": ("", {}),
    "plain text": ("text/plain", {}),
    "XML": ("application/xml", {}),
    "UTF-7": (FORM + "; charset=utf-7", {}),
    "UTF-16": ("application/json; charset=utf-16", {}),
    "a charset that is none": (FORM + "; charset=xx-none", {}),
    "packed": (FORM, {"HTTP_CONTENT_ENCODING": "gzip"}),
}


@pytest.mark.parametrize("case", KINDS)
def test_another_kind_of_body_is_415(case):
    kind, headers = KINDS[case]
    body = gzip.compress(b"a=1" * 1_000) if headers else b"a=1"
    assert post(body, kind, **headers).status_code == 415


def test_utf_8_by_name_is_taken():
    assert post(b"a=1", FORM + '; charset="UTF-8"').status_code == 200


@pytest.mark.parametrize("length", ["-1", "abc", "1e3", "１２", "9" * 30])
def test_a_length_that_is_no_number_is_refused(length):
    assert post(b"a=1", CONTENT_LENGTH=length).status_code == 400


def test_a_length_that_is_too_large_is_refused_before_reading():
    assert post(b"a=1", CONTENT_LENGTH="99999999").status_code == 413


@pytest.mark.parametrize(
    "body", [b"--x\r\n", b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n\xff\r\n--x--\r\n", b"\x00"]
)
def test_a_damaged_multipart_form_is_no_fault_of_ours(body):
    assert post(body, "multipart/form-data; boundary=x").status_code < 500


def test_a_multipart_form_without_a_boundary_is_refused():
    assert post(b"a", "multipart/form-data").status_code == 400


def test_damaged_text_in_a_multipart_form_is_refused():
    body = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--x--\r\n'
    assert post(body, "multipart/form-data; boundary=x").status_code == 400


def test_what_was_typed_is_given_back_as_text_and_secrets_are_not():
    body = "note=Ana%00+<script>alert(1)</script>&password=hunter2hunter2&key=k1&csrfmiddlewaretoken=t0k3n"
    page = says(post(body.encode()))

    assert "Ana &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "hunter2" not in page
    assert "t0k3n" not in page


def test_a_refusal_is_one_line_in_the_log_without_a_word_of_the_patient(caplog):
    post(b"name=Ana+Ruiz%00")
    lines = [record.getMessage() for record in caplog.records]

    assert lines == ["refused status=400 because=nul_in_field method=POST"]


@pytest.mark.parametrize(
    ("how", "status", "words"),
    [
        ("refused", 409, "The plan is signed."),
        ("stale", 409, "Somebody else changed this"),
        ("key", 400, "without its key"),
        ("database", 503, "may not have been saved"),
    ],
)
def test_a_refusal_that_no_view_answered_is_plain_words_and_keeps_what_was_typed(how, status, words):
    answer = Client().post(f"/refuses/{how}/", {"comment": "She prefers the peel"})

    assert answer.status_code == status
    assert words in says(answer)
    assert "She prefers the peel" in says(answer)


def test_without_the_gate_the_same_form_would_get_in(settings):
    """The negative control: what refuses above is the gate."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != "clinic.web.gate.Gate"]
    assert post(b"name=a%00b").json()["form"] == {"name": ["a\0b"]}


def test_fields_sent_twice_are_named_for_the_form():
    from django.http import QueryDict

    sent = QueryDict("sex=f&sex=m&area=cheek&area=nose&name=Ana")
    assert bodies.sent_twice(sent, may_repeat={"area"}) == ["sex"]


def test_a_form_sent_after_signing_out_gives_back_what_was_typed():
    answer = Client().post("/account/site/", {"site": "harbour", "note": "Typed for ten minutes"})

    assert answer.status_code == 403
    assert "Typed for ten minutes" in says(answer)


def test_a_form_whose_token_is_too_old_gives_back_what_was_typed():
    client = Client(enforce_csrf_checks=True)
    client.force_login(person())
    answer = client.post("/account/site/", {"note": "Typed for ten minutes", "csrfmiddlewaretoken": "old"})

    assert answer.status_code == 403
    assert "Typed for ten minutes" in says(answer)
    assert client.session["_auth_user_id"]


def test_json_of_every_shape_the_gate_lets_in_can_be_stored():
    from django.utils import timezone

    from clinic.audit.models import Event

    for body in (b'{"a": 9007199254740992}', rb'{"\u00e9": "\u2028"}', b"[[[[[1.5]]]]]", b'""'):
        came = post(body, "application/json").json()["json"]
        Event.objects.create(at=timezone.now(), action="a", actor_name="b", details={"came": came})
        assert Event.objects.latest("id").details == json.loads(json.dumps({"came": came}))
