"""The first site and the first manager of a new installation."""

import os
import sys
from argparse import ArgumentParser
from getpass import getpass

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils.text import slugify
from django.utils.timezone import now

from clinic.accounts.models import Site, User
from clinic.accounts.permissions import Role
from clinic.accounts.services import create_site, create_user

FROM_ENVIRONMENT = "FIRST_RUN_PASSWORD"


class Command(BaseCommand):
    help = "Make the first site and its manager. Refused as soon as anybody has an account."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--site", help="name of the clinic's first site")
        parser.add_argument("--timezone", help="its time zone, for example Europe/London")
        parser.add_argument("--username", help="the manager's user name")
        parser.add_argument("--name", help="the manager's full name")
        parser.add_argument(
            "--password-stdin",
            action="store_true",
            help=f"read the password from standard input; otherwise it is taken from {FROM_ENVIRONMENT} or asked for",
        )

    def handle(self, **options: object) -> None:
        asked = {
            "site": options["site"] or input("Name of the first site: "),
            "timezone": options["timezone"] or input("Its time zone [UTC]: ") or "UTC",
            "username": options["username"] or input("User name of the manager: "),
            "name": options["name"] or input("Full name of the manager: "),
            "password": _password(from_stdin=bool(options["password_stdin"])),
        }
        try:
            manager = set_up(**asked)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{manager.name} can sign in as {manager.username}.")


@transaction.atomic
def set_up(*, site: str, timezone: str, username: str, name: str, password: str) -> User:
    with connection.cursor() as cursor:
        # Two first runs at once must not make two managers.
        cursor.execute("LOCK TABLE accounts_user IN EXCLUSIVE MODE")
    if User.objects.exists() or Site.objects.exists():
        raise CommandError("This installation already has accounts. A manager can add more.")
    at = now()
    first = create_site(name=site, slug=slugify(site), timezone=timezone, by=None, at=at)
    return create_user(
        username=username, name=name, role=Role.MANAGER, sites=[first], password=password, by=None, at=at
    )


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\n")
    if given := os.environ.get(FROM_ENVIRONMENT):
        return given
    first = getpass("Password: ")
    if first != getpass("The same password again: "):
        raise CommandError("The two passwords differ.")
    return first
