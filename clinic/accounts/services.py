"""Accounts: who is let in, and proving who is at the keyboard before signing."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from clinic.accounts.models import PasswordAttempt, Site, User
from clinic.accounts.permissions import Role
from clinic.audit.refusals import Refused
from clinic.audit.services import record

TRIES = 5
TRIES_WITHIN = timedelta(minutes=15)


@transaction.atomic
def create_site(*, name: str, slug: str, by: User | None, at: datetime, **details: str) -> Site:
    site = Site(name=name.strip(), slug=slug, **details)
    site.full_clean()
    site.save()
    record("site.created", site, by=by, at=at, site=site)
    return site


@transaction.atomic
def create_user(
    *, username: str, name: str, role: Role, sites: Iterable[Site], password: str, by: User | None, at: datetime
) -> User:
    """Raises ValidationError for a name or password that will not do. `by=None` is a command on the server."""
    user = User(username=username.strip().casefold(), name=name.strip(), role=role)
    _set_password(user, password)
    user.full_clean()
    user.save()
    user.sites.set(sites)
    record("account.created", user, by=by, at=at, role=user.role, sites=[site.slug for site in user.sites.all()])
    return user


@transaction.atomic
def disable_user(*, user_id: int, by: User | None, at: datetime) -> User:
    """They are out at their next request. The account stays, because the record names it."""
    user = User.objects.select_for_update().get(pk=user_id)
    if by and by.pk == user.pk:
        raise Refused(_("You cannot switch off your own account."))
    return _switch(user, on=False, by=by, at=at)


@transaction.atomic
def enable_user(*, user_id: int, by: User | None, at: datetime) -> User:
    return _switch(User.objects.select_for_update().get(pk=user_id), on=True, by=by, at=at)


def _switch(user: User, *, on: bool, by: User | None, at: datetime) -> User:
    if user.is_active != on:
        user.is_active = on
        user.save(update_fields=["is_active"])
        record("account.enabled" if on else "account.disabled", user, by=by, at=at)
    return user


@transaction.atomic
def give_password(*, user_id: int, password: str, by: User | None, at: datetime) -> User:
    """A new password ends every session of that person, because sessions are bound to the old one."""
    user = User.objects.select_for_update().get(pk=user_id)
    _set_password(user, password)
    user.save(update_fields=["password"])
    user.wrong_passwords.all().delete()
    record("account.password_given", user, by=by, at=at)
    return user


def _set_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise ValidationError({"password": weak.messages}) from weak
    user.set_password(password)


def confirm_password(*, by: User, password: str, at: datetime) -> None:
    """Refuse unless this is their password; after five wrong ones in fifteen minutes, refuse even the right one.

    Call it before the transaction that signs, never inside: a refusal there would also undo the count.
    """
    with transaction.atomic(durable=True):
        why_not = _check_and_count(by, password, at)
    if why_not:
        raise Refused(why_not)


def _check_and_count(by: User, password: str, at: datetime) -> str | None:
    user = User.objects.select_for_update().get(pk=by.pk)
    user.wrong_passwords.filter(at__lte=at - TRIES_WITHIN).delete()
    if user.wrong_passwords.count() >= TRIES:
        record("password.locked", user, by=by, at=at)
        return _("Too many wrong passwords. Wait fifteen minutes, then try again. Nothing was signed.")
    if not (user.is_active and user.check_password(password)):
        PasswordAttempt.objects.create(user=user, at=at)
        record("password.wrong", user, by=by, at=at)
        return _("That is not your password. Nothing was signed.")
    user.wrong_passwords.all().delete()
    return None
