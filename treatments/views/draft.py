"""The workbench's buttons for any part of a draft: undo, redo, move, remove, and who else is there."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clinic.accounts.permissions import Permission, needs
from clinic.audit.refusals import BadKey, Refused
from treatments.editing import changing, undoing
from treatments.editing.presence import be_present, leave, others_present
from treatments.editing.refusals import EditHasFaults
from treatments.models import Edit
from treatments.views.saving_parts import act, with_edit
from treatments.workbench.frame import Frame, frame
from treatments.workbench.places import PLACES, list_of, page_of

LONGEST_CODE = 60


@require_POST
@needs(Permission.EDIT_PROTOCOL)
def undo(request: HttpRequest, slug: str) -> HttpResponse:
    here = frame(request, slug, "draft")
    return _done(request, here, lambda: undoing.undo(protocol_id=here.protocol.pk, by=request.user, at=timezone.now()))


@require_POST
@needs(Permission.EDIT_PROTOCOL)
def redo(request: HttpRequest, slug: str) -> HttpResponse:
    here = frame(request, slug, "draft")
    return _done(request, here, lambda: undoing.redo(protocol_id=here.protocol.pk, by=request.user, at=timezone.now()))


@require_POST
@needs(Permission.EDIT_PROTOCOL)
def move(request: HttpRequest, slug: str) -> HttpResponse:
    """One place up or down in its list."""
    here, (parts, code) = frame(request, slug, "draft"), _part(request)
    step = {"up": -1, "down": 1}.get(request.POST.get("to", ""))
    place = here.draft.place(parts, code)
    if step is None or place is None:
        raise Http404

    def perform() -> str:
        where = {"protocol_id": here.protocol.pk, "parts": parts, "code": code, "place": max(place + step, 1)}
        edit = changing.move_part(**where, by=request.user, at=timezone.now())
        return f"{with_edit(list_of(slug, parts), edit) if edit else list_of(slug, parts)}#part-{code}"

    return answered(request, here, perform)


@require_POST
@needs(Permission.EDIT_PROTOCOL)
def remove(request: HttpRequest, slug: str) -> HttpResponse:
    here, (parts, code) = frame(request, slug, "draft"), _part(request)

    def perform() -> str:
        edit = changing.change_part(
            protocol_id=here.protocol.pk,
            parts=parts,
            code=code,
            values=None,
            stamp=request.POST.get("stamp", ""),
            by=request.user,
            at=timezone.now(),
        )
        return with_edit(list_of(slug, parts), edit)

    return answered(request, here, perform)


@require_POST
@needs(Permission.EDIT_PROTOCOL)
def presence(request: HttpRequest, slug: str) -> HttpResponse:
    """Says who else has the part open. Sent by a script while the page is looked at."""
    here, (parts, code) = frame(request, slug, "draft"), _part(request)
    place = {"parts": parts, "code": code, "by": request.user}
    if request.POST.get("leaving"):
        leave(protocol=here.protocol, **place)
        return HttpResponse(status=204)
    be_present(protocol=here.protocol, **place, at=timezone.now())
    names = others_present(here.protocol, **place, at=timezone.now())
    return render(request, "treatments/parts/others.html", {"others": names})


def _part(request: HttpRequest) -> tuple[str, str]:
    parts, code = request.POST.get("parts", ""), request.POST.get("code", "")
    if parts not in PLACES or not code or len(code) > LONGEST_CODE:
        raise Http404
    return parts, code


def _done(request: HttpRequest, here: Frame, perform: Callable[[], Edit]) -> HttpResponse:
    def taken() -> str:
        edit = perform()
        is_there = edit.after is not None
        return with_edit((page_of if is_there else _list)(here.slug, edit.parts, edit.code), edit)

    return answered(request, here, taken)


def _list(slug: str, parts: str, _code: str) -> str:
    return list_of(slug, parts)


def answered(request: HttpRequest, here: Frame, perform: Callable[[], str]) -> HttpResponse:
    """Refused, the page says why and what hangs on the part; nothing was changed."""
    try:
        return act(request, perform)
    except BadKey:
        raise
    except EditHasFaults as refusal:
        lines = [*(reason for _place, reason in refusal.inside), *refusal.elsewhere]
        context = here.context(why=_("Something else in the protocol needs this:"), lines=lines)
    except Refused as refusal:
        context = here.context(why=refusal.reason, lines=[])
    return render(request, "treatments/draft_refused.html", context, status=409)
