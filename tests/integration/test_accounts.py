import io

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils import timezone

from clinic.accounts.models import Site, User
from clinic.accounts.permissions import Permission, Role
from clinic.accounts.services import create_user, disable_user
from clinic.audit.models import Event
from clinic.audit.refusals import Refused
from tests.integration.clinic_factory import person, site

pytestmark = pytest.mark.django_db
FIRST = {"site": "High Street", "timezone": "Europe/London", "username": "Grace", "name": "Grace Oyelaran"}


def first_run(monkeypatch, *, password="a long enough phrase", **changes):
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    call_command("first_run", **FIRST | changes, password_stdin=True, stdout=io.StringIO())


def test_a_fresh_installation_has_no_account():
    assert not User.objects.exists()


def test_the_first_run_makes_one_site_and_its_manager(monkeypatch):
    first_run(monkeypatch)

    manager = User.objects.get()
    assert (manager.username, manager.role, manager.sites.get().slug) == ("grace", Role.MANAGER, "high-street")
    assert manager.check_password("a long enough phrase")


def test_the_first_run_takes_the_password_from_the_environment(monkeypatch):
    monkeypatch.setenv("FIRST_RUN_PASSWORD", "a phrase from outside")
    call_command("first_run", **FIRST, stdout=io.StringIO())

    assert User.objects.get().check_password("a phrase from outside")


def test_there_is_no_second_first_run(monkeypatch):
    person()
    with pytest.raises(CommandError, match="already has accounts"):
        first_run(monkeypatch)


@pytest.mark.parametrize(
    "wrong", [{"password": "short"}, {"password": "password1234"}, {"timezone": "Mars/Base"}, {"name": ""}]
)
def test_a_first_run_that_will_not_do_leaves_nothing(monkeypatch, wrong):
    monkeypatch.setattr("builtins.input", lambda _prompt: "")
    with pytest.raises(CommandError):
        first_run(monkeypatch, **wrong)

    assert (User.objects.count(), Site.objects.count(), Event.objects.count()) == (0, 0, 0)


def test_a_new_account_is_written_down_with_who_made_it():
    manager, here = person(Role.MANAGER), site("Harbour")
    made = create_user(
        username=" Ana ",
        name="Ana Ruiz",
        role=Role.FRONT_DESK,
        sites=[here],
        password="nine green bottles",
        by=manager,
        at=timezone.now(),
    )

    event = Event.objects.get(action="account.created")
    assert (made.username, list(made.sites_allowed())) == ("ana", [here])
    assert (event.actor_id, event.subject_id) == (str(manager.pk), str(made.pk))
    assert "nine green bottles" not in str(event.details)


def test_user_names_differ_by_more_than_capitals():
    details = {"role": Role.FRONT_DESK, "sites": [], "password": "nine green bottles", "by": None, "at": timezone.now()}
    create_user(username="ana", name="Ana Ruiz", **details)
    with pytest.raises(ValidationError):
        create_user(username="ANA", name="Ana Two", **details)


def test_the_database_refuses_a_role_that_is_not_in_the_table():
    someone = person()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=someone.pk).update(role="owner")


def test_a_person_without_sites_is_allowed_nowhere():
    assert not person().sites_allowed().exists()


def test_a_closed_site_is_allowed_to_nobody():
    closed = site("Closed", is_active=False)
    assert not person(sites=[closed]).sites_allowed().exists()


def test_a_disabled_person_may_do_nothing():
    someone = person(Role.DERMATOLOGIST)
    disable_user(user_id=someone.pk, by=None, at=timezone.now())
    someone.refresh_from_db()

    assert not any(someone.may(permission) for permission in Permission)


def test_nobody_switches_off_their_own_account():
    manager = person(Role.MANAGER)
    with pytest.raises(Refused):
        disable_user(user_id=manager.pk, by=manager, at=timezone.now())
