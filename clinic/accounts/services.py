"""Accounts: who is let in, and proving who is at the keyboard before signing."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password
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
    user = User(username=username.strip().casefold(), name=name.strip(), role=role, must_change_password=bool(by))
    _set_password(user, password)
    user.full_clean()
    user.save()
    user.sites.set(sites)
    record("account.created", user, by=by, at=at, role=user.role, sites=[site.slug for site in user.sites.all()])
    return user


@transaction.atomic
def disable_user(*, user_id: int, by: User | None, at: datetime) -> User:
    """They are out at their next request. The account stays, because the record names it."""
    user = _to_change(user_id, by)
    if by and by.pk == user.pk:
        raise Refused(_("You cannot switch off your own account."))
    return _switch(user, on=False, by=by, at=at)


@transaction.atomic
def enable_user(*, user_id: int, by: User | None, at: datetime) -> User:
    return _switch(_to_change(user_id, by), on=True, by=by, at=at)


def _switch(user: User, *, on: bool, by: User | None, at: datetime) -> User:
    if user.is_active != on:
        user.is_active = on
        if not on:
            user.end_all_sessions()
        user.save(update_fields=["is_active", "sessions_ended"])
        record("account.enabled" if on else "account.disabled", user, by=by, at=at)
    return user


@transaction.atomic
def give_password(*, user_id: int, password: str, by: User | None, at: datetime) -> User:
    """Ends every session of that person, who has to choose a password of their own before anything else."""
    user = _to_change(user_id, by)
    if by and by.pk == user.pk:
        raise Refused(_("Change your own password on your account page."))
    _set_password(user, password)
    user.must_change_password = True
    user.end_all_sessions()
    user.save(update_fields=["password", "must_change_password", "sessions_ended"])
    user.wrong_passwords.all().delete()
    record("account.password_given", user, by=by, at=at)
    return user


def why_not_manage(them: User, by: User) -> str | None:
    """Who could sign in as somebody else could work wherever they work, so all of their sites have to be one's own."""
    if them.sites.exclude(pk__in=by.sites.all()).exists():
        return _("This person also works at a site that is not yours. A manager of all their sites can do this.")
    return None


def _to_change(user_id: int, by: User | None) -> User:
    user = User.objects.select_for_update(no_key=True).get(pk=user_id)
    if by and (reason := why_not_manage(user, by)):
        raise Refused(reason)
    return user


def _set_password(user: User, password: str) -> None:
    try:
        validate_password(password, user)
    except ValidationError as weak:
        raise ValidationError({"password": weak.messages}) from weak
    user.set_password(password)


def confirm_password(*, by: User, password: str, at: datetime, username: str | None = None, undone: str = "") -> None:
    """Refuse unless this is their password; after five wrong ones in fifteen minutes, refuse even the right one.

    With `username` both must be right, and a wrong name counts like a wrong password. `undone` says what did not
    happen then, "Nothing was signed." if left out.

    Call it before the transaction that signs, never inside: a refusal there would also undo the count. Checking takes
    a while on purpose, so it holds no lock; what counts is settled under the lock, one try after the other.
    """
    seen = User.objects.get(pk=by.pk)
    with transaction.atomic(durable=True):
        why_not = _why_no_more_tries(_locked(by), at)
    if not why_not:
        is_right = check_password(password, seen.password) and _is_named(seen, username)
        with transaction.atomic(durable=True):
            why_not = _settle(_locked(by), seen, is_right, at, _wrong(username))
    if why_not:
        raise Refused(f"{why_not} {undone or _('Nothing was signed.')}")


def _is_named(user: User, username: str | None) -> bool:
    return username is None or username.strip().casefold() == user.username


def _locked(by: User) -> User:
    return User.objects.select_for_update(no_key=True).get(pk=by.pk)


def _wrong(username: str | None) -> str:
    if username is None:
        return _("That is not your password.")
    return _("That is not your user name with your password.")


def _settle(user: User, seen: User, is_right: bool, at: datetime, wrong: str) -> str | None:
    if why_not := _why_no_more_tries(user, at):
        return why_not
    if not (is_right and user.is_active and user.password == seen.password):
        PasswordAttempt.objects.create(user=user, at=at)
        record("password.wrong", user, by=user, at=at)
        return wrong
    user.wrong_passwords.all().delete()
    if user.must_change_password:
        return _("Choose your own password first, on your account page.")
    return None


def _why_no_more_tries(user: User, at: datetime) -> str | None:
    user.wrong_passwords.filter(at__lte=at - TRIES_WITHIN).delete()
    if user.wrong_passwords.count() < TRIES:
        return None
    record("password.locked", user, by=user, at=at)
    return _("Too many wrong passwords. Wait fifteen minutes, then try again.")
