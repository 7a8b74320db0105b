"""What an edit is refused for, with what the page needs to say so."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from clinic.audit.refusals import Refused, Stale

Place = tuple[str | int, ...]


class EditHasFaults(Refused):
    """`faults` are (place, reason). A place inside the part begins with its field; one elsewhere in the protocol is
    already in words and stands alone: what hangs on this part and would break.
    """

    def __init__(self, inside: Sequence[tuple[Place, str]], elsewhere: Sequence[str] = ()) -> None:
        self.inside, self.elsewhere = tuple(inside), tuple(elsewhere)
        said = [f"{'.'.join(map(str, place))}: {reason}" if place else reason for place, reason in self.inside]
        super().__init__("; ".join([*said, *self.elsewhere]))


class StaleEdit(Stale):
    """Somebody changed this very part meanwhile. `theirs` is how it reads now, None where it is gone."""

    def __init__(self, theirs: Any | None, by_name: str, at: datetime | None) -> None:
        self.theirs, self.by_name, self.at = theirs, by_name, at
        words = _("%(name)s changed this while you had it open. Both versions stand below. Nothing of yours is lost.")
        super().__init__(words % {"name": by_name} if by_name else "")


class NeedsConfirmation(Refused):
    """A number or a unit changes by so much that it may be a slip. `changes` are (what, old, new)."""

    def __init__(self, changes: Sequence[tuple[str, str, str]]) -> None:
        self.changes = tuple(changes)
        lines = "; ".join(
            _("%(what)s: %(old)s becomes %(new)s") % {"what": what, "old": old, "new": new}
            for what, old, new in changes
        )
        super().__init__(_("A large change. Look again and save once more to confirm it. %(lines)s") % {"lines": lines})
