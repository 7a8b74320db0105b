"""A small clinic for tests: two sites and a person for every role. A test states only what differs."""

from collections.abc import Iterable
from itertools import count

from clinic.accounts.models import Site, User
from clinic.accounts.permissions import Role

PASSWORD = "open sesame please"
_number = count(1)


def site(name: str = "", **details: object) -> Site:
    name = name or f"Site {next(_number)}"
    return Site.objects.create(name=name, slug=name.lower().replace(" ", "-"), **details)


def person(
    role: Role = Role.FRONT_DESK,
    *,
    sites: Iterable[Site] = (),
    name: str = "",
    password: str = PASSWORD,
    **details: object,
) -> User:
    user = User(username=f"{role}-{next(_number)}", name=name or f"{Role(role).label} {next(_number)}", role=role)
    for field, value in details.items():
        setattr(user, field, value)
    user.set_password(password)
    user.save()
    user.sites.set(sites)
    return user


def everybody(*sites: Site) -> list[User]:
    return [person(role, sites=sites) for role in Role]


def examples(here: Site) -> dict[str, dict[str, object]]:
    """For each page about one thing: the arguments of its address, for a thing of this site."""
    return {}
