"""A dermatologist reads what the suggestions are made of."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from clinic.accounts.permissions import Role
from tests.integration.clinic_factory import PASSWORD, person, site
from treatments.loading import load_document
from treatments.protocol_file import read_protocol
from treatments.publishing import publish_from_file

pytestmark = pytest.mark.django_db(transaction=True)
MILIA = Path(settings.ROOT) / "treatments" / "protocols" / "milia.yaml"
NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def published():
    document = read_protocol(MILIA).document
    publish_from_file(protocol=load_document(document=document, by=None, at=NOW).protocol, at=NOW)
    return document


@pytest.fixture(params=["light", "dark"])
def reader(request, desktop, published):
    derm = person(Role.DERMATOLOGIST, sites=[site()])
    desktop.emulate_media(color_scheme=request.param)
    desktop.goto("/protocol/")
    desktop.locator("[name=login]").fill(derm.username)
    desktop.locator("[name=password]").fill(PASSWORD)
    desktop.locator("main [type=submit]").first.click()
    desktop.wait_for_url("**/protocol/")
    return desktop


def test_from_the_protocol_to_a_method_to_a_rule_and_its_source(reader, published, axe):
    method, rule = published.methods[0], next(rule for rule in published.rules if rule.effect == "exclusion")

    axe(reader)
    reader.get_by_role("link", name=method.term or method.name["en"], exact=True).first.click()
    reader.get_by_role("heading", name="How it works").wait_for()
    axe(reader)

    reader.goto(f"/protocol/{published.slug}/1/")
    reader.get_by_text("Exclusion (", exact=False).click()
    reader.get_by_role("link", name=rule.code, exact=True).click()
    reader.get_by_role("heading", name="When it is not known").wait_for()
    reader.get_by_text("These methods wait until it is known").wait_for()
    axe(reader)
