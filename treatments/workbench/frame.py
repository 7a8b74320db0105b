"""What every page of the workbench has around it: where one is, undo and redo, how the cases stand, what was saved."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from clinic.accounts.models import User
from treatments.editing.current import ready
from treatments.editing.parts import PROTOCOL, Draft
from treatments.editing.undoing import next_redo, next_undo
from treatments.engine.protocol import Protocol as ReadyProtocol
from treatments.models import Edit, Protocol
from treatments.models.editing import Way
from treatments.wording import Wording
from treatments.workbench.cases.casing import standing_of
from treatments.workbench.checks.findings import open_findings
from treatments.workbench.places import SECTIONS, address, page_of, word_for

LARGEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Saved:
    """What was saved a moment ago, and in one word what became of it; `href` leads to it."""

    done: str
    word: str
    code: str
    way: str
    href: str


@dataclass(frozen=True)
class Frame:
    draft: Draft
    section: str
    by: User
    saved: Saved | None

    @property
    def protocol(self) -> Protocol:
        return self.draft.protocol

    @property
    def slug(self) -> str:
        return self.protocol.slug

    @cached_property
    def ready(self) -> ReadyProtocol:
        """The draft for the engine; compiled once for each content."""
        return ready(self.draft)

    @cached_property
    def wording(self) -> Wording:
        return Wording(self.draft.document)

    def context(self, **more: Any) -> dict[str, Any]:
        """For templates that extend treatments/draft_base.html. `section` marks the entry of the site's header."""
        cases = standing_of(self.draft).counts
        own = {
            "frame": self,
            "slug": self.slug,
            "name": self.wording.text(self.draft.document.name),
            "sections": [(str(words), href, here == self.section) for here, words, href in _sections(self.slug)],
            "cases_failing": cases.fails,
            "cases_changed": cases.changed,
            "cases_passing": cases.passes,
            "cases_href": address("draft_cases", slug=self.slug),
            "to_fix": len(open_findings(self.draft)),
            "changes_href": address("draft_changes", slug=self.slug),
            "undo": _named(next_undo(self.protocol, self.by)),
            "redo": _named(next_redo(self.protocol, self.by)),
            "key": uuid4(),
            "section": "content",
        }
        return own | more


def frame(request: HttpRequest, slug: str, section: str) -> Frame:
    """404 for a protocol there is not. `section` is the name of the list page that is marked, such as draft_rules."""
    protocol = Protocol.objects.filter(slug=slug).first()
    if protocol is None:
        raise Http404
    return Frame(Draft.read(protocol), section, request.user, _saved(request, protocol))


def _sections(slug: str) -> list[tuple[str, Any, str]]:
    found = [(name, words, address(name, slug=slug)) for name, words in SECTIONS]
    return [(name, words, href) for name, words, href in found if href]


def _saved(request: HttpRequest, protocol: Protocol) -> Saved | None:
    """The address says which edit of one's own led here."""
    said = request.GET.get("saved", "")
    if not (said.isascii() and said.isdecimal() and int(said[:20]) <= LARGEST_ID):
        return None
    edit = Edit.objects.filter(pk=int(said), protocol=protocol, by=request.user).first()
    if edit is None:
        return None
    href = page_of(protocol.slug, edit.parts, edit.code)
    return Saved(_what_became_of(edit), word_for(edit.parts), edit.code, edit.way, href)


def _what_became_of(edit: Edit) -> str:
    if edit.way != Way.EDIT:
        return _("Undone:") if edit.way == Way.UNDO else _("Redone:")
    if edit.parts != PROTOCOL and edit.after is None:
        return _("Removed:")
    if edit.parts != PROTOCOL and edit.before is None:
        return _("Added:")
    if edit.parts == "rules" and edit.before | {"off": None} == edit.after | {"off": None}:
        return _("Switched off:") if edit.after.get("off") else _("Switched on:")
    return _("Saved:")


def _named(edit: Edit | None) -> str:
    return f"{word_for(edit.parts)} {edit.code}" if edit else ""
