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


@pytest.mark.parametrize("elsewhere_in_use", [True, False])
def test_who_also_works_elsewhere_is_not_this_managers_to_change(office, here, elsewhere_in_use):
    both = person(Role.DERMATOLOGIST, sites=[here, site("Other", is_active=elsewhere_in_use)])
    page = office.get(f"/people/{both.pk}/")

    assert "also works at a site that is not yours" in page.content.decode()
    assert "Give this password" not in page.content.decode()
    assert office.post(f"/people/{both.pk}/", {"password": NEW, "key": "k1"}).status_code == 409
    assert office.post(f"/people/{both.pk}/switch/", {"to": "off", "key": "k2"}).status_code == 409
    both.refresh_from_db()
    assert (both.is_active, both.check_password(PASSWORD)) == (True, True)

    User.objects.filter(pk=both.pk).update(is_active=False)
    assert office.post(f"/people/{both.pk}/switch/", {"to": "on", "key": "k3"}).status_code == 409


def test_a_manager_of_both_sites_may_change_who_works_at_both(office, manager, here):
    other = site("Other")
    manager.sites.add(other)
    both = person(sites=[here, other])
    assert office.post(f"/people/{both.pk}/", {"password": NEW, "key": "k"}).status_code == 302


def test_a_session_from_before_an_account_was_switched_off_stays_ended(office, here):
    near, theirs = person(sites=[here]), Client()
    theirs.force_login(near)
    office.post(f"/people/{near.pk}/switch/", {"to": "off", "key": "k1"})
    office.post(f"/people/{near.pk}/switch/", {"to": "on", "key": "k2"})

    assert theirs.get("/account/").status_code == 302


def test_the_way_to_the_people_stands_in_the_header_of_managers_only(office, here):
    desk = Client()
    desk.force_login(person(sites=[here]))
    assert 'href="/people/"' in office.get("/account/").content.decode()
    assert 'href="/people/"' not in desk.get("/account/").content.decode()


def test_without_its_key_nothing_is_done(office, here):
    assert new_person(office, here, key="").status_code == 400
    assert not User.objects.filter(username="ana.ruiz").exists()
