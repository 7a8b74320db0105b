"""The small made-up protocol with a live release and a draft that differs: whole in a moment."""

from datetime import timedelta

from clinic.accounts.models import User
from tests.integration import sample_protocol as sample
from tests.integration.clinic_factory import NOW
from tests.integration.drafts_made import part
from treatments.editing.changing import change_part
from treatments.editing.parts import stamp_of
from treatments.models import Edit, Protocol

LATER = NOW + timedelta(hours=1)


def warts() -> Protocol:
    """With release 1 that says the same."""
    sample.first_release()
    return Protocol.objects.get(slug="warts")


def write(protocol: Protocol, by: User, text: str = "Said in other words.", code: str = "EX-01") -> Edit | None:
    """Another reason for a rule: nothing that decides."""
    now = part(protocol, "rules", code)
    where = {"protocol_id": protocol.pk, "parts": "rules", "code": code, "stamp": stamp_of(now)}
    return change_part(**where, values=now | {"because": text}, by=by, at=LATER)
