"""Who looked, who changed: events as sentences. Looking again and again is one row with a count."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clinic.accounts.permissions import Role
from clinic.audit.history import sentence
from clinic.audit.models import Event

VERBS: dict[str, str | Promise] = {
    "patient.registered": _("added this patient"),
    "consultation.started": _("started a visit"),
    "answer.given": _("wrote down answers"),
    "area.added": _("added a place"),
    "area.removed": _("took a place away"),
    "intake.finished": _("finished the intake"),
    "intake.given_back": _("gave the intake back to the desk"),
    "intake.taken_over": _("took the intake over on another tablet"),
    "tablet.handed_over": _("handed the tablet to the patient"),
    "tablet.given_back": _("got the tablet back from the patient"),
    "tablet.unlocked": _("unlocked the tablet"),
    "tablet.tried_to_leave": _("the patient tried to leave the questions"),
    "tablet.unlock_tried": _("somebody tried to unlock the tablet"),
    "tablet.unlock_locked": _("the tablet was locked after too many tries"),
    "case.claimed": _("opened the case from the queue"),
    "case.taken_over": _("took the case over from a colleague"),
    "case.let_go": _("let the case go"),
    "case.skipped": _("passed the case over in the queue"),
    "case.unskipped": _("took the case back into their queue"),
    "answer.corrected": _("corrected an answer"),
    "flag.found": _("answered a red flag"),
    "release.followed": _("recalculated with a newer release"),
    "release.kept": _("stayed on the release of the visit"),
    "plan.decided": _("decided on a treatment"),
    "plan.confirmed": _("confirmed the plan"),
    "plan.reopened": _("reopened the plan"),
    "consultation.signed": _("signed the visit"),
    "consultation.closed_unsigned": _("closed the visit without a signature"),
    "addendum.written": _("added a note to a signed visit"),
    "sheet.print": _("printed the aftercare sheet"),
    "sheet.pdf": _("opened the aftercare sheet as PDF"),
    "sheet.email": _("sent the aftercare sheet by e-mail"),
    "mail.sent": _("the e-mail with the sheet was sent"),
    "mail.unsure": _("nobody knows whether the e-mail with the sheet arrived"),
    "mail.failed": _("the e-mail with the sheet could not be sent"),
    "photo.added": _("took a photo"),
    "photo.withdrawn": _("took a photo away"),
}
LOOKED = {
    "patient.viewed": _("looked at this record"),
    "patients.found": _("saw this patient in a search"),
    "today.viewed": _("saw this patient in the list of the day"),
    "queue.viewed": _("saw this patient in the queue"),
    "photo.viewed": _("looked at a photo"),
    "visit.read_nameless": _("read the answers of a visit, without the name, for a case of the protocol"),
    "visits.read_nameless": _("saw a visit, without the name, in a list for cases of the protocol"),
    "sheet.read": _("the sheet was read at its own address, by whoever has it"),
}
REPEATED = (*LOOKED, "answer.given")


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """`times` counts what the same person did in one go; `at` is the latest of it."""

    at: datetime
    who: str
    role: str
    did: str
    looked: bool
    times: int


def history_rows(events: Iterable[Event], zone: ZoneInfo) -> list[HistoryRow]:
    rows = []
    for _same, group in groupby(events, key=_together):
        by_action: dict[str, list[Event]] = {}
        for event in group:
            by_action.setdefault(event.action, []).append(event)
        rows += [_row(several[0], len(several), zone) for several in by_action.values()]
    return rows


def _together(event: Event) -> tuple[object, ...]:
    """Whoever writes down answers looks at the record in between: one row for each of the two."""
    alone = () if event.action in REPEATED else (event.pk,)
    return (event.actor_id, event.session, *alone)


def _row(event: Event, times: int, zone: ZoneInfo) -> HistoryRow:
    role = str(Role(event.actor_role).label) if event.actor_role in Role.values else ""
    looked = event.action in LOOKED
    return HistoryRow(event.at.astimezone(zone), event.actor_name, role, sentence(event, VERBS | LOOKED), looked, times)
