"""One page sent is one effect, however often it arrives."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.db import OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from psycopg.errors import LockNotAvailable

from clinic.audit.models import Receipt
from clinic.audit.refusals import BadKey, Busy, KeyReused

KEPT_FOR = timedelta(days=30)
LONGEST_KEY = 255
NOT_PART_OF_THE_BODY = {"csrfmiddlewaretoken", "key"}


def once(*, key: str, by: object, path: str, body: object, perform: Callable[[], object]) -> str:
    """Run `perform` and keep the URL it returns; the same page sent again gets that URL and nothing else happens.

    Everything is one transaction: when `perform` raises, no receipt is left and the page can be sent again.
    A second request with the key waits at the unique index until the first has committed or given up.
    """
    if not key or len(key) > LONGEST_KEY:
        raise BadKey
    digest, actor_id = fingerprint(body), str(by.pk) if by else ""
    with transaction.atomic():
        if not _is_first(key=key, actor_id=actor_id, path=path, digest=digest, at=timezone.now()):
            return _earlier_url(key, actor_id, path, digest)
        url = str(perform())
        if not url:
            raise ValueError("perform() must return the address of the next page")
        Receipt.objects.filter(key=key, actor_id=actor_id).update(url=url)
        return url


def fingerprint(body: object) -> str:
    """The same fields give the same fingerprint, whatever their order; the token and the key itself do not count."""
    if hasattr(body, "lists"):
        body = dict(body.lists())
    if isinstance(body, Mapping):
        body = {name: value for name, value in body.items() if name not in NOT_PART_OF_THE_BODY}
    if not isinstance(body, bytes):
        body = json.dumps(body, sort_keys=True, default=str).encode("utf-8", "surrogatepass")
    return hashlib.sha256(body).hexdigest()


def prune(*, at: datetime) -> int:
    """Forget receipts older than thirty days. They are the only rows of this app that may be removed."""
    removed, _by_model = Receipt.objects.filter(at__lt=at - KEPT_FOR).delete()
    return removed


def _is_first(*, key: str, actor_id: str, path: str, digest: str, at: datetime) -> bool:
    receipt = Receipt(key=key, actor_id=actor_id, path=path[:500], body_sha256=digest, at=at)
    try:
        with transaction.atomic():
            Receipt.objects.bulk_create([receipt], ignore_conflicts=True)
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise Busy(_("This is still being saved. Wait a moment, then look again.")) from error
        raise
    # Another request's row is visible only once it has committed, so an empty URL can only be our own.
    return Receipt.objects.filter(key=key, actor_id=actor_id, url="").exists()


def _earlier_url(key: str, actor_id: str, path: str, digest: str) -> str:
    earlier = Receipt.objects.get(key=key, actor_id=actor_id)
    if (earlier.path, earlier.body_sha256) != (path[:500], digest):
        raise KeyReused
    return earlier.url
