"""Who else has the same part open."""

from datetime import datetime, timedelta

from clinic.accounts.models import User
from treatments.models import Presence, Protocol

SEEN_WITHIN = timedelta(seconds=60)


def be_present(*, protocol: Protocol, parts: str, code: str, by: User, at: datetime) -> None:
    place = {"protocol": protocol, "parts": parts, "code": code, "person": by}
    Presence.objects.update_or_create(**place, defaults={"seen_at": at})
    Presence.objects.filter(protocol=protocol, seen_at__lt=at - 10 * SEEN_WITHIN).delete()


def leave(*, protocol: Protocol, parts: str, code: str, by: User) -> None:
    Presence.objects.filter(protocol=protocol, parts=parts, code=code, person=by).delete()


def others_present(protocol: Protocol, parts: str, code: str, by: User, at: datetime) -> list[str]:
    """Their names."""
    seen = Presence.objects.filter(protocol=protocol, parts=parts, code=code, seen_at__gt=at - SEEN_WITHIN)
    return list(seen.exclude(person=by).order_by("person__name").values_list("person__name", flat=True))
