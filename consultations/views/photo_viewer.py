"""One photo of a visit to look at closely; a page of its own, and in the review a part over the page."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from clinic.accounts.permissions import Permission, needs
from consultations import access
from consultations.policies.photos import why_not_look
from consultations.presenters.photo_viewer import Look, PhotoViewer
from consultations.templatetags.photos import looked_at_in_turn
from consultations.views.seeing import about_visit
from consultations.views.sending import page

# Sent by the script that puts the viewer over the page.
PART = "Pearl-Part"


@require_safe
@needs(Permission.REVIEW)
def photo_viewer(request: HttpRequest, consultation_id: UUID, photo_id: UUID) -> HttpResponse:
    """The picture itself comes from its own address, where it is written down who looked at it."""
    visit = access.consultation(request.user, consultation_id)
    if why_not_look(visit, request.user):
        raise Http404
    photo, look = access.photo(visit, photo_id), Look.of(request.GET)
    before = access.photo_before(visit, photo) if look.beside else None
    viewer = PhotoViewer.of(visit, looked_at_in_turn(visit), photo, before, look)
    is_part = PART in request.headers
    template = "consultations/parts/photo_viewer.html" if is_part else "consultations/photo_viewer.html"
    return page(request, template, about_visit(visit) | {"viewer": viewer, "is_part": is_part, "section": "queue"})
