"""What a draft would change, and any two versions side by side."""

from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clinic.accounts.permissions import Permission, needs
from clinic.audit.refusals import BadKey, Refused
from treatments import access, approving
from treatments.checklist import NotReady, checklist
from treatments.compiled_releases import compiled
from treatments.drafting import document_of
from treatments.engine.documents import Document
from treatments.forms import NoteForm
from treatments.models import Protocol, live_release
from treatments.publishing_times import zone_of
from treatments.views.saving_parts import act
from treatments.workbench.frame import Frame, frame
from treatments.workbench.places import address
from treatments.workbench.publishing.authors import authors_of
from treatments.workbench.publishing.diffs import Diff, document_of_release
from treatments.workbench.publishing.sending import Sent, last_answer, note_to_send_again

DRAFT = "draft"
LONGEST_NUMBER = 9


@require_safe
@needs(Permission.EDIT_PROTOCOL)
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    here = frame(request, slug, "draft_changes")
    return _changes_page(request, here, NoteForm(initial={"note": note_to_send_again(here.protocol)}))


@require_POST
@needs(Permission.EDIT_PROTOCOL)
def send(request: HttpRequest, slug: str) -> HttpResponse:
    here, form = frame(request, slug, "draft_changes"), NoteForm(request.POST)
    if not form.is_valid():
        return _changes_page(request, here, form, status=422)

    def perform() -> str:
        approving.send_for_approval(
            protocol_id=here.protocol.pk,
            revision=revision(request),
            note=form.cleaned_data["note"],
            by=request.user,
            at=timezone.now(),
        )
        return reverse("draft", args=[slug])

    try:
        return act(request, perform)
    except BadKey:
        raise
    except NotReady as refusal:
        reasons = [item.words for item in refusal.items]
    except Refused as refusal:
        reasons = [str(refusal.reason)]
    return _changes_page(request, frame(request, slug, "draft_changes"), form, status=409, reasons=reasons)


@require_safe
@needs(Permission.SEE_PROTOCOL)
def compare_any(request: HttpRequest, slug: str) -> HttpResponse:
    """Leads to the page of the two that were chosen; without a choice, of the draft and the live release."""
    live = live_release(slug)
    before = request.GET.get("a") or (str(live.number) if live else DRAFT)
    after = request.GET.get("b") or DRAFT
    _refuse_unknown(before), _refuse_unknown(after)
    return redirect("compare", slug, before, after)


@require_safe
@needs(Permission.SEE_PROTOCOL)
def compare(request: HttpRequest, slug: str, a: str, b: str) -> HttpResponse:
    protocol = Protocol.objects.filter(slug=slug).first()
    before, after = _version(slug, a, protocol), _version(slug, b, protocol)
    releases = access.releases(slug)
    context: dict[str, Any] = {
        "diff": Diff.of(before, after),
        "a": a,
        "b": b,
        "versions": [(DRAFT, _("Draft"))] * bool(protocol)
        + [(str(each.number), _name(each.number)) for each in releases],
        "names": [_name(each) for each in (a, b)],
        "slug": slug,
        "section": "content" if request.user.may(Permission.EDIT_PROTOCOL) else "protocol",
    }
    return render(request, "treatments/compare.html", context)


def _changes_page(
    request: HttpRequest, here: Frame, form: NoteForm, *, status: int = 200, reasons: tuple[str, ...] | list[str] = ()
) -> HttpResponse:
    protocol, now = here.protocol, timezone.now()
    sent = approving.open_submission(protocol)
    own = {
        "zone": zone_of(request.site),
        "diff": Diff.of(document_of_release(live_release(here.slug)), here.draft.document, slug=here.slug),
        "live": live_release(here.slug),
        "authors": authors_of(protocol),
        "items": (items := checklist(here.draft, request.user, now)),
        "is_ready": all(item.is_done for item in items),
        "needs_impact": any(item.key == "impact" and not item.is_done for item in items),
        "impact_start": address("impact_start", slug=here.slug),
        "sent": Sent.of(sent, protocol, request.user, zone_of(request.site)) if sent else None,
        "answer": last_answer(protocol),
        "form": form,
        "reasons": reasons,
        "page_has_errors": bool(reasons),
        "impact_key": uuid4(),
    }
    return render(request, "treatments/draft_changes.html", here.context(**own), status=status)


def _version(slug: str, said: str, protocol: Protocol | None) -> Document:
    _refuse_unknown(said)
    if said == DRAFT:
        if protocol is None:
            raise Http404
        return document_of(protocol)
    return compiled(access.release(slug, int(said))).document


def _refuse_unknown(said: str) -> None:
    if said != DRAFT and not (said.isascii() and said.isdecimal() and len(said) <= LONGEST_NUMBER):
        raise Http404


def _name(version: str | int) -> str:
    return _("Draft") if version == DRAFT else _("Release %(number)s") % {"number": version}


def revision(request: HttpRequest) -> int:
    """The revision that the page was made from; one that never existed when the page says none."""
    said = request.POST.get("revision", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) <= LONGEST_NUMBER else -1
