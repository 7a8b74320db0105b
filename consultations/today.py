"""Which visits belong to a day at a site."""

from datetime import datetime

from django.db.models import Q

from clinic.accounts.models import Site
from consultations.lifecycle import Status
from consultations.models.consultation import ConsultationQuerySet
from consultations.site_days import midnight_at

OPEN = (Status.INTAKE, Status.REVIEW, Status.CONFIRMED)


def of_today(visits: ConsultationQuerySet, site: Site | None, at: datetime) -> ConsultationQuerySet:
    """Open visits whenever they began, and those that ended since midnight at the site."""
    since = midnight_at(site, at)
    return visits.filter(Q(status__in=OPEN) | Q(signed_at__gte=since) | Q(closed_at__gte=since))
