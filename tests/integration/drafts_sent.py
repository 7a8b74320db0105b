"""A draft on its way to becoming a release: changed, sent, approved."""

from datetime import datetime, timedelta
from typing import Any

from clinic.accounts.models import User
from tests.integration.clinic_factory import NOW
from tests.integration.drafts_made import admin
from treatments import approving
from treatments.models import Protocol, Release, Submission

OF_THE_SLUG = ["draft_changes", "draft_send", "compare_any"]
OF_A_SUBMISSION = ["submission", "submission_approve", "submission_back", "submission_take_back"]


def send(protocol: Protocol, by: User, note: str = "", revision: int | None = None) -> Submission:
    now = Protocol.objects.get(pk=protocol.pk).revision
    return approving.send_for_approval(
        protocol_id=protocol.pk, revision=revision or now, note=note, by=by, at=NOW + timedelta(minutes=1)
    )


def approve(
    sent: Submission,
    by: User,
    *,
    publish_at: datetime | None = None,
    at: datetime = NOW + timedelta(minutes=5),
    revision: int | None = None,
) -> Submission:
    revision = revision or sent.revision
    return approving.approve(submission_id=sent.pk, revision=revision, publish_at=publish_at, by=by, at=at)


def pages_of(protocol: Protocol, release: Release) -> dict[str, dict[str, Any]]:
    """Arguments of the addresses, for a draft that waits for approval."""
    slug, by = {"slug": protocol.slug}, admin()
    sent = Submission.objects.create(
        protocol=protocol, revision=protocol.revision, sha256="0" * 64, sent_by=by, sent_by_name=by.name, sent_at=NOW
    )
    return {
        **dict.fromkeys(OF_THE_SLUG, slug),
        **dict.fromkeys(OF_A_SUBMISSION, slug | {"pk": sent.pk}),
        "compare": slug | {"a": str(release.number), "b": "draft"},
    }
