"""When a release is to become live, on the clock of a site."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.accounts.models import Site
from clinic.audit.refusals import Refused


def zone_of(site: Site | None) -> ZoneInfo:
    """Somebody who works at no site has the clock of the server."""
    return site.zone if site else ZoneInfo(settings.TIME_ZONE)


def moment_at(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Of a time that comes twice, when clocks are put back, the first. One that never comes is refused."""
    said = datetime.combine(day, clock, tzinfo=zone)
    moment = said.astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != said.replace(tzinfo=None):
        words = _("There is no %(clock)s on %(day)s in %(zone)s: the clocks are put forward. Choose another time.")
        raise Refused(words % {"clock": f"{clock:%H:%M}", "day": date_format(day, "j F Y"), "zone": zone.key})
    return moment


def in_words(moment: datetime, zone: ZoneInfo) -> str:
    """With the zone, so that somebody at another site is not mistaken."""
    here = moment.astimezone(zone)
    offset = here.strftime("%z")
    return _("%(day)s, %(clock)s (%(zone)s, UTC%(offset)s)") % {
        "day": date_format(here.date(), "j F Y"),
        "clock": f"{here:%H:%M}",
        "zone": zone.key,
        "offset": f"{offset[:3]}:{offset[3:]}",
    }
