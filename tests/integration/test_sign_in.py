from datetime import timedelta
from unittest.mock import patch

import pytest
from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from clinic.accounts.models import PasswordAttempt, User
from clinic.accounts.permissions import Role
from clinic.accounts.services import confirm_password
from clinic.accounts.sign_in import client_address
from clinic.audit.models import Event
from clinic.audit.refusals import Refused
from clinic.web.session import LONGEST_SESSION
from tests.integration.clinic_factory import PASSWORD, person, site

pytestmark = pytest.mark.django_db
SIGN_IN = "/account/sign-in/"
ACCOUNT = "/account/"


@pytest.fixture
def throttled(settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/300s/key"}
    cache.clear()
    yield
    cache.clear()


def sign_in(client, user, password=PASSWORD, **sent):
    username = user if isinstance(user, str) else user.username
    return client.post(SIGN_IN, {"login": username, "password": password} | sent)


def is_signed_in(client):
    return client.get(ACCOUNT).status_code == 200


def move_clock(by):
    now = timezone.now() + by
    return patch("django.utils.timezone.now", lambda: now)


def test_a_person_signs_in_and_out_and_both_are_written_down(client):
    someone = person()
    assert sign_in(client, someone).status_code == 302
    assert is_signed_in(client)

    client.post("/account/sign-out/")
    assert not is_signed_in(client)
    events = Event.objects.filter(actor_id=str(someone.pk)).order_by("id")
    assert [event.action for event in events] == ["account.signed_in", "account.signed_out"]
    assert events[0].session == events[1].session != ""


def test_capitals_in_a_user_name_do_not_matter(client):
    sign_in(client, person().username.upper())
    assert is_signed_in(client)


def test_signing_out_needs_a_post(client):
    client.force_login(person())
    client.get("/account/sign-out/")
    assert is_signed_in(client)


def test_a_planted_session_id_is_worthless_after_sign_in(client):
    client.get(SIGN_IN)
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies["session"] = planted
    sign_in(client, person())

    assert client.session.session_key != planted


def test_unknown_disabled_and_wrong_password_get_the_same_answer(client):
    known, disabled = person(), person(is_active=False)
    pages = [
        sign_in(Client(), known, "wrong"),
        sign_in(Client(), "nobody-of-this-name", "wrong"),
        sign_in(Client(), disabled, "wrong"),
        sign_in(Client(), disabled, PASSWORD),
    ]
    errors = {str(page.context["form"].errors) for page in pages}
    assert ({page.status_code for page in pages}, len(errors)) == ({422}, 1)


@pytest.mark.parametrize("name", ["known", "disabled", "nobody"])
def test_an_unknown_name_costs_as_much_work_as_a_known_one(client, name):
    person(username="known")
    person(username="disabled", is_active=False)
    with patch("django.contrib.auth.hashers.MD5PasswordHasher.encode", return_value="md5$x$y") as hashed:
        sign_in(client, name, "wrong")

    assert hashed.call_count == 1
    assert Event.objects.filter(action="account.sign_in_failed").count() == 1


def test_what_was_typed_as_a_name_is_not_kept(client):
    sign_in(client, "my secret password", "x")
    assert "my secret password" not in str(Event.objects.values())


def test_after_five_wrong_passwords_the_right_one_is_refused_too(client, throttled):
    someone = person()
    for _ in range(5):
        sign_in(client, someone, "wrong")

    assert sign_in(client, someone).status_code == 422
    assert not is_signed_in(client)


def test_a_flood_of_made_up_names_does_not_keep_others_out(client, throttled):
    for number in range(12):
        sign_in(client, f"made-up-{number}", "wrong")

    assert sign_in(Client(REMOTE_ADDR="10.1.1.9"), person()).status_code == 302


def test_a_forged_address_does_not_escape_the_limit(client, throttled):
    answers = [sign_in(Client(headers={"X-Forwarded-For": f"10.0.0.{n}"}), f"made-up-{n}", "wrong") for n in range(12)]
    assert "Too many" in answers[-1].content.decode()


@pytest.mark.parametrize(
    ("proxies", "header", "counts"),
    [
        (0, "1.1.1.1", "127.0.0.1"),
        (1, "1.1.1.1", "1.1.1.1"),
        (1, "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        (2, "6.6.6.6, 1.1.1.1, 10.0.0.1", "1.1.1.1"),
        (1, "", "unknown"),
        (2, "1.1.1.1", "127.0.0.1"),
        (1, "<script>", "unknown"),
    ],
)
def test_only_what_our_own_proxies_say_about_the_address_counts(rf, settings, proxies, header, counts):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    assert client_address(rf.get("/", headers={"X-Forwarded-For": header})) == counts


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example", "https:evil.example", "javascript:alert(1)", "https://evil.example/"]
)
def test_52_an_address_elsewhere_leads_to_ones_own_start_page(client, elsewhere):
    assert sign_in(client, person(), next=elsewhere).url == reverse("home")


def test_a_page_of_ours_is_where_one_lands_after_signing_in(client):
    assert sign_in(client, person(), next=ACCOUNT).url == ACCOUNT


def test_a_person_disabled_in_the_middle_is_out_at_the_next_request(client):
    someone = person()
    client.force_login(someone)
    assert is_signed_in(client)

    User.objects.filter(pk=someone.pk).update(is_active=False)
    assert not is_signed_in(client)


def test_a_session_ends_twelve_hours_after_sign_in_whatever_happens_in_between(client):
    sign_in(client, person())
    for minutes in range(0, 12 * 60, 45):
        with move_clock(timedelta(minutes=minutes)):
            assert is_signed_in(client)

    with move_clock(LONGEST_SESSION):
        assert not is_signed_in(client)


def test_asking_again_and_again_in_the_background_does_not_extend_a_session(client):
    sign_in(client, person())
    ends = Session.objects.get().expire_date
    for minutes in range(0, 120, 10):
        with move_clock(timedelta(minutes=minutes)):
            answer = client.get(ACCOUNT, headers={"HX-Request": "true"})
        assert "session" not in answer.cookies

    assert Session.objects.get().expire_date == ends


def test_a_session_without_a_known_beginning_is_over(client):
    client.force_login(person())
    session = client.session
    del session["signed_in_at"]
    session.save()

    assert not is_signed_in(client)


def test_changing_the_password_ends_the_other_sessions(client):
    someone, elsewhere = person(), Client()
    sign_in(client, someone)
    sign_in(elsewhere, someone)
    new = "a much longer phrase"
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}

    assert client.post("/account/password/", sent).status_code == 302
    assert (is_signed_in(client), is_signed_in(elsewhere)) == (True, False)
    assert Event.objects.filter(action="account.password_changed").exists()


def test_nobody_signs_up_or_has_a_password_mailed():
    for name in ("account_signup", "account_reset_password", "account_email"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_the_site_of_a_session_is_one_of_the_persons_own(client):
    harbour, other = site("Harbour"), site("Other")
    client.force_login(person(sites=[site("Alpha"), harbour]))

    assert client.get(ACCOUNT).context["site"].name == "Alpha"
    assert client.post("/account/site/", {"site": harbour.slug}).status_code == 302
    assert client.get(ACCOUNT).context["site"] == harbour
    assert client.post("/account/site/", {"site": other.slug}).status_code == 404
    assert client.get(ACCOUNT).context["site"] == harbour


def test_a_site_taken_away_is_gone_at_the_next_request(client):
    harbour = site("Harbour")
    someone = person(sites=[harbour])
    client.force_login(someone)
    client.post("/account/site/", {"site": harbour.slug})
    someone.sites.clear()

    assert client.get(ACCOUNT).context["site"] is None


def test_the_right_password_confirms_and_forgets_the_wrong_ones():
    someone, at = person(Role.DERMATOLOGIST), timezone.now()
    for _ in range(4):
        with pytest.raises(Refused):
            confirm_password(by=someone, password="wrong", at=at)
    confirm_password(by=someone, password=PASSWORD, at=at)

    assert not PasswordAttempt.objects.exists()
    assert Event.objects.filter(action="password.wrong").count() == 4


def test_the_sixth_try_is_refused_even_with_the_right_password():
    someone, at = person(Role.DERMATOLOGIST), timezone.now()
    for _ in range(5):
        with pytest.raises(Refused, match="not your password"):
            confirm_password(by=someone, password="wrong", at=at)
    with pytest.raises(Refused, match="Too many"):
        confirm_password(by=someone, password=PASSWORD, at=at + timedelta(minutes=14))

    assert Event.objects.filter(action="password.locked", actor_id=str(someone.pk)).count() == 1
    confirm_password(by=someone, password=PASSWORD, at=at + timedelta(minutes=15))


def test_one_persons_wrong_passwords_do_not_count_for_another():
    at, careless = timezone.now(), person()
    for _ in range(6):
        with pytest.raises(Refused):
            confirm_password(by=careless, password="wrong", at=at)

    confirm_password(by=person(), password=PASSWORD, at=at)


def test_a_disabled_person_confirms_nothing():
    with pytest.raises(Refused):
        confirm_password(by=person(is_active=False), password=PASSWORD, at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_a_password_is_never_confirmed_inside_the_transaction_that_signs():
    from django.db import transaction

    with pytest.raises(RuntimeError), transaction.atomic():
        confirm_password(by=person(), password="wrong", at=timezone.now())


def test_the_sign_in_backend_is_the_one_that_shuts_out_disabled_people():
    assert AuthenticationBackend().get_user(person(is_active=False).pk) is None
