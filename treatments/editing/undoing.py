"""Undo and redo, one edit at a time, of the person who asks. The log loses nothing: taking back is an edit too."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from clinic.accounts.models import User
from clinic.audit.refusals import Refused
from treatments.editing.changing import held, put
from treatments.editing.parts import Draft, content_of
from treatments.models import Edit, Protocol, Release
from treatments.models.editing import Way

MOST = 500


@transaction.atomic
def undo(*, protocol_id: int, by: User, at: datetime) -> Edit:
    """Takes back this person's last edit since the last release."""
    draft = held(protocol_id, by)
    last = next_undo(draft.protocol, by)
    if last is None:
        raise Refused(_("There is nothing of yours to undo."))
    return _taken_back(draft, last, Way.UNDO, by, at)


@transaction.atomic
def redo(*, protocol_id: int, by: User, at: datetime) -> Edit:
    """Brings back what this person undid last, if they changed nothing since."""
    draft = held(protocol_id, by)
    last = next_redo(draft.protocol, by)
    if last is None:
        raise Refused(_("There is nothing to redo."))
    return _taken_back(draft, last, Way.REDO, by, at)


def next_undo(protocol: Protocol, by: User) -> Edit | None:
    """An edit, or one that was redone, that stands."""
    for edit in _own(protocol, by):
        if edit.way != Way.UNDO and not hasattr(edit, "undone_by"):
            return edit
    return None


def next_redo(protocol: Protocol, by: User) -> Edit | None:
    """The last taking back that nothing of theirs followed but other takings back and bringings back."""
    for edit in _own(protocol, by):
        if edit.way == Way.EDIT:
            return None
        if edit.way == Way.UNDO and not hasattr(edit, "undone_by"):
            return edit
    return None


def _own(protocol: Protocol, by: User) -> list[Edit]:
    """The newest first; what a release holds is not undone but changed anew."""
    newest = Release.objects.of(protocol.slug).order_by("-number").values_list("published_at", flat=True).first()
    own = Edit.objects.filter(protocol=protocol, by=by)
    own = own.filter(at__gte=newest) if newest else own
    return list(own.select_related("undone_by").order_by("-id")[:MOST])


def _taken_back(draft: Draft, edit: Edit, way: Way, by: User, at: datetime) -> Edit:
    now = draft.part(edit.parts, edit.code)
    if content_of(now) != content_of(edit.after):
        raise Refused(_("“%(code)s” was changed again since. Open it and change it by hand.") % {"code": edit.code})
    return put(
        draft, edit.parts, edit.code, content_of(edit.before), edit.place_before, by=by, at=at, way=way, undoes=edit
    )
