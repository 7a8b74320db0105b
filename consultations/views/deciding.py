"""Deciding one area: what was chosen, why it is not the suggestion, and a second page where a stop is overridden."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.accounts.permissions import Permission, needs
from consultations import access, policies
from consultations.answering import read
from consultations.deciding import Decision
from consultations.forms.plan_details import details_form
from consultations.forms.plans import Choice, PlanForm
from consultations.intake.guards import never_answered
from consultations.lifecycle import Status
from consultations.models import Consultation, PlanLine
from consultations.presenters.deciding import Deciding, offered
from consultations.presenters.plan import override_reasons
from consultations.presenters.suggestions import cards
from consultations.presenters.words import Words, area_name
from consultations.services import review as services
from consultations.site_days import day_at
from consultations.views.review import REVIEWED
from consultations.views.seeing import about_visit
from consultations.views.sending import page, revision, sent
from consultations.views.stepping import elsewhere, own
from treatments.compiled_releases import compiled

# Sent by the buttons of these pages themselves, not carried on to the next one.
NOT_CARRIED = ("csrfmiddlewaretoken", "key", "revision", "patient", "confirmed_twice", "back")


@needs(Permission.DECIDE)
def plan_line(request: HttpRequest, consultation_id: UUID, area_number: int) -> HttpResponse:
    consultation = access.consultation(request.user, consultation_id)
    if not 1 <= area_number <= len((consultation.suggestion or {}).get("areas", [])):
        raise Http404
    if request.method != "POST" and consultation.status != Status.REVIEW:
        return redirect("review", consultation.pk)
    words = Words.of(compiled(consultation.release), request.LANGUAGE_CODE)
    if request.method == "POST":
        return _sent(request, consultation, words, area_number)
    line = consultation.plan_lines.filter(area_number=area_number).first()
    wanted = Choice.of(request.GET, words.protocol.methods)
    choice = wanted or (None if "choose" in request.GET else Choice.of_line(line))
    if choice is None:
        return _choosing_page(request, consultation, words, area_number)
    if wanted and wanted.method and "asked" not in request.GET and _unasked(words, consultation, choice, area_number):
        return redirect("ask_for_method", consultation.pk, area_number, choice.method)
    fitting = line if line and Choice.of_line(line) == choice else None
    form = _form(consultation, words, area_number, choice, line=fitting)
    return _page(request, consultation, words, area_number, form)


def _sent(request: HttpRequest, consultation: Consultation, words: Words, number: int) -> HttpResponse:
    choice = Choice.of(request.POST, words.protocol.methods)
    if choice is None:
        not_here = elsewhere(request, consultation, [], *REVIEWED)
        return not_here or _choosing_page(request, consultation, words, number, [_("Choose what is done here.")])
    form = _form(consultation, words, number, choice, data=request.POST)
    if "back" in request.POST:
        return _page(request, consultation, words, number, form)
    if form.is_valid() and _waits_for_a_second_yes(request, consultation, number, form):
        return _second_page(request, consultation, words, number, form)

    def perform() -> str:
        decided = services.decide_and_confirm(**own(request, consultation), area_number=number, **form.decision())
        if decided.status == Status.CONFIRMED:
            return reverse("sign", args=[consultation.pk])
        return reverse("review", args=[consultation.pk]) + f"#area-{number}"

    answer, reasons = sent(request, form, consultation.patient, perform)
    not_here = answer or elsewhere(request, consultation, reasons, *REVIEWED, form=form)
    return not_here or _page(request, consultation, words, number, form, reasons)


def _waits_for_a_second_yes(request: HttpRequest, consultation: Consultation, number: int, form: PlanForm) -> bool:
    """Nothing is wrong with it but that nobody has said yes a second time."""

    def why_not(*, confirmed_twice: bool) -> str | None:
        said = form.decision() | {"confirmed_twice": confirmed_twice}
        return policies.why_not_decide(consultation, request.user, Decision(number, **said), timezone.now())

    is_told = form.cleaned_data["confirmed_twice"]
    return not is_told and bool(why_not(confirmed_twice=False)) and why_not(confirmed_twice=True) is None


def _form(
    consultation: Consultation,
    words: Words,
    number: int,
    choice: Choice,
    *,
    data: QueryDict | None = None,
    line: PlanLine | None = None,
) -> PlanForm:
    area = consultation.suggestion["areas"][number - 1]
    given = line.details if line else None
    add_on = area["add_on"] if choice.method and choice.method == area["method"] else ""
    return PlanForm(
        data,
        choice=choice,
        offered=offered(words, area, choice),
        details=details_form(consultation, number, choice.method, data, given=given),
        today=day_at(consultation.site, timezone.now()),
        initial=PlanForm.initial_of(line) if line else {"add_on": add_on},
    )


def _page(
    request: HttpRequest,
    consultation: Consultation,
    words: Words,
    number: int,
    form: PlanForm,
    reasons: list[str] | None = None,
) -> HttpResponse:
    unasked = _unasked(words, consultation, form.choice, number)
    context = _about(consultation, words, number) | {
        "deciding": Deciding.of(words, consultation, number, form.choice),
        "method": form.choice.method,
        "picked": form.choice.fields.items(),
        "unasked": [words.say(each.question.wording) for each in unasked],
        "goes_to_sign": _is_last(consultation, number),
    }
    return page(request, "consultations/plan_line.html", context, form=form, reasons=reasons or [])


def _second_page(
    request: HttpRequest, consultation: Consultation, words: Words, number: int, form: PlanForm
) -> HttpResponse:
    """What was typed is carried along and nothing is written yet; the revision stays the one that was seen."""
    carried = [(name, value) for name, values in request.POST.lists() if name not in NOT_CARRIED for value in values]
    context = _about(consultation, words, number) | {
        "deciding": Deciding.of(words, consultation, number, form.choice),
        "said": override_reasons(form.cleaned_data["reasons"]),
        "comment": form.cleaned_data["comment"],
        "carried": carried,
        "revision": revision(request),
        "goes_to_sign": _is_last(consultation, number),
    }
    return page(request, "consultations/plan_stopped.html", context)


def _choosing_page(
    request: HttpRequest, consultation: Consultation, words: Words, number: int, reasons: list[str] | None = None
) -> HttpResponse:
    card = cards(words, read(words.protocol, consultation.answers))[number - 1]
    rows = [card.leader, *card.others] if card.leader else list(card.others)
    context = _about(consultation, words, number) | {"card": card, "rows": rows}
    answer = page(request, "consultations/plan_choose.html", context, reasons=reasons or [])
    answer.status_code = 422 if reasons else answer.status_code
    return answer


def _about(consultation: Consultation, words: Words, number: int) -> dict[str, Any]:
    area = area_name(words, consultation.answers["areas"][number - 1], number)
    return about_visit(consultation) | {"area": area, "area_number": number, "section": "queue"}


def _is_last(consultation: Consultation, number: int) -> bool:
    """Nothing else keeps the plan open, so deciding here confirms it."""
    decided = set(consultation.plan_lines.values_list("area_number", flat=True)) | {number}
    is_whole = decided == set(range(1, len(consultation.answers["areas"]) + 1))
    return is_whole and policies.why_not_unflagged(consultation) is None


def _unasked(words: Words, consultation: Consultation, choice: Choice, number: int) -> list[Any]:
    return never_answered(words.protocol, consultation.answers, choice.method, number) if choice.method else []
