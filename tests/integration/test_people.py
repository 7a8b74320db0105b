import pytest
from django.test import Client

from clinic.accounts.models import User
from clinic.accounts.permissions import Role
from clinic.audit.models import Event
from tests.integration.clinic_factory import PASSWORD, person, site

pytestmark = pytest.mark.django_db
NEW = "nine green bottles"


@pytest.fixture
def here():
    return site("Harbour")


@pytest.fixture
def manager(here):
    return person(Role.MANAGER, sites=[here])


@pytest.fixture
def office(manager):
    client = Client()
    client.force_login(manager)
    return client


def new_person(office, here, **changes):
    sent = {"name": "Ana Ruiz", "username": "ana.ruiz", "role": "front_desk", "sites": [here.pk], "password": NEW}
    return office.post("/people/new/", sent | {"key": "k1"} | changes)


def test_a_manager_adds_a_person_who_can_then_sign_in(office, manager, here):
    answer = new_person(office, here)
    ana = User.objects.get(username="ana.ruiz")

    assert answer.url == f"/people/{ana.pk}/"
    assert (ana.role, list(ana.sites_allowed()), ana.check_password(NEW)) == (Role.FRONT_DESK, [here], True)
    assert Event.objects.get(action="account.created").actor_id == str(manager.pk)


def test_the_form_sent_twice_adds_one_person(office, here):
    assert new_person(office, here).url == new_person(office, here).url
    assert User.objects.filter(username="ana.ruiz").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "   "},
        {"name": "x" * 121},
        {"name": "Ana\u202eziuR"},
        {"name": "A\u200bna"},
        {"username": "Ana Ruiz"},
        {"username": "ána"},
        {"role": "owner"},
        {"sites": ["999999"]},
        {"sites": ["9" * 40]},
        {"sites": ["x"]},
        {"password": "short"},
        {"password": "password1234"},
    ],
)
def test_what_will_not_do_is_said_beside_the_field_and_keeps_what_was_typed(office, here, wrong):
    answer = new_person(office, here, **wrong)

    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == wrong.keys()
    assert not User.objects.filter(username="ana.ruiz").exists()
    assert "ana" in answer.content.decode()
    assert NEW not in answer.content.decode()


def test_a_taken_user_name_is_said_beside_the_field(office, here):
    new_person(office, here)
    assert "username" in new_person(office, here, key="k2").context["form"].errors


def test_a_person_of_another_site_cannot_be_given_away(office, here):
    assert new_person(office, here, sites=[site("Other").pk]).status_code == 422


def test_a_manager_sees_the_people_of_their_sites_only(office, manager, here):
    near, far = person(sites=[here]), person(sites=[site("Other")])

    assert set(office.get("/people/").context["people"]) == {manager, near}
    assert office.get(f"/people/{far.pk}/").status_code == 404
    assert office.post(f"/people/{far.pk}/", {"password": NEW, "key": "k"}).status_code == 404
    assert office.post(f"/people/{far.pk}/switch/", {"to": "off", "key": "k"}).status_code == 404


def test_switching_an_account_off_puts_the_person_out(office, here):
    near, theirs = person(sites=[here]), Client()
    theirs.force_login(near)
    office.post(f"/people/{near.pk}/switch/", {"to": "off", "key": "k1"})
    assert theirs.get("/account/").status_code == 302

    office.post(f"/people/{near.pk}/switch/", {"to": "on", "key": "k2"})
    near.refresh_from_db()
    assert near.is_active
    assert Event.objects.filter(action__in=["account.disabled", "account.enabled"]).count() == 2


def test_a_manager_cannot_switch_off_their_own_account(office, manager):
    assert office.post(f"/people/{manager.pk}/switch/", {"to": "off", "key": "k"}).status_code == 409


def test_a_new_password_replaces_the_old_one_and_ends_the_sessions(office, here):
    near, theirs = person(sites=[here]), Client()
    theirs.force_login(near)
    office.post(f"/people/{near.pk}/", {"password": NEW, "key": "k"})
    near.refresh_from_db()

    assert (near.check_password(NEW), near.check_password(PASSWORD)) == (True, False)
    assert theirs.get("/account/").status_code == 302


def test_without_its_key_nothing_is_done(office, here):
    assert new_person(office, here, key="").status_code == 400
    assert not User.objects.filter(username="ana.ruiz").exists()
