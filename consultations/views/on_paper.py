"""The paper fallback: a blank intake to print, and the time at which answers were on paper."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from clinic.accounts.permissions import Permission, needs
from consultations.forms.on_paper import OnPaperForm
from consultations.lifecycle import Status
from consultations.presenters.on_paper import paper_parts
from consultations.presenters.words import Words
from consultations.services import on_paper as services
from consultations.services.intake import newest_release
from consultations.site_days import day_at
from consultations.views.at_tablet import AtTablet
from consultations.views.sending import page, sent
from consultations.views.stepping import elsewhere
from treatments.compiled_releases import compiled


@needs(Permission.TAKE_INTAKE)
@require_safe
def blank_intake(request: HttpRequest) -> HttpResponse:
    release = newest_release()
    protocol = compiled(release)
    words = Words.of(protocol, request.GET.get("language", "") or get_language() or "")
    context = {
        "parts": paper_parts(words),
        "release": release,
        "title": words.say(protocol.document.name),
        "language": words.language,
        "languages": protocol.document.languages,
        "section": "today",
    }
    return render(request, "consultations/blank_intake.html", context)


def when_on_paper(request: HttpRequest, tablet: AtTablet) -> HttpResponse:
    """Only the desk types in a paper form."""
    consultation = tablet.consultation
    if tablet.is_patient:
        raise Http404
    if not_yours := tablet.not_here(request):
        return not_yours
    zone = consultation.site.zone
    form = OnPaperForm(request.POST if request.method == "POST" else None, zone=zone)
    form.fields["on_paper_date"].today = day_at(consultation.site, timezone.now())

    def perform() -> str:
        services.say_when_on_paper(**tablet.own(request), on_paper_at=form.on_paper_at)
        return tablet.href("check")

    answer, reasons = sent(request, form, consultation.patient, perform, by=tablet.by)
    if not_here := answer or elsewhere(request, consultation, reasons, Status.INTAKE, around=tablet.context()):
        return not_here
    context = tablet.context() | {"back_href": tablet.href("check")}
    return page(request, "consultations/on_paper.html", context, form=form, reasons=reasons)
