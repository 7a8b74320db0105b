"""Signing a plan, undoing that at once, and adding to what was signed. What is written here is final."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.accounts.models import User
from clinic.accounts.services import confirm_password
from clinic.audit.refusals import Stale
from consultations import access, policies, records
from consultations.answering import suggestion_for
from consultations.lifecycle import Status
from consultations.models import Addendum, Consultation, SignatureWithdrawal, SignedRecord
from consultations.names import tidy_text
from consultations.policies.undoing import withdrawal_of
from consultations.services.changing import note, refuse, save
from consultations.services.reporting import report_doubted_rules, take_back_doubts
from treatments.compiled_releases import compiled
from treatments.engine.canonical import canonical_json, sha256_of

# What a signature stands for; the page that asks for it says so in the same words.
MEANING = gettext_lazy("I have examined the patient and I approve this plan.")


def sign(
    *,
    consultation_id: UUID,
    revision: int,
    password: str,
    username: str | None = None,
    shown: str | None = None,
    by: User,
    at: datetime,
) -> SignedRecord:
    """Asks for the password first, outside any transaction, so that a wrong one is counted whatever happens then.

    `username` is None where it was proved together with the password earlier in this session.
    Needs no receipt: sent twice, the second finds the first one's signature and gives the same record.
    """
    confirm_password(by=by, password=password, username=username, at=at)
    return put_signature(consultation_id=consultation_id, revision=revision, shown=shown, by=by, at=at)


@transaction.atomic
def put_signature(
    *, consultation_id: UUID, revision: int, shown: str | None = None, by: User, at: datetime
) -> SignedRecord:
    """For callers that confirmed the password just before.

    `shown` is the hash of what the page showed, None where there was no page.
    """
    consultation = access.consultation_to_change(by, consultation_id)
    if earlier := _own_signature(consultation, revision, by):
        _refuse_unseen(json.loads(earlier.document), shown)
        return earlier
    if consultation.revision != revision:
        raise Stale
    refuse(policies.why_not_sign(consultation, by) or _why_not_reproduced(consultation))
    consultation.revision += 1
    record = _write_record(consultation, shown, by, at)
    consultation.signed_at, consultation.signed_by = at, by
    consultation.move_to(Status.SIGNED)
    consultation.save(update_fields=["revision", "status", "signed_at", "signed_by"])
    note("consultation.signed", consultation, by=by, at=at, sha256=record.sha256)
    report_doubted_rules(consultation, record, by, at)
    return record


@transaction.atomic
def withdraw_signature(*, consultation_id: UUID, record_id: int, by: User, at: datetime) -> Consultation:
    """The signed record stays as it is, with this beside it; the visit is in the review again, with its plan.

    Needs no receipt: sent twice, the second finds it undone by the same person.
    """
    consultation = access.consultation_to_change(by, consultation_id)
    record = access.signature(consultation, record_id)
    if (earlier := withdrawal_of(record)) and earlier.by_id == by.pk:
        return consultation
    refuse(policies.why_not_unsign(consultation, record, by, at))
    SignatureWithdrawal.objects.create(
        site_id=record.site_id,
        record=record,
        by=by,
        by_name=by.name,
        # The clock of one server may be behind that of another.
        at=max(at, record.signed_at),
    )
    consultation.signed_at = consultation.signed_by = consultation.confirmed_at = consultation.confirmed_by = None
    consultation.move_to(Status.REVIEW)
    save(consultation, "status", "signed_at", "signed_by", "confirmed_at", "confirmed_by")
    note("signature.withdrawn", consultation, by=by, at=at, sha256=record.sha256)
    take_back_doubts(consultation, by, at)
    return consultation


@transaction.atomic
def add_addendum(*, consultation_id: UUID, text: str, reason: str = "", by: User, at: datetime) -> Addendum:
    consultation = access.consultation_to_change(by, consultation_id)
    refuse(policies.why_not_add(consultation, by, text, reason))
    addendum = Addendum(
        site=consultation.site,
        consultation=consultation,
        text=tidy_text(text),
        reason=tidy_text(reason),
        written_at=at,
        written_by=by,
        written_name=by.name,
    )
    addendum.sha256 = sha256_of_addendum(addendum)
    addendum.save(force_insert=True)
    note("addendum.written", consultation, by=by, at=at)
    return addendum


def sha256_of_addendum(addendum: Addendum) -> str:
    """What was written before reasons were asked for has none, and keeps its hash."""
    reason = {"reason": addendum.reason} if addendum.reason else {}
    return sha256_of(
        reason
        | {
            "consultation": str(addendum.consultation_id),
            "site": addendum.site_id,
            "text": addendum.text,
            "at": addendum.written_at.astimezone(UTC).isoformat(),
            "by": addendum.written_by_id,
            "name": addendum.written_name,
        }
    )


def _own_signature(consultation: Consultation, revision: int, by: User) -> SignedRecord | None:
    """The same page sent again: signed by this person, from the state this page showed."""
    same = consultation.signed_by_id == by.pk and consultation.revision == revision + 1
    return consultation.record if consultation.status == Status.SIGNED and same else None


def _why_not_reproduced(consultation: Consultation) -> str | None:
    """What is signed is what the release says about these answers, now as then."""
    again = suggestion_for(compiled(consultation.release), consultation.answers)
    if canonical_json(again) == canonical_json(consultation.suggestion):
        return None
    return _("The suggestion does not follow from the answers any more. Reopen the plan and look at it again.")


def _refuse_unseen(document: Mapping[str, Any], shown: str | None) -> None:
    """A name, a consent, a photo or the clinic's address moves without the revision of the visit."""
    if shown is not None and shown != records.shown_sha256(document):
        raise Stale(_("What you would sign changed while you had this page open. Check what is there now, then sign."))


def _write_record(consultation: Consultation, shown: str | None, by: User, at: datetime) -> SignedRecord:
    meaning = str(MEANING)
    undone = list(consultation.records.values_list("sha256", flat=True))
    number = len(undone) + 1
    built = records.build(consultation, by=by, at=at, meaning=meaning, undone=undone)
    _refuse_unseen(built, shown)
    document = canonical_json(built)
    return SignedRecord.objects.create(
        site=consultation.site,
        consultation=consultation,
        number=number,
        document=document,
        sha256=hashlib.sha256(document.encode()).hexdigest(),
        signed_at=at,
        signed_by=by,
        signed_name=by.name,
        meaning=meaning,
    )
