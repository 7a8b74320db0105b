"""The questions that a method still needs, asked when the doctor picks it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from clinic.accounts.permissions import Permission, needs
from consultations import access
from consultations.intake.guards import never_answered
from consultations.intake.still_open import StillOpenForm
from consultations.presenters.words import Words, area_name
from consultations.services import review
from consultations.services.intake import Given
from consultations.site_days import day_at
from consultations.views.review import REVIEWED
from consultations.views.seeing import about_visit
from consultations.views.sending import page, sent
from consultations.views.stepping import elsewhere, own
from treatments.compiled_releases import compiled


@needs(Permission.REVIEW)
def ask_for_method(request: HttpRequest, consultation_id: UUID, area_number: int, method: str) -> HttpResponse:
    consultation = access.consultation(request.user, consultation_id)
    protocol = compiled(consultation.release)
    if method not in protocol.methods or not 1 <= area_number <= len(consultation.answers["areas"]):
        raise Http404
    onwards = reverse("plan_line", args=[consultation.pk, area_number]) + f"?method={method}&asked=yes"
    asked = never_answered(protocol, consultation.answers, method, area_number)
    if request.method != "POST" and (consultation.status not in REVIEWED or not asked):
        return redirect(onwards)
    words = Words.of(protocol, consultation.patient.language)
    today = day_at(consultation.site, timezone.now())
    form = StillOpenForm(request.POST if request.method == "POST" else None, asked=asked, words=words, today=today)

    def answer_them() -> str:
        given = [Given(each.question.key, each.area_number, value) for each, value in form.given]
        if given:
            review.correct_answers(**own(request, consultation), given=given)
        return onwards

    answer, reasons = sent(request, form, consultation.patient, answer_them)
    if not_here := answer or elsewhere(request, consultation, reasons, *REVIEWED, form=form):
        return not_here
    context = about_visit(consultation) | {
        "method": words.method(method),
        "area": area_name(words, consultation.answers["areas"][area_number - 1], area_number),
        "onwards": onwards,
        "section": "queue",
    }
    return page(request, "consultations/ask_for_method.html", context, form=form, reasons=reasons)
