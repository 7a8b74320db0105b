"""The password asked for before signing, from many tablets at once: nobody waits for it, and every wrong one counts."""

import threading
from unittest.mock import patch

import pytest
from django.contrib.auth import hashers
from django.db import connection, transaction
from django.utils import timezone

from clinic.accounts import services
from clinic.accounts.models import PasswordAttempt, User
from clinic.accounts.permissions import Role
from clinic.audit.refusals import Refused
from tests.integration.clinic_factory import PASSWORD, person
from tests.integration.test_concurrency import at_once

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def doctor():
    return person(Role.DERMATOLOGIST)


def confirm(doctor, password=PASSWORD):
    services.confirm_password(by=doctor, password=password, at=timezone.now())


def in_another_session(work):
    [result] = at_once(work)
    if isinstance(result, Exception):
        raise result
    return result


def impatiently(work):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '100ms'")
        return work()


def refer_to(doctor):
    return impatiently(lambda: PasswordAttempt.objects.create(user=doctor, at=timezone.now()))


def test_while_a_password_is_being_checked_nobody_waits_for_that_person(doctor):
    check, done = hashers.check_password, []

    def slowly(*given, **named):
        in_another_session(lambda: impatiently(lambda: User.objects.select_for_update().get(pk=doctor.pk)))
        done.append(True)
        return check(*given, **named)

    with patch("clinic.accounts.services.check_password", slowly):
        confirm(doctor)
    assert done


@pytest.mark.parametrize(
    "change",
    [
        lambda doctor: services.disable_user(user_id=doctor.pk, by=None, at=timezone.now()),
        lambda doctor: services.give_password(
            user_id=doctor.pk, password="nine green bottles", by=None, at=timezone.now()
        ),
        lambda doctor: services.enable_user(user_id=doctor.pk, by=None, at=timezone.now()),
    ],
)
def test_while_an_account_is_changed_rows_that_name_the_person_are_still_written(doctor, change):
    with transaction.atomic():
        change(doctor)
        in_another_session(lambda: refer_to(doctor))


def test_of_many_wrong_passwords_at_once_five_are_answered_and_the_rest_refused(doctor):
    check, all_checked = hashers.check_password, threading.Barrier(8)

    def together(*given, **named):
        all_checked.wait(20)
        return check(*given, **named)

    with patch("clinic.accounts.services.check_password", together):
        results = at_once(*[lambda: confirm(doctor, "wrong")] * 8)

    said = [str(result.reason) for result in results if isinstance(result, Refused)]
    assert sum("not your password" in reason for reason in said) == services.TRIES
    assert sum("Too many" in reason for reason in said) == 3
    assert PasswordAttempt.objects.count() == services.TRIES
    with pytest.raises(Refused, match="Too many"):
        confirm(doctor)


def test_a_right_password_that_was_replaced_while_it_was_checked_confirms_nothing(doctor):
    check = hashers.check_password

    def replaced_meanwhile(*given, **named):
        in_another_session(
            lambda: services.give_password(user_id=doctor.pk, password="nine green bottles", by=None, at=timezone.now())
        )
        return check(*given, **named)

    refused = pytest.raises(Refused, match="not your password")
    with patch("clinic.accounts.services.check_password", replaced_meanwhile), refused:
        confirm(doctor)
