"""Which day it is at a site: a baby born this morning in Auckland is no day old, whatever day it is elsewhere."""

from datetime import date, datetime

from clinic.accounts.models import Site


def day_at(site: Site | None, at: datetime) -> date:
    return at_site(site, at).date()


def midnight_at(site: Site | None, at: datetime) -> datetime:
    """When that day began."""
    return at_site(site, at).replace(hour=0, minute=0, second=0, microsecond=0)


def at_site(site: Site | None, at: datetime) -> datetime:
    """On the site's clock; somebody who works at no site has only the clock of the server."""
    return at.astimezone(site.zone) if site else at
