"""Around the questions of the intake: going on with it, its areas, checking the answers, handing over."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from clinic.accounts.permissions import Permission, needs
from consultations import access, policies
from consultations.intake import questions
from consultations.lifecycle import Status
from consultations.models import Consultation
from consultations.presenters.intake import Intake
from consultations.services import intake as services
from consultations.views.seeing import about_visit
from consultations.views.sending import page, sent
from consultations.views.stepping import elsewhere, moved, own

NO_AREA = 0


@require_safe
@needs(Permission.TAKE_INTAKE)
def resume(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """The first question that nobody has met yet."""
    consultation = access.consultation(request.user, consultation_id)
    if consultation.status != Status.INTAKE:
        return redirect("intake_done", consultation.pk)
    intake = Intake.of(consultation)
    return redirect(intake.href(questions.next_open(intake.words.protocol, intake.answers)))


@needs(Permission.TAKE_INTAKE)
def areas(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    consultation = access.consultation(request.user, consultation_id)
    if request.method != "POST" and consultation.status != Status.INTAKE:
        return redirect("intake_done", consultation.pk)
    answer, reasons = sent(request, None, consultation.patient, lambda: _change_areas(request, consultation))
    if not_here := answer or elsewhere(request, consultation, reasons, Status.INTAKE):
        return not_here
    intake = Intake.of(consultation)
    context = about_visit(consultation) | {
        "names": list(enumerate(intake.area_names(), start=1)),
        "back_href": intake.last_of_areas(),
        "on_href": intake.after_areas(),
        "why_not_add": policies.why_not_add_area(consultation, request.user),
        "section": "today",
    }
    return page(request, "consultations/areas.html", context, reasons=reasons)


def _change_areas(request: HttpRequest, consultation: Consultation) -> str:
    removed = request.POST.get("remove", "")
    if removed:
        number = int(removed) if removed.isascii() and removed.isdecimal() and len(removed) < 4 else NO_AREA
        services.remove_area(**own(request, consultation), area_number=number)
        return reverse("intake_areas", args=[consultation.pk])
    changed = services.add_area(**own(request, consultation))
    return Intake.of(changed).first_of_area(len(changed.answers["areas"]))


@require_safe
@needs(Permission.TAKE_INTAKE)
def check(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    consultation = access.consultation(request.user, consultation_id)
    if consultation.status != Status.INTAKE:
        return redirect("intake_done", consultation.pk)
    return _check_page(request, consultation)


@require_POST
@needs(Permission.TAKE_INTAKE)
def finish(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    consultation = access.consultation(request.user, consultation_id)
    onwards = reverse("intake_done", args=[consultation.pk])
    answer, reasons = moved(request, consultation, services.finish_intake, onwards)
    not_here = answer or elsewhere(request, consultation, reasons, Status.INTAKE)
    return not_here or _check_page(request, consultation, reasons)


def _check_page(request: HttpRequest, consultation: Consultation, reasons: tuple[str, ...] = ()) -> HttpResponse:
    intake = Intake.of(consultation)
    context = about_visit(consultation) | {
        "groups": intake.to_check(),
        "next_open": questions.next_open(intake.words.protocol, intake.answers),
        "areas_href": reverse("intake_areas", args=[consultation.pk]),
        "back_href": intake.href(intake.way[-1]),
        "why_not_finish": policies.why_not_finish(consultation, request.user),
        "section": "today",
    }
    return page(request, "consultations/intake_check.html", context, reasons=reasons)


@require_safe
@needs(Permission.TAKE_INTAKE)
def done(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """The desk is told that the doctor should know, never what or why."""
    consultation = access.consultation(request.user, consultation_id)
    if consultation.status == Status.INTAKE:
        return redirect("intake", consultation.pk)
    suggestion = consultation.suggestion or {}
    context = about_visit(consultation) | {
        "tell_the_doctor": consultation.status == Status.REVIEW and suggestion.get("outcome") == "examine_first",
        "section": "today",
    }
    return page(request, "consultations/intake_done.html", context)
