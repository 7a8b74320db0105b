"""Around the questions of the intake: going on with it, its areas, checking the answers, handing over."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from clinic.accounts.permissions import Permission, needs
from consultations import access, policies
from consultations.intake import questions
from consultations.lifecycle import Status
from consultations.models import Consultation
from consultations.presenters.intake import Intake
from consultations.services import intake as services
from consultations.views.seeing import about_visit, note_view
from consultations.views.sending import page, revision, sent

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
    note_view(request, consultation.patient)
    answer, reasons = sent(request, None, consultation.patient, lambda: _change_areas(request, consultation))
    intake = Intake.of(consultation)
    context = about_visit(consultation) | {
        "names": list(enumerate(intake.area_names(), start=1)),
        "back_href": intake.last_of_areas(),
        "on_href": intake.after_areas(),
        "why_not_add": policies.why_not_add_area(consultation, request.user),
        "section": "today",
    }
    return answer or page(request, "consultations/areas.html", context, reasons=reasons)


def _change_areas(request: HttpRequest, consultation: Consultation) -> str:
    own = {"consultation_id": consultation.pk, "revision": revision(request), "by": request.user, "at": timezone.now()}
    removed = request.POST.get("remove", "")
    if removed:
        number = int(removed) if removed.isascii() and removed.isdecimal() and len(removed) < 4 else NO_AREA
        services.remove_area(**own, area_number=number)
        return reverse("intake_areas", args=[consultation.pk])
    changed = services.add_area(**own)
    return Intake.of(changed).first_of_area(len(changed.answers["areas"]))


@require_safe
@needs(Permission.TAKE_INTAKE)
def check(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    consultation = access.consultation(request.user, consultation_id)
    if consultation.status != Status.INTAKE:
        return redirect("intake_done", consultation.pk)
    note_view(request, consultation.patient)
    return _check_page(request, consultation)


@require_POST
@needs(Permission.TAKE_INTAKE)
def finish(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    consultation = access.consultation(request.user, consultation_id)

    def perform() -> str:
        services.finish_intake(
            consultation_id=consultation.pk, revision=revision(request), by=request.user, at=timezone.now()
        )
        return reverse("intake_done", args=[consultation.pk])

    answer, reasons = sent(request, None, consultation.patient, perform)
    return answer or _check_page(request, consultation, reasons)


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
    note_view(request, consultation.patient)
    suggestion = consultation.suggestion or {}
    context = about_visit(consultation) | {
        "tell_the_doctor": consultation.status == Status.REVIEW and suggestion.get("outcome") == "examine_first",
        "section": "today",
    }
    return page(request, "consultations/intake_done.html", context)
