"""A draft on its way to becoming a release: changed, sent, approved."""

from datetime import datetime, timedelta
from typing import Any

from clinic.accounts.models import User
from tests.integration.clinic_factory import NOW
from tests.integration.drafts_made import admin
from treatments import approving
from treatments.drafting import document_of
from treatments.editing.parts import Draft
from treatments.engine.canonical import canonical_json, sha256_of
from treatments.engine.deciding import what_decides
from treatments.models import Edit, ImpactRun, Protocol, Release, Submission, Upload, live_release
from treatments.models.impact import RunState
from treatments.protocol_file import text_of

OF_THE_SLUG = ["draft_changes", "draft_send", "compare_any", "draft_export", "draft_import", "draft_log"]
OF_A_RELEASE = ["release_restore", "release_withdraw", "release_export"]
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


def impact_worked_out(protocol: Protocol, by: User) -> ImpactRun:
    """As the background would have done it, over no visits."""
    draft = Draft.read(Protocol.objects.get(pk=protocol.pk))
    return ImpactRun.objects.create(
        protocol=draft.protocol,
        revision=draft.protocol.revision,
        document=canonical_json(draft.raw),
        sha256=sha256_of(draft.raw),
        decides=what_decides(draft.document),
        release=live_release(protocol.slug),
        sites=sorted(by.sites_allowed().values_list("pk", flat=True)),
        state=RunState.DONE,
        started_by=by,
        started_by_name=by.name,
        started_at=NOW,
        ended_at=NOW,
    )


def pages_of(protocol: Protocol, release: Release) -> dict[str, dict[str, Any]]:
    """Arguments of the addresses, for a draft that waits for approval."""
    slug, by = {"slug": protocol.slug}, admin()
    sent = Submission.objects.create(
        protocol=protocol, revision=protocol.revision, sha256="0" * 64, sent_by=by, sent_by_name=by.name, sent_at=NOW
    )
    upload = Upload.objects.create(protocol=protocol, text=text_of(document_of(protocol)), by=by, at=NOW)
    known = {"protocol": protocol, "revision": protocol.revision, "parts": "protocol", "code": "steps"}
    edit = Edit.objects.create(**known, before=[], after=protocol.steps, by=by, by_name=by.name, at=NOW)
    return {
        **dict.fromkeys(OF_THE_SLUG, slug),
        **dict.fromkeys(OF_A_SUBMISSION, slug | {"pk": sent.pk}),
        **dict.fromkeys(OF_A_RELEASE, slug | {"number": release.number}),
        "draft_import_check": slug | {"pk": upload.pk},
        "draft_sitting": slug | {"pk": edit.pk},
        "compare": slug | {"a": str(release.number), "b": "draft"},
    }
