"""How a page that was sent is answered: its effect once and another page, or the same page and why not."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

from django.forms import BaseForm, MultipleChoiceField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.audit.receipts import once
from clinic.audit.refusals import BadKey, Refused
from clinic.web.bodies import sent_twice
from consultations.models import Patient
from consultations.views.seeing import note_view

LARGEST_REVISION = 10


def sent(
    request: HttpRequest,
    form: BaseForm | None,
    patient: Patient | None,
    perform: Callable[[], str],
    *,
    receipt: bool = True,
    by: User | None = None,
) -> tuple[HttpResponse | None, list[str]]:
    """The next page when it was done; else None and the reasons, of which a form that is wrong has its own.

    Without `receipt` the service itself knows the same page again. `by` answers for it where nobody is signed in.
    """
    if request.method != "POST" or not (form is None or form.is_valid()):
        return None, []
    try:
        refuse_another_patient(request, patient)
        refuse_doubled_fields(request, form)
        return redirect(effect(request, perform, by=by) if receipt else perform()), []
    except BadKey:
        raise
    except Refused as refusal:
        return None, [str(refusal.reason)]


def effect(request: HttpRequest, perform: Callable[[], str], *, by: User | None = None) -> str:
    return once(
        key=request.POST.get("key", ""),
        by=by or request.user,
        path=request.get_full_path(),
        body=request.POST,
        perform=perform,
    )


def refuse_another_patient(request: HttpRequest, patient: Patient | None) -> None:
    """Two tabs may show two patients; a form never lands in the record of the other one."""
    hand_over = getattr(request, "hand_over", None)
    named = hand_over.token if hand_over else patient and patient.pk
    if patient is not None and request.POST.get("patient") != str(named):
        raise Refused(_("This page was opened for another patient. Nothing was saved. Open this patient again."))


def refuse_doubled_fields(request: HttpRequest, form: BaseForm | None) -> None:
    """Of two answers to one question none is taken: nobody can know which was meant."""
    fields = form.fields.items() if form is not None else ()
    several = {name for name, field in fields if isinstance(field, MultipleChoiceField)}
    if sent_twice(request.POST, may_repeat=several):
        raise Refused(_("The page sent one answer twice. Nothing was saved. Choose again."))


def revision(request: HttpRequest) -> int:
    """The revision that the page was made from; one that never existed when the page says none."""
    said = request.POST.get("revision", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < LARGEST_REVISION else -1


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    form: BaseForm | None = None,
    reasons: Sequence[str] = (),
) -> HttpResponse:
    """The page with a fresh key; 409 when it was refused, 422 when the form is wrong.

    Whoever is shown the page of a `person` is written down here, so that no page and no refusal can forget it.
    """
    if "person" in context:
        note_view(request, context["person"], by=getattr(context.get("tablet"), "by", None))
    status = 409 if reasons else 422 if form is not None and form.errors else 200
    own = {"form": form, "reasons": reasons, "key": uuid4(), "page_has_errors": bool(reasons)}
    return render(request, template, own | context, status=status)
