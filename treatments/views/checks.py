"""What the checks found in a draft, and accepting one of the findings with a note."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from clinic.accounts.permissions import Permission, needs
from clinic.audit.refusals import BadKey, Refused
from treatments.engine.checks import KINDS
from treatments.views.saving_parts import act
from treatments.workbench.checks.accepting import accept_finding
from treatments.workbench.checks.finding_form import FindingForm
from treatments.workbench.checks.finding_pages import FindingList, FindingPage
from treatments.workbench.checks.finding_words import FindingWords
from treatments.workbench.checks.findings import Standing, State, findings_in
from treatments.workbench.frame import Frame, frame

LONGEST_SEARCH = 100


@require_safe
@needs(Permission.EDIT_PROTOCOL)
def checks(request: HttpRequest, slug: str) -> HttpResponse:
    here, searched = frame(request, slug, "draft_checks"), request.GET.get("q", "")[:LONGEST_SEARCH]
    kind = request.GET.get("kind", "") if request.GET.get("kind", "") in KINDS else ""
    words = FindingWords(here.draft.document)
    page = FindingList.of(slug, here.ready, words, findings_in(here.draft), kind, searched)
    return render(request, "treatments/draft_checks.html", here.context(page=page, kind=kind, searched=searched))


@needs(Permission.EDIT_PROTOCOL)
def accept(request: HttpRequest, slug: str, fingerprint: str) -> HttpResponse:
    """One finding; a finding that is gone leads back to the list."""
    here = frame(request, slug, "draft_checks")
    form = FindingForm(request.POST if request.method == "POST" else None)
    reasons, status = [], 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return act(request, lambda: _accepted(request, here, fingerprint, form))
            except BadKey:
                raise
            except Refused as refusal:
                reasons, status = [str(refusal.reason)], 409
    standing = next((each for each in findings_in(here.draft) if each.fingerprint == fingerprint), None)
    if standing is None and request.method != "POST":
        return redirect("draft_checks", slug)
    return _page(request, here, standing, form, reasons, status)


def _accepted(request: HttpRequest, here: Frame, fingerprint: str, form: FindingForm) -> str:
    accept_finding(
        protocol_id=here.protocol.pk,
        fingerprint=fingerprint,
        note=form.cleaned_data["note"],
        by=request.user,
        at=timezone.now(),
    )
    return reverse("draft_checks", args=[here.slug])


def _page(
    request: HttpRequest, here: Frame, standing: Standing | None, form: FindingForm, reasons: list[str], status: int
) -> HttpResponse:
    words = FindingWords(here.draft.document)
    own = {
        "page": FindingPage.of(here.slug, here.ready, words, standing) if standing else None,
        "may_accept": standing is not None and standing.state == State.OPEN,
        "form": form,
        "reasons": reasons,
        "page_has_errors": bool(reasons),
    }
    return render(request, "treatments/draft_check.html", here.context(**own), status=status)
