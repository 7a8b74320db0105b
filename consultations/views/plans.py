"""Deciding: agreeing with the suggestion, another method, confirming, reopening, closing without a signature."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clinic.accounts.permissions import Permission, needs
from consultations import access, policies
from consultations.answering import read
from consultations.deciding import suggested
from consultations.forms import CloseForm, PlanForm
from consultations.forms.plans import NO_METHOD
from consultations.intake.guards import never_answered
from consultations.intake.questions import Asked
from consultations.lifecycle import Status
from consultations.models import Consultation
from consultations.presenters import plan
from consultations.presenters.people import Pill
from consultations.presenters.suggestions import cards
from consultations.presenters.words import Words
from consultations.services import review as services
from consultations.site_days import day_at
from consultations.stopping import is_stopped
from consultations.views.review import REVIEWED, agree_form, refused_page, review_page
from consultations.views.seeing import about_visit
from consultations.views.sending import page, sent
from consultations.views.stepping import elsewhere, moved, own
from treatments.compiled_releases import compiled


@require_POST
@needs(Permission.DECIDE)
def agree(request: HttpRequest, consultation_id: UUID, area_number: int) -> HttpResponse:
    """One button on the review page: the suggestion becomes the plan of this area."""
    consultation, area = _area(request, consultation_id, area_number)
    words = Words.of(compiled(consultation.release), request.LANGUAGE_CODE)
    form = agree_form(words, consultation, area_number, request.POST)
    method, add_on = suggested(area)

    def perform() -> str:
        services.decide(**own(request, consultation), area_number=area_number, method=method, add_on=add_on,
                        restrictions_ticked=form.ticked())  # fmt: skip
        return reverse("review", args=[consultation.pk]) + f"#area-{area_number}"

    answer, reasons = sent(request, form, consultation.patient, perform)
    not_here = answer or elsewhere(request, consultation, reasons, *REVIEWED)
    return not_here or review_page(request, consultation, form=form, area_number=area_number, reasons=reasons)


@needs(Permission.DECIDE)
def plan_line(request: HttpRequest, consultation_id: UUID, area_number: int) -> HttpResponse:
    consultation, area = _area(request, consultation_id, area_number)
    if request.method != "POST" and consultation.status != Status.REVIEW:
        return redirect("review", consultation.pk)
    words = Words.of(compiled(consultation.release), request.LANGUAGE_CODE)
    wanted = request.GET.get("method", "")
    unasked = _unasked(words, consultation, wanted, area_number)
    if request.method != "POST" and unasked and "asked" not in request.GET:
        return redirect("ask_for_method", consultation.pk, area_number, wanted)
    form = _plan_form(request, consultation, words, area, area_number)

    def perform() -> str:
        services.decide(**own(request, consultation), area_number=area_number, **form.decision())
        return reverse("review", args=[consultation.pk]) + f"#area-{area_number}"

    answer, reasons = sent(request, form, consultation.patient, perform)
    if not_here := answer or elsewhere(request, consultation, reasons, *REVIEWED, form=form):
        return not_here
    card = cards(words, read(words.protocol, consultation.answers))[area_number - 1]
    chosen = form["method"].value() or ""
    context = about_visit(consultation) | {
        "card": card,
        "section": "queue",
        "release": consultation.release.number,
        "method": chosen,
        "area_number": area_number,
        "unasked": [words.say(each.question.wording) for each in _unasked(words, consultation, chosen, area_number)],
    }
    return page(request, "consultations/plan_line.html", context, form=form, reasons=reasons)


@require_POST
@needs(Permission.DECIDE)
def confirm(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    return _move(request, consultation_id, services.confirm, "sign")


@require_POST
@needs(Permission.DECIDE)
def reopen(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    return _move(request, consultation_id, services.reopen, "review")


@needs(Permission.TAKE_INTAKE)
def close(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    consultation = access.consultation(request.user, consultation_id)
    form = CloseForm(request.POST if request.method == "POST" else None)

    def perform() -> str:
        services.close_unsigned(**own(request, consultation), reason=form.cleaned_data["reason"])
        return reverse("patient", args=[consultation.patient_id])

    answer, reasons = sent(request, form, consultation.patient, perform)
    context = about_visit(consultation) | {
        "pill": Pill.of(consultation.status),
        "why_not": policies.why_not_close(consultation, request.user, "-"),
        "section": "today",
    }
    return answer or page(request, "consultations/close.html", context, form=form, reasons=reasons)


def _move(request: HttpRequest, consultation_id: UUID, service: Callable[..., object], onwards: str) -> HttpResponse:
    consultation = access.consultation(request.user, consultation_id)
    answer, reasons = moved(request, consultation, service, reverse(onwards, args=[consultation.pk]))
    return answer or refused_page(request, consultation, reasons)


def _area(request: HttpRequest, consultation_id: UUID, area_number: int) -> tuple[Consultation, dict[str, Any]]:
    consultation = access.consultation(request.user, consultation_id)
    areas = (consultation.suggestion or {}).get("areas", [])
    if not 1 <= area_number <= len(areas):
        raise Http404
    return consultation, areas[area_number - 1]


def _unasked(words: Words, consultation: Consultation, method: str, number: int) -> list[Asked]:
    if method not in words.protocol.methods:
        return []
    return never_answered(words.protocol, consultation.answers, method, number)


def _plan_form(
    request: HttpRequest, consultation: Consultation, words: Words, area: dict[str, Any], number: int
) -> PlanForm:
    return PlanForm(
        request.POST if request.method == "POST" else None,
        initial=_initial(request, consultation, area, number),
        methods=plan.methods(words),
        variants=plan.variants(words, area),
        hints=plan.method_hints(words, area),
        limits=plan.all_limits(words, area),
        ask_again=any(is_stopped(area, method) for method in words.protocol.methods),
        today=day_at(consultation.site, timezone.now()),
    )


def _initial(request: HttpRequest, consultation: Consultation, area: dict[str, Any], number: int) -> dict[str, Any]:
    """The method asked for, else what was decided, else what was suggested; nothing where nothing was."""
    line = consultation.plan_lines.filter(area_number=number).first()
    wanted = request.GET.get("method", "")
    if wanted and not (line and line.method == wanted):
        return {"method": wanted}
    if line:
        return PlanForm.initial_of(line)
    if area["outcome"] == "no_treatment":
        return {"method": NO_METHOD}
    method, add_on = suggested(area)
    return {"method": method, "add_on": add_on}
