"""What is published can be read: the protocol in force, every release, every method and rule."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic.accounts.permissions import Role
from tests.integration import sample_protocol as sample
from tests.integration.clinic_factory import person, site
from treatments.compiled_releases import compiled
from treatments.publishing import withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client):
    client.force_login(person(Role.DERMATOLOGIST, sites=[site()]))
    return client


def text_of(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_the_protocol_page_shows_the_release_in_force(reader):
    sample.first_release()
    sample.next_release(sample.with_name("Warts & all"))

    page = text_of(reader.get(reverse("protocol")))

    assert "Warts &amp; all" in page
    assert "In force" in page
    assert "Medicated plaster" in page
    assert reverse("release", args=["warts", 1]) in page


def test_before_anything_is_published_the_page_says_so(reader):
    assert "No protocol is published yet" in text_of(reader.get(reverse("protocol")))


def test_with_two_protocols_each_is_listed(reader):
    sample.first_release()
    sample.first_release(lambda values: values.update(slug="corns") or values["name"].update(en="Corns"))

    page = text_of(reader.get(reverse("protocol")))

    assert reverse("release", args=["corns", 1]) in page
    assert reverse("release", args=["warts", 1]) in page


def test_a_release_from_a_file_is_marked_as_approved_by_nobody_and_a_withdrawn_one_as_withdrawn(reader):
    first, derm = sample.first_release(), person(Role.DERMATOLOGIST, name="Cy")
    assert "Not approved by anybody here" in text_of(reader.get(reverse("release", args=["warts", 1])))

    withdraw(release=first, by=derm, reason="a wrong text", at=sample.NOW)

    page = text_of(reader.get(reverse("release", args=["warts", 1])))
    assert "Withdrawn" in page
    assert "a wrong text" in page


def test_a_replaced_release_says_that_it_is_replaced(reader):
    sample.first_release()
    sample.next_release(sample.with_name("Warts"))

    assert "Replaced" in text_of(reader.get(reverse("release", args=["warts", 1])))


def test_every_method_and_every_rule_has_a_page(reader):
    release = sample.first_release()
    document = compiled(release).document

    for method in document.methods:
        page = text_of(reader.get(reverse("method", args=["warts", 1, method.key])))
        assert method.during["en"] in page
        assert "It may leave a pale spot." in page
    for rule in document.rules:
        page = text_of(reader.get(reverse("rule", args=["warts", 1, rule.code])))
        assert rule.because in page
        assert "A made-up handbook" in page or "General knowledge" in page


def test_a_rule_is_said_in_a_sentence_with_its_source_and_what_happens_when_it_is_not_known(reader):
    sample.first_release()

    page = text_of(reader.get(reverse("rule", args=["warts", 1, "EX-01"])))

    assert "“Do your fingers turn white in the cold?” is “Yes”" in page
    assert "cold_hands = yes" in page
    assert "These methods wait until it is known" in page
    assert 'href="https://example.org/warts"' in page
    assert "for the clinic&#x27;s dermatologist to confirm" in page


def test_a_source_with_two_addresses_links_to_both(reader):
    sample.first_release(lambda values: values["sources"][0].update(address="example.org/a?b=1 ; http://example.com"))

    page = text_of(reader.get(reverse("rule", args=["warts", 1, "EX-01"])))
    assert 'href="https://example.org/a?b=1"' in page
    assert 'href="http://example.com"' in page


def test_an_address_that_is_not_of_the_web_never_becomes_a_link(reader):
    sample.stored_release(lambda values: values["sources"][0].update(address="javascript:alert(1)"))

    assert 'href="javascript:' not in text_of(reader.get(reverse("rule", args=["warts", 1, "EX-01"])))


def test_markup_in_a_text_is_shown_and_not_run(reader):
    sample.stored_release(lambda values: values["methods"][0]["during"].update(en="<script>x</script>{{ user }}"))

    page = text_of(reader.get(reverse("method", args=["warts", 1, "plaster"])))
    assert "&lt;script&gt;x&lt;/script&gt;{{ user }}" in page


@pytest.mark.parametrize(
    "path",
    [
        "/protocol/warts/2/",
        "/protocol/corns/1/",
        "/protocol/warts/99999999999999999999999/",
        "/protocol/warts/1/methods/laser/",
        "/protocol/warts/1/rules/EX-99/",
    ],
)
def test_what_does_not_exist_is_not_found(path, reader):
    sample.first_release()

    assert reader.get(path).status_code == 404


@pytest.mark.parametrize("role", [Role.FRONT_DESK])
def test_who_may_not_see_the_protocol_is_refused(role, client):
    sample.first_release()
    client.force_login(person(role, sites=[site()]))

    for path in ("/protocol/", "/protocol/warts/1/", "/protocol/warts/1/rules/EX-01/"):
        assert client.get(path).status_code == 403


def test_the_pages_only_answer_reading(reader):
    sample.first_release()

    assert reader.post(reverse("protocol")).status_code == 405


def queries_of(reader, path) -> list[str]:
    reader.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert reader.get(path).status_code == 200
    return [query["sql"] for query in queries if "treatments_" in query["sql"]]


def test_the_number_of_queries_does_not_grow_with_the_releases(reader):
    sample.first_release()
    paths = ["/protocol/", "/protocol/warts/1/", "/protocol/warts/1/methods/plaster/", "/protocol/warts/1/rules/EX-01/"]
    before = [len(queries_of(reader, path)) for path in paths]
    for number in range(4):
        sample.next_release(sample.with_name(f"Name {number}"))

    assert [len(queries_of(reader, path)) for path in paths] == before == [4, 3, 1, 1]


OFF = '<span class="status status--ring status--nothing">Off</span>'


def test_a_rule_that_is_off_is_marked_wherever_the_release_is_read(reader):
    def off(values):
        next(rule for rule in values["rules"] if rule["code"] == "CA-01")["off"] = True

    release = sample.first_release(off)
    method = compiled(release).rule("CA-01").methods[0]
    pages = {
        "release": reverse("release", args=["warts", 1]),
        "method": reverse("method", args=["warts", 1, method]),
        "rule": reverse("rule", args=["warts", 1, "CA-01"]),
    }
    assert {name: text_of(reader.get(href)).count(OFF) for name, href in pages.items()} == dict.fromkeys(pages, 1)
    in_force = [rule for rule in compiled(release).document.rules if not rule.off]
    assert OFF not in text_of(reader.get(reverse("rule", args=["warts", 1, in_force[0].code])))
    assert f"{len(in_force)}, and 1 that is off" in text_of(reader.get(pages["release"]))
