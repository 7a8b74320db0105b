"""How a page that changes one part of a draft is answered: its effect once, or the same page and why not."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.forms import Form, MultipleChoiceField
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


@dataclass(frozen=True)
class PartPage:
    """The page of one part of a draft. `code` empty adds a part; `to(edit)` is the page after saving; `may_repeat`
    names what the page sends several times beside the form's own fields.
    """

    frame: Frame
    parts: str
    code: str
    form: PartForm
    template: str
    to: To
    may_repeat: frozenset[str] = frozenset()

    def answer(self, request: HttpRequest, **context: Any) -> HttpResponse:
        """Shown, or saved once, or the same page and why not."""
        own: dict[str, Any] = {"form": self.form, "parts": self.parts, "code": self.code}
        own["stamp"], status = stamp_of(self.form.before), 200
        if request.method == "POST":
            own["stamp"], status = request.POST.get("stamp", "")[:LONGEST_STAMP], 422
            if self.form.is_valid():
                try:
                    return self._saved(request, own["stamp"])
                except BadKey:
                    raise
                except Refused as refusal:
                    status = self._refused(refusal, own)
        if self.code:
            own["others"] = self._meet(request)
        return render(request, self.template, self.frame.context(**(own | context)), status=status)

    def _saved(self, request: HttpRequest, stamp: str) -> HttpResponse:
        refuse_doubled(request, self.form, self.may_repeat)

        def perform() -> str:
            edit = change_part(
                protocol_id=self.frame.protocol.pk,
                parts=self.parts,
                code=self.code,
                values=self.form.values(),
                stamp=stamp,
                confirmed=request.POST.get("confirmed") == "yes",
                note=self.form.note_for_log,
                place=self.form.place,
                by=request.user,
                at=timezone.now(),
            )
            return self.to(edit) if edit else request.get_full_path()

        return act(request, perform)

    def _refused(self, refusal: Refused, own: dict[str, Any]) -> int:
        """What the page says of it, and its status."""
        if isinstance(refusal, EditHasFaults):
            self.form.add_faults(refusal)
            return 422
        own |= {"reasons": [refusal.reason], "page_has_errors": True}
        if isinstance(refusal, StaleEdit):
            # Saved once more, mine takes the place of what was seen now.
            own |= {"stamp": stamp_of(refusal.theirs), "conflict": refusal}
            own["differences"] = list(self.form.differences(refusal.theirs)) if refusal.theirs is not None else []
        if isinstance(refusal, NeedsConfirmation):
            own["confirm"] = refusal.changes
        return 409

    def _meet(self, request: HttpRequest) -> list[str]:
        """Who else has it open; oneself is seen by them from now on."""
        place, now = {"parts": self.parts, "code": self.code, "by": request.user}, timezone.now()
        be_present(protocol=self.frame.protocol, **place, at=now)
        return others_present(self.frame.protocol, **place, at=now)


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
    """`PartPage(…).answer(request, …)`, as one call."""
    shown = PartPage(frame, parts, code, form, template, to, frozenset(may_repeat))
    return shown.answer(request, **context)


def act(request: HttpRequest, perform: Callable[[], str]) -> HttpResponse:
    """The effect of a button, once; the caller turns Refused into a page."""
    key, path = request.POST.get("key", ""), request.get_full_path()
    return redirect(once(key=key, by=request.user, path=path, body=request.POST, perform=perform))


def with_edit(href: str, edit: Edit) -> str:
    """The page says that this was saved, and offers to undo it."""
    return f"{href}?saved={edit.pk}"


def refuse_doubled(request: HttpRequest, form: Form, may_repeat: Collection[str] = ()) -> None:
    several = {name for name, field in form.fields.items() if isinstance(field, MultipleChoiceField)}
    if sent_twice(request.POST, may_repeat=several | set(may_repeat)):
        raise Refused(_("The page sent one field twice. Nothing was saved. Open it again."))
