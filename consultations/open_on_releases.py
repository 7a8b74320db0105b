"""How many visits are open on each release of a protocol: for whoever is about to publish the next one."""

from collections.abc import Mapping

from django.db.models import Count

from consultations.models import Consultation


def open_on_releases(slug: str) -> Mapping[int, int]:
    """Numbers only, over all sites: a release belongs to all of them, and a number names nobody."""
    rows = Consultation.objects.open().filter(release__slug=slug).values_list("release__number")
    return dict(rows.annotate(Count("pk")).order_by())
