"""The page of whoever approves: what was sent, what would happen, and the three answers to it."""

from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from clinic.accounts.models import User
from clinic.accounts.permissions import Permission, needs
from clinic.accounts.services import confirm_password
from clinic.audit.refusals import BadKey, Refused
from treatments import approving
from treatments.checklist import NotReady, checklist
from treatments.editing.parts import Draft
from treatments.forms import ApproveAtForm, ApproveForm, CommentForm
from treatments.models import Protocol, Submission, live_release
from treatments.publishing_times import moment_at, zone_of
from treatments.views.changes import revision
from treatments.views.saving_parts import act, refuse_doubled
from treatments.wording import Wording
from treatments.workbench.cases.casing import standing_of
from treatments.workbench.checks.finding_pages import accepted_in_words
from treatments.workbench.publishing.authors import authors_of
from treatments.workbench.publishing.diffs import Diff, document_of_release
from treatments.workbench.publishing.sending import Sent, what_happens

LARGEST_ID = 2**63 - 1


@require_safe
@needs(Permission.SEE_PROTOCOL)
def submission(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    return _page(request, _found(slug, pk))


@sensitive_post_parameters("now-password", "later-password")
@require_POST
@needs(Permission.PUBLISH)
def approve(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """At once, or at the time that was chosen. A wrong password is counted, so no transaction stands around it."""
    sent, zone = _found(slug, pk), zone_of(request.site)
    is_later = request.POST.get("when") == "later"
    form = ApproveAtForm(request.POST, prefix="later") if is_later else ApproveForm(request.POST, prefix="now")
    shown = {"later" if is_later else "now": form}
    if not form.is_valid():
        return _page(request, sent, status=422, **shown)
    now = timezone.now()

    def perform() -> str:
        done = approving.approve(
            submission_id=sent.pk, revision=revision(request), publish_at=publish_at, by=request.user, at=now
        )
        release = done.release
        if release:
            return f"{reverse('release', args=[slug, release.number])}?published=1"
        return reverse("submission", args=[slug, pk])

    try:
        publish_at = moment_at(form.cleaned_data["day"], form.cleaned_data["clock"], zone) if is_later else None
        confirm_password(
            by=request.user, password=form.cleaned_data["password"], at=now, undone=_("Nothing was published.")
        )
        return act(request, perform)
    except BadKey:
        raise
    except Refused as refusal:
        return _page(request, sent, status=409, reasons=_reasons(refusal), **shown)


@require_POST
@needs(Permission.PUBLISH)
def back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    sent, form = _found(slug, pk), CommentForm(request.POST)
    if not form.is_valid():
        return _page(request, sent, status=422, comment=form)

    def perform() -> str:
        refuse_doubled(request, form)
        comment = form.cleaned_data["comment"]
        approving.send_back(submission_id=sent.pk, comment=comment, by=request.user, at=timezone.now())
        return reverse("submission", args=[slug, pk])

    try:
        return act(request, perform)
    except BadKey:
        raise
    except Refused as refusal:
        return _page(request, sent, status=409, reasons=_reasons(refusal), comment=form)


@require_POST
@needs(Permission.EDIT_PROTOCOL)
def take_back(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    sent = _found(slug, pk)

    def perform() -> str:
        approving.take_back(submission_id=sent.pk, by=request.user, at=timezone.now())
        return reverse("draft_changes", args=[slug])

    try:
        return act(request, perform)
    except BadKey:
        raise
    except Refused as refusal:
        return _page(request, sent, status=409, reasons=_reasons(refusal))


def _page(
    request: HttpRequest, sent: Submission, *, status: int = 200, reasons: list[str] | None = None, **forms: Any
) -> HttpResponse:
    sent.refresh_from_db()
    protocol, by, zone = Protocol.objects.get(pk=sent.protocol_id), request.user, zone_of(request.site)
    draft = Draft.read(protocol)
    shown = Sent.of(sent, protocol, by, zone)
    context: dict[str, Any] = {
        "sent": shown,
        "slug": protocol.slug,
        "name": Wording(draft.document).text(draft.document.name),
        "zone": zone,
        "reasons": reasons or [],
        "now": None,
        "later": None,
        "comment": None,
        "key": uuid4(),
        "page_has_errors": bool(reasons) or status != 200,
        "section": "content" if by.may(Permission.EDIT_PROTOCOL) else "protocol",
    }
    if not (sent.ending or shown.is_stale):
        context |= _to_approve(draft, sent, by)
        own = {"now": ApproveForm(prefix="now"), "later": ApproveAtForm(prefix="later"), "comment": CommentForm()}
        context |= own | forms | {"keys": [uuid4() for _each in range(4)]}
    return render(request, "treatments/submission.html", context, status=status)


def _to_approve(draft: Draft, sent: Submission, reader: User) -> dict[str, Any]:
    live = live_release(draft.protocol.slug)
    return {
        "diff": Diff.of(document_of_release(live), draft.document),
        "live": live,
        "authors": authors_of(draft.protocol),
        "items": checklist(draft, sent.sent_by, timezone.now(), reader),
        "counts": standing_of(draft).counts,
        "accepted": accepted_in_words(draft),
        "happens": list(what_happens(draft.protocol.slug)),
        "revision": draft.protocol.revision,
    }


def _found(slug: str, pk: int) -> Submission:
    rows = Submission.objects.filter(protocol__slug=slug).select_related("protocol", "sent_by", "ended_by", "release")
    found = rows.filter(pk=pk).first() if pk <= LARGEST_ID else None
    if found is None:
        raise Http404
    return found


def _reasons(refusal: Refused) -> list[str]:
    return [item.words for item in refusal.items] if isinstance(refusal, NotReady) else [str(refusal.reason)]
