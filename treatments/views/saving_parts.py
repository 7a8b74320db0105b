"""How a page that changes one part of a draft is answered: its effect once, or the same page and why not."""

from collections.abc import Callable
from typing import Any

from django.forms import MultipleChoiceField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.audit.receipts import once
from clinic.audit.refusals import BadKey, Refused
from clinic.web.bodies import sent_twice
from treatments.editing.changing import change_part
from treatments.editing.parts import stamp_of
from treatments.editing.presence import be_present, others_present
from treatments.editing.refusals import EditHasFaults, NeedsConfirmation, StaleEdit
from treatments.models import Edit
from treatments.workbench.frame import Frame
from treatments.workbench.part_form import PartForm

LONGEST_STAMP = 16
To = Callable[[Edit], str]


def part_page(
    request: HttpRequest,
    frame: Frame,
    parts: str,
    code: str,
    form: PartForm,
    template: str,
    to: To,
    *,
    may_repeat: set[str] = frozenset(),
    **context: Any,
) -> HttpResponse:
    """The page of one part, shown or sent. `to(edit)` is the page after saving; `code` empty adds a part.

    `may_repeat` names what the page sends several times beside the form's own fields.
    """
    own: dict[str, Any] = {"form": form, "parts": parts, "code": code, "stamp": stamp_of(form.before)}
    status = 200
    if request.method == "POST":
        answer, status = _sent(request, frame, parts, code, form, to, own, may_repeat)
        if answer is not None:
            return answer
    if code:
        own["others"] = _meet(request, frame, parts, code)
    return render(request, template, frame.context(**(own | context)), status=status)


def act(request: HttpRequest, perform: Callable[[], str]) -> HttpResponse:
    """The effect of a button, once; the caller turns Refused into a page."""
    key, path = request.POST.get("key", ""), request.get_full_path()
    return redirect(once(key=key, by=request.user, path=path, body=request.POST, perform=perform))


def with_edit(href: str, edit: Edit) -> str:
    """The page says that this was saved, and offers to undo it."""
    return f"{href}?saved={edit.pk}"


def _sent(
    request: HttpRequest,
    frame: Frame,
    parts: str,
    code: str,
    form: PartForm,
    to: To,
    own: dict[str, Any],
    may_repeat: set[str],
) -> tuple[HttpResponse | None, int]:
    own["stamp"] = request.POST.get("stamp", "")[:LONGEST_STAMP]
    if not form.is_valid():
        return None, 422

    def perform() -> str:
        edit = change_part(
            protocol_id=frame.protocol.pk,
            parts=parts,
            code=code,
            values=form.values(),
            stamp=own["stamp"],
            confirmed=request.POST.get("confirmed") == "yes",
            by=request.user,
            at=timezone.now(),
        )
        return to(edit) if edit else request.get_full_path()

    try:
        _refuse_doubled(request, form, may_repeat)
        return act(request, perform), 302
    except BadKey:
        raise
    except EditHasFaults as refusal:
        form.add_faults(refusal)
        return None, 422
    except StaleEdit as refusal:
        # Saved once more, mine takes the place of what was seen now.
        own |= {"stamp": stamp_of(refusal.theirs), "conflict": refusal, "reasons": [refusal.reason]}
        own["differences"] = list(form.differences(refusal.theirs)) if refusal.theirs is not None else []
    except NeedsConfirmation as refusal:
        own |= {"confirm": refusal.changes, "reasons": [refusal.reason]}
    except Refused as refusal:
        own["reasons"] = [refusal.reason]
    own["page_has_errors"] = True
    return None, 409


def _refuse_doubled(request: HttpRequest, form: PartForm, may_repeat: set[str]) -> None:
    several = {name for name, field in form.fields.items() if isinstance(field, MultipleChoiceField)}
    if sent_twice(request.POST, may_repeat=several | may_repeat):
        raise Refused(_("The page sent one field twice. Nothing was saved. Open it again."))


def _meet(request: HttpRequest, frame: Frame, parts: str, code: str) -> list[str]:
    place, now = {"parts": parts, "code": code, "by": request.user}, timezone.now()
    if request.method in ("GET", "POST"):
        be_present(protocol=frame.protocol, **place, at=now)
    return others_present(frame.protocol, **place, at=now)
