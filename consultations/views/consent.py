"""The patient agrees to the treatment on the clinic's screen, with somebody of the clinic beside them."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from clinic.accounts.permissions import Permission, needs
from clinic.audit.refusals import Refused
from consultations import access, consenting, strokes
from consultations.forms.consent import ConsentForm, TakeBackForm, drawn_so_far
from consultations.lifecycle import Status
from consultations.models import Consultation
from consultations.policies import consent as policies
from consultations.presenters.consent import PhotoConsent, consents_of
from consultations.services import consents, photos
from consultations.views.seeing import about_visit
from consultations.views.sending import page, sent
from treatments.compiled_releases import compiled
from treatments.engine.canonical import sha256_of

# What is asked of a text that was read; of another text nothing of it is kept.
OF_THE_TEXT = ("strokes", "ticked", "on_file")


@needs(Permission.TAKE_INTAKE)
def consent(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    consultation = access.consultation(request.user, consultation_id)
    wording = _wording(request, consultation)
    form = _form(request.POST if request.method == "POST" else None, consultation, wording)

    def perform() -> str:
        consents.give_consent(agreement=form.agreement(), **_read(request.POST), **_own(request, consultation))
        return reverse("consent", args=[consultation.pk]) + "#given"

    answer, reasons = sent(request, form, consultation.patient, perform)
    return answer or _page(request, consultation, wording, form, reasons)


@require_POST
@needs(Permission.TAKE_INTAKE)
def consent_strokes(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """After each stroke, all of them, as JSON: {"strokes", "wording_sha256", "language", "patient"}."""
    consultation = access.consultation(request.user, consultation_id)
    told = getattr(request, "json", None)
    if not isinstance(told, dict) or told.get("patient") != str(consultation.patient_id):
        return JsonResponse({"reason": str(consents.WordingChanged().reason)}, status=409)
    try:
        drawn = strokes.checked(told.get("strokes"))
        consents.keep_strokes(drawn=drawn, **_read(told), **_own(request, consultation))
    except strokes.BadStrokes as error:
        return JsonResponse({"reason": str(error)}, status=422)
    except Refused as refusal:
        return JsonResponse({"reason": str(refusal.reason)}, status=409)
    return JsonResponse({"strokes": len(drawn)})


@require_POST
@needs(Permission.TAKE_INTAKE)
def consent_withdraw(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    consultation = access.consultation(request.user, consultation_id)
    form = TakeBackForm(request.POST)

    def perform() -> str:
        consents.withdraw_consent(reason=form.cleaned_data["reason"], **_own(request, consultation))
        return reverse("consent", args=[consultation.pk])

    answer, reasons = sent(request, form, consultation.patient, perform)
    if answer:
        return answer
    wording = _wording(request, consultation)
    return _page(request, consultation, wording, _form(None, consultation, wording), reasons, take_back=form)


@needs(Permission.TAKE_INTAKE)
def consent_photos(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    """One question before all photos of the visit go."""
    consultation = access.consultation(request.user, consultation_id)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    here = reverse("consent", args=[consultation.pk])

    def perform() -> str:
        photos.take_back_consent(reason=form.cleaned_data["reason"], **_own(request, consultation))
        return here + "#photos"

    answer, reasons = sent(request, form, consultation.patient, perform)
    context = about_visit(consultation) | {
        "back_href": here,
        "about_photos": PhotoConsent.of(consultation),
        "why_not": policies.why_not_take_photos_back(consultation, request.user, ""),
    }
    return answer or page(request, "consultations/consent_photos.html", context, form=form, reasons=reasons)


def _page(
    request: HttpRequest,
    consultation: Consultation,
    wording: dict[str, Any],
    form: ConsentForm,
    reasons: Sequence[str],
    take_back: TakeBackForm | None = None,
) -> HttpResponse:
    given = consents_of(consultation)
    context = about_visit(consultation) | {
        "wording": wording,
        "wording_sha256": sha256_of(wording),
        "why_not": policies.why_not_ask(consultation, request.user),
        "given": next((each for each in given if each.stands), None),
        "others": [each for each in given if not each.stands],
        "may_take_back": policies.why_not_withdraw(consultation, request.user, "") is None,
        "open_about_guardian": consenting.open_about_guardian(consultation),
        "take_back": take_back or TakeBackForm(),
        "languages": compiled(consultation.release).document.languages,
        "about_photos": PhotoConsent.of(consultation),
        "back_href": _back(request, consultation),
        "zone": consultation.site.zone,
    }
    return page(request, "consultations/consent.html", context, form=form, reasons=reasons)


def _own(request: HttpRequest, consultation: Consultation) -> dict[str, Any]:
    return {"consultation_id": consultation.pk, "by": request.user, "at": timezone.now()}


def _read(told: Any) -> dict[str, str]:
    """Which text the page showed."""
    return {name: str(told.get(name, "")) for name in ("wording_sha256", "language")}


def _wording(request: HttpRequest, consultation: Consultation) -> dict[str, Any]:
    asked = request.POST.get("language", "") or request.GET.get("language", "")
    return consenting.wording(consultation, asked)


def _form(posted: QueryDict | None, consultation: Consultation, wording: dict[str, Any]) -> ConsentForm:
    sha256 = sha256_of(wording)
    data = posted.copy() if posted is not None else None
    is_another_text = data is not None and data.get("wording_sha256") != sha256
    for name in OF_THE_TEXT if is_another_text else ():
        data.pop(name, None)
    return ConsentForm(
        data,
        initial=_begun(consultation, sha256),
        patient_name=wording["patient"]["name"],
        guardian=consenting.needs_guardian(consultation),
        typed=wording["headings"]["typed"],
        # The service says that it is another text; until it was read there is nothing to ask for.
        missing=nothing if is_another_text else partial(policies.what_is_missing, consultation),
    )


def nothing(_agreement: consenting.Agreement) -> Iterator[tuple[str, str]]:
    return iter(())


def _begun(consultation: Consultation, sha256: str) -> dict[str, str]:
    """A signature that was being drawn for this very text goes on where it was."""
    draft = getattr(consultation, "consent_draft", None)
    if draft is None or draft.wording_sha256 != sha256 or not draft.strokes:
        return {}
    return {"way": "drawn", "strokes": drawn_so_far(draft.strokes)}


def _back(request: HttpRequest, consultation: Consultation) -> str:
    if not request.user.may(Permission.REVIEW):
        return reverse("patient", args=[consultation.patient_id])
    name = {Status.CONFIRMED: "sign", Status.SIGNED: "record"}.get(Status(consultation.status), "review")
    return reverse(name, args=[consultation.pk])
