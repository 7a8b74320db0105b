"""The people and places of the demo clinic. Nobody of this exists, and none of it exists before the demo was made."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from clinic.accounts.models import Site, User
from clinic.accounts.permissions import Role
from clinic.accounts.services import create_user

SIGN_IN_WITH = "mother-of-pearl-demo"


@dataclass(frozen=True, slots=True)
class DemoSite:
    slug: str
    name: str
    address: str
    phone: str
    out_of_hours_phone: str
    timezone: str


@dataclass(frozen=True, slots=True)
class DemoPerson:
    username: str
    name: str
    role: Role
    sites: tuple[str, ...]


NORTHBRIDGE, EASTVALE = "northbridge", "eastvale"
SITES = (
    DemoSite(
        NORTHBRIDGE,
        "Northbridge Skin Clinic",
        "12 Harbour Street\nNorthbridge",
        "020 7946 0000",
        "020 7946 0999",
        "Europe/London",
    ),
    DemoSite(
        EASTVALE, "Eastvale Skin Clinic", "3 Garden Court\nEastvale", "212 555 0100", "212 555 0199", "America/New_York"
    ),
)
PEOPLE = (
    DemoPerson("desk", "Dana Whitfield", Role.FRONT_DESK, (NORTHBRIDGE,)),
    DemoPerson("derm", "Dr Rohan Shah", Role.DERMATOLOGIST, (NORTHBRIDGE,)),
    DemoPerson("content", "Ilse Brandt", Role.CONTENT_ADMIN, (NORTHBRIDGE,)),
    DemoPerson("manager", "Grace Oyelaran", Role.MANAGER, (NORTHBRIDGE,)),
    DemoPerson("desk2", "Mateo Rivera", Role.FRONT_DESK, (EASTVALE,)),
    DemoPerson("derm2", "Dr Aiko Tanaka", Role.DERMATOLOGIST, (EASTVALE,)),
    DemoPerson("content2", "Samir Haddad", Role.CONTENT_ADMIN, (EASTVALE,)),
    DemoPerson("manager2", "Ruth Lindqvist", Role.MANAGER, (EASTVALE,)),
    DemoPerson("derm3", "Dr Elena Petrova", Role.DERMATOLOGIST, (NORTHBRIDGE, EASTVALE)),
)


def make_sites() -> dict[str, Site]:
    sites = {}
    for site in SITES:
        details = {name: getattr(site, name) for name in DemoSite.__dataclass_fields__ if name != "slug"}
        sites[site.slug], _is_new = Site.objects.get_or_create(slug=site.slug, defaults=details)
    return sites


@transaction.atomic
def make_people(sites: dict[str, Site], at: datetime) -> dict[str, User]:
    """An account that is there already is left as it is, its password too. Two runs at once wait for each other."""
    Site.objects.select_for_update(no_key=True).get(pk=sites[NORTHBRIDGE].pk)
    people = {}
    for person in PEOPLE:
        known = User.objects.filter(username=person.username).first()
        people[person.username] = known or create_user(
            username=person.username,
            name=person.name,
            role=person.role,
            sites=[sites[slug] for slug in person.sites],
            password=SIGN_IN_WITH,
            by=None,
            at=at,
        )
    return people
