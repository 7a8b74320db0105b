"""The patient's sheet as a PDF. Opening it hands it out, so each time is written down."""

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from clinic.accounts.permissions import Permission, needs
from clinic.audit.refusals import Refused
from clinic.web.errors import refuse
from consultations import access, sheet_tokens
from consultations.face_map.places import OnTheMap
from consultations.models import SignedRecord
from consultations.models.sheet import HandedOutAs
from consultations.presenters.aftercare import AftercareSheet
from consultations.services import sheets
from consultations.sheet.face import face_svg
from consultations.sheet.pdf import sheet_pdf
from treatments.compiled_releases import compiled
from treatments.models import Release


@require_safe
@needs(Permission.SEE_AFTERCARE)
def sheet_as_pdf(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    consultation = access.signed(request.user, consultation_id)
    record = access.standing_record(consultation)
    if request.method == "HEAD":
        # Nothing is made and nobody has the sheet.
        return HttpResponse(content_type="application/pdf", headers={"Cache-Control": "no-store"})
    large = request.GET.get("print") == "large"
    now = timezone.now()
    try:
        address = sheet_tokens.whole_address(sheets.address_of(record, now))
        pdf = _pdf(record, consultation.release, large=large, address=address)
        # What could not be made was not handed out, so this comes last.
        sheets.hand_out(record=record, how=HandedOutAs.PDF, large=large, by=request.user, at=now)
    except Refused as refusal:
        return refuse(request, 409, _("There is no sheet to print"), str(refusal.reason), because="no_sheet")
    # The name of a file stays behind in lists of downloads: nobody's name belongs there.
    named = f'inline; filename="aftercare-{record.signed_at:%Y-%m-%d}.pdf"'
    own = {"Content-Disposition": named, "Cache-Control": "no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=own)


def _pdf(record: SignedRecord, release: Release, *, large: bool, address: str) -> bytes:
    document = json.loads(record.document)
    with override(document["language"]):
        sheet = AftercareSheet.of(document, OnTheMap.of(compiled(release).document))
        return sheet_pdf(sheet, large=large, address=address, face_svg=face_svg(sheet.where))
