"""What several integration tests share without making it anew for each."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction

from clinic.accounts.models import Site, User
from tests.integration.clinic_factory import everybody, site
from tests.integration.crawling import pages, signed_in, signing_out_last
from tests.integration.examples import examples


@dataclass(frozen=True)
class Standing:
    site: Site
    people: list[User]
    examples: dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: Any) -> Iterator[Standing]:
    """A clinic with a visit in every state, for all tests of a module; each test's own changes are undone as usual."""
    with django_db_blocker.unblock(), transaction.atomic():
        here = site("Standing")
        yield Standing(here, everybody(here), examples(here))
        transaction.set_rollback(True)


@pytest.fixture
def faults(standing):
    """Every page asked in one way by somebody it is for: those that answered otherwise than wanted."""

    def ask_all(ask, *, wanted=range(200, 500)):
        clients, found = signed_in(standing.people), []
        for page in signing_out_last(pages(standing.examples)):
            who = next(user for user in clients if not page.permission or user.may(page.permission))
            status = ask(clients[who], page.address).status_code
            found += [] if status in wanted else [(page.name, status)]
        return found

    return ask_all
