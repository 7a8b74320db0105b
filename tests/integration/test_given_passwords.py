"""A password that somebody else chose opens one page: the one where its owner chooses their own."""

import pytest
from django.test import Client
from django.utils import timezone

from clinic.accounts.permissions import Role
from clinic.accounts.services import confirm_password, create_user, give_password
from clinic.audit.refusals import Refused
from tests.integration.clinic_factory import PASSWORD, person, site

pytestmark = pytest.mark.django_db
GIVEN, OWN = "nine green bottles", "seven silver swans"
CHANGE = "/account/password/"


@pytest.fixture
def manager():
    return person(Role.MANAGER, sites=[site("Harbour")])


@pytest.fixture
def doctor(manager):
    them = person(Role.DERMATOLOGIST, sites=manager.sites.all())
    return give_password(user_id=them.pk, password=GIVEN, by=manager, at=timezone.now())


@pytest.fixture
def their_page(doctor):
    client = Client()
    assert client.post("/account/sign-in/", {"login": doctor.username, "password": GIVEN}).status_code == 302
    return client


def choose(their_page, new):
    return their_page.post(CHANGE, {"oldpassword": GIVEN, "password1": new, "password2": new})


@pytest.mark.parametrize("address", ["/", "/queue/", "/patients/", "/account/"])
def test_every_page_leads_to_choosing_ones_own(their_page, address):
    answer = their_page.get(address)
    assert (answer.status_code, answer.url) == (302, CHANGE)


def test_nothing_can_be_sent_before(their_page):
    answer = their_page.post("/account/site/", {"site": "harbour"})
    assert answer.status_code == 403
    assert "Choose your own password first" in answer.content.decode()


def test_nothing_is_signed_before(doctor):
    with pytest.raises(Refused, match="Choose your own password"):
        confirm_password(by=doctor, password=GIVEN, at=timezone.now())


def test_one_may_sign_out_instead(their_page):
    assert their_page.get("/account/sign-out/").status_code == 200
    assert their_page.post("/account/sign-out/").status_code == 302


def test_the_page_says_why_one_is_there(their_page):
    assert "chosen for you" in their_page.get(CHANGE).content.decode()


def test_with_ones_own_everything_is_as_ever(their_page, doctor):
    assert choose(their_page, OWN).status_code == 302
    assert their_page.get("/account/").status_code == 200
    assert "chosen for you" not in their_page.get(CHANGE).content.decode()
    confirm_password(by=doctor, password=OWN, at=timezone.now())


def test_the_given_one_is_not_ones_own(their_page):
    assert choose(their_page, GIVEN).status_code == 422
    assert their_page.get("/account/").url == CHANGE


def test_the_first_password_of_a_person_is_a_given_one_too(manager):
    named = {"username": "ana", "name": "Ana Ruiz", "role": Role.FRONT_DESK, "sites": manager.sites.all()}
    made = create_user(**named, password=GIVEN, by=manager, at=timezone.now())
    assert made.must_change_password


def test_nobody_gives_themselves_a_password_without_the_old_one(manager):
    with pytest.raises(Refused, match="your account page"):
        give_password(user_id=manager.pk, password=GIVEN, by=manager, at=timezone.now())
    manager.refresh_from_db()
    assert manager.check_password(PASSWORD)
