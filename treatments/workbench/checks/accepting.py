"""Leaving a finding as it is, with the reason: it no longer stands in the way until one of its rules changes."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.audit.refusals import Refused
from clinic.audit.services import record
from treatments.editing.changing import held
from treatments.models import AcceptedFinding
from treatments.policies import LONGEST_ANSWER
from treatments.workbench.checks.findings import Standing, State, findings_in


@transaction.atomic
def accept_finding(*, protocol_id: int, fingerprint: str, note: str, by: User, at: datetime) -> AcceptedFinding:
    draft, note = held(protocol_id, by), note.strip()
    standing = next((each for each in findings_in(draft) if each.fingerprint == fingerprint), None)
    if standing is None:
        raise Refused(_("This is no longer found: the rules changed meanwhile. Look at the list again."))
    if reason := why_not_accept(standing, note):
        raise Refused(reason)
    finding = standing.finding
    accepted = AcceptedFinding.objects.create(
        protocol=draft.protocol,
        fingerprint=fingerprint,
        kind=finding.kind,
        rules=list(finding.rules),
        note=note,
        by=by,
        by_name=by.name,
        at=at,
    )
    # Whoever says that it may stay does not approve it as well.
    draft.protocol.authors.add(by)
    record(
        "finding.accepted",
        draft.protocol,
        by=by,
        at=at,
        slug=draft.protocol.slug,
        kind=finding.kind,
        rules=list(finding.rules),
        accepted=accepted.pk,
    )
    return accepted


def why_not_accept(standing: Standing, note: str) -> str | None:
    if standing.state == State.ACCEPTED:
        return _("Somebody accepted this already.")
    if standing.state == State.KNOWN:
        return _("The live release has this too. It does not stand in the way.")
    if not note:
        return _("Say why it may stay as it is.")
    if len(note) > LONGEST_ANSWER:
        return _("Use at most %(most)d characters.") % {"most": LONGEST_ANSWER}
    return None
