"""Two content admins with the same draft before them, and what they do to its rules through the services."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from clinic.accounts.permissions import Role
from clinic.audit.refusals import Refused
from tests.faults.two_doctors import Done
from tests.integration import sample_protocol
from tests.integration.clinic_factory import person
from treatments.editing.changing import change_part, move_part
from treatments.editing.parts import Draft, content_of, stamp_of
from treatments.editing.refusals import StaleEdit
from treatments.editing.undoing import redo, undo
from treatments.models import Edit, Protocol

SAME_PAGE = ("because", "owner", "weight_or_methods", "off", "remove")
STEPS = (*SAME_PAGE, "move", "undo", "redo")


@dataclass
class Told(Done):
    """Also the edit that it was told of, and what the refusal showed as the other's version."""

    code: str = ""
    edit: Edit | None = None
    theirs: Any = None
    is_stale: bool = False


@dataclass
class Editors:
    both: tuple[Any, Any] = field(default_factory=lambda: (person(Role.CONTENT_ADMIN), person(Role.CONTENT_ADMIN)))
    protocol: Protocol = field(default_factory=sample_protocol.draft)

    def open(self) -> Draft:
        """The pages that both have before them."""
        return Draft.read(Protocol.objects.get(pk=self.protocol.pk))

    def step(self, number: int, name: str, code: str, seen: Draft, text: str) -> Callable[[], Told]:
        return lambda: self.told(name, code, lambda: self.does(name, number, code, seen, text))

    def told(self, name: str, code: str, work: Callable[[], Edit | None]) -> Told:
        try:
            edit = work()
        except StaleEdit as refused:
            return Told(name, 409, str(refused.reason), "", holds, code, None, refused.theirs, is_stale=True)
        except Refused as refused:
            return Told(name, 409, str(refused.reason), "", holds, code)
        return Told(name, 302, "", "", holds, code, edit)

    def does(self, name: str, number: int, code: str, seen: Draft, text: str) -> Edit | None:
        own = {"protocol_id": self.protocol.pk, "by": self.both[number], "at": timezone.now()}
        if name == "undo":
            return undo(**own)
        if name == "redo":
            return redo(**own)
        if name == "move":
            return move_part(**own, parts="rules", code=code, place=random.Random(text).randint(1, 8))
        before = seen.part("rules", code)
        values = None if name == "remove" else dict(before) | changed(name, before, text)
        return change_part(**own, parts="rules", code=code, values=values, stamp=stamp_of(before))


def changed(name: str, before: dict[str, Any], text: str) -> dict[str, Any]:
    if name == "off":
        return {"off": not before.get("off", False), "owner": text}
    if name == "weight_or_methods" and "weight" in before:
        return {"weight": (before["weight"] + 4) % 3 + 1, "owner": text}
    return {"owner" if name == "owner" else "because": text}


def holds(_now: object) -> bool:
    return True


def faults_of(editors: Editors, began: Draft, done: list[Told], *, same_page: bool) -> list[str]:
    """Everything that was called saved stands in the log and in the draft, and nothing else does."""
    now = editors.open()
    log = list(Edit.objects.filter(protocol=editors.protocol, revision__gt=began.protocol.revision).order_by("id"))
    saved = [each for each in done if each.is_done and each.edit]
    wrong = ["what was called saved is not in the log"] * (
        {each.edit.pk for each in saved} != {edit.pk for edit in log}
    )
    wrong += ["the draft was changed more or less often than was said"] * (
        now.protocol.revision - began.protocol.revision != len(log)
    )
    wrong += _breaks(began, log)
    wrong += _not_as_logged(now, log)
    if same_page and all(each.step in SAME_PAGE for each in done):
        wrong += ["two saves of one page were both taken"] * (len(saved) > 1)
        losers = [each for each in done if not each.is_done]
        wrong += ["the second was not shown the first's version"] * any(
            not each.is_stale or content_of(each.theirs) != content_of(now.part("rules", each.code))
            for each in losers
            if saved
        )
    return wrong


def _breaks(began: Draft, log: list[Edit]) -> list[str]:
    """Each edit begins with what the one before it left: none was written over another unseen."""
    known = {edit.code: began.part("rules", edit.code) for edit in log}
    wrong = []
    for edit in log:
        if content_of(known[edit.code]) != content_of(edit.before):
            wrong.append("an edit was written over another")
        known[edit.code] = edit.after
    return wrong


def _not_as_logged(now: Draft, log: list[Edit]) -> list[str]:
    last = {edit.code: edit.after for edit in log}
    return ["the draft is not what the log says"] * any(
        content_of(now.part("rules", code)) != content_of(after) for code, after in last.items()
    )
