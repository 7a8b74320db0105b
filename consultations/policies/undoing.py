"""Why a signature cannot be undone any more, and until when it can."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.accounts.permissions import Permission
from consultations.lifecycle import Status
from consultations.models import Consultation, SignatureWithdrawal, SignedRecord

# The database knows the same fifteen minutes (consultations/migrations/0012_course_with_undo.py).
UNDO_WITHIN = timedelta(minutes=15)


def undo_until(record: SignedRecord) -> datetime:
    return record.signed_at + UNDO_WITHIN


def withdrawal_of(record: SignedRecord) -> SignatureWithdrawal | None:
    return SignatureWithdrawal.objects.filter(record=record).select_related("by").first()


def why_not_unsign(consultation: Consultation, record: SignedRecord, by: User, at: datetime) -> str | None:
    if not by.may(Permission.SIGN):
        return _("Only a dermatologist can undo a signature.")
    if withdrawal_of(record) or consultation.status != Status.SIGNED:
        return _("This signature was undone already.")
    if record.signed_by_id != by.pk:
        return _("Only %(name)s, who signed, can undo this.") % {"name": record.signed_name}
    if at > undo_until(record):
        return _("A signature can be undone for fifteen minutes, and they are over. Amend the record instead.")
    if record.handed_out.exists():
        return _("The sheet of this visit was printed or sent already. Amend the record instead.")
    if consultation.addenda.filter(written_at__gte=record.signed_at).exists():
        return _("Something was added to this record already. Amend it once more instead.")
    return None
