"""What is done with a release: what it says made the draft again, or withdrawn."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from clinic.accounts.permissions import Permission, needs
from clinic.accounts.services import confirm_password
from clinic.audit.refusals import BadKey, Refused
from treatments import access, publishing
from treatments.compiled_releases import compiled
from treatments.exchanging import NotTaken, reasons_against, restore
from treatments.forms import ReasonForm
from treatments.models import Release
from treatments.open_visits import open_visits
from treatments.views.changes import revision
from treatments.views.saving_parts import act, refuse_doubled
from treatments.workbench.frame import frame
from treatments.workbench.publishing.diffs import Diff


@needs(Permission.EDIT_PROTOCOL)
def restore_release(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Shows what it would change in the draft; sent, the draft says what the release says."""
    here, release = frame(request, slug, "draft"), access.release(slug, number)

    def perform() -> str:
        own = {"protocol_id": here.protocol.pk, "revision": revision(request), "by": request.user}
        restore(release=release, **own, at=timezone.now())
        return reverse("draft_changes", args=[slug])

    document = compiled(release).document
    reasons = reasons_against(here.draft, document)
    if request.method == "POST":
        try:
            return act(request, perform)
        except BadKey:
            raise
        except Refused as refusal:
            reasons = list(refusal.reasons) if isinstance(refusal, NotTaken) else [str(refusal.reason)]
            here = frame(request, slug, "draft")
    context: dict[str, Any] = {
        "diff": Diff.of(here.draft.document, document),
        "release": release,
        "reasons": reasons,
        "page_has_errors": request.method == "POST",
    }
    status = 409 if request.method == "POST" else 200
    return render(request, "treatments/release_restore.html", here.context(**context), status=status)


@sensitive_post_parameters("password")
@needs(Permission.PUBLISH)
def withdraw(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """No new visit uses the release any more; the reason is what doctors with an open visit read.

    A wrong password is counted, so no transaction stands around it.
    """
    release, now = access.release(slug, number), timezone.now()
    form = ReasonForm(request.POST if request.method == "POST" else None)

    def perform() -> str:
        refuse_doubled(request, form)
        publishing.withdraw(release=release, by=request.user, reason=form.cleaned_data["reason"], at=now)
        return reverse("release", args=[slug, number])

    reasons: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            password = form.cleaned_data["password"]
            confirm_password(by=request.user, password=password, at=now, undone=_("Nothing was withdrawn."))
            return act(request, perform)
        except BadKey:
            raise
        except Refused as refusal:
            reasons = [str(refusal.reason)]
    context = {
        "release": release,
        "form": form,
        "left": _left(slug, release),
        "open": open_visits(slug).get(number, 0),
        "reasons": reasons,
        "page_has_errors": bool(reasons),
        "key": uuid4(),
        "section": "protocol",
    }
    status = 409 if reasons else 422 if form.errors else 200
    return render(request, "treatments/release_withdraw.html", context, status=status)


def _left(slug: str, without: Release) -> Release | None:
    """What new visits would use."""
    others = (each for each in access.releases(slug) if not hasattr(each, "withdrawal") and each.pk != without.pk)
    return next(others, None)
