"""Two versions of a protocol, or of one part, side by side in sentences."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from treatments.drafting import LISTS, MAY_BE_MISSING, OF_THE_PROTOCOL
from treatments.editing.parts import PROTOCOL, code_of, content_of
from treatments.engine.documents import Document, plain
from treatments.word_diff import Piece, word_diff
from treatments.worded_values import ORDER, Line, Place, Worded, is_text

ADDED, REMOVED, CHANGED, MOVED = "added", "removed", "changed", "moved"
# As people read a protocol, which is not the order in which its rows are written.
READ_IN = ("methods", "aftercare", "questions", "conflicts", "rules", "policies", "sources", "cases")
BEGINNING = 12


@dataclass(frozen=True, slots=True)
class FieldChange:
    name: str
    before: str
    after: str

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return word_diff(self.before, self.after)


@dataclass(frozen=True, slots=True)
class Change:
    """One part that differs. `parts` is its list, or "protocol" for a field of the protocol itself. `does` says what
    the part does where its code alone would not; `because` is a rule's reason where the fields do not show it.
    """

    parts: str
    code: str
    kind: str
    title: str
    fields: tuple[FieldChange, ...]
    does: str = ""
    because: str = ""

    @property
    def ident(self) -> str:
        return f"{self.parts}-{self.code}"


def changes_between(before: Document, after: Document) -> tuple[Change, ...]:
    """Everything that differs, in reading order; what is gone from a list stands at its end."""
    old, new, words = plain(before), plain(after), (Worded(before), Worded(after))
    found = list(_of_the_protocol(old, new, words))
    for parts in sorted(LISTS, key=READ_IN.index):
        found += _of_a_list(parts, old.get(parts, []), new.get(parts, []), words)
    return tuple(found)


def change_of_part(
    parts: str, code: str, before: Any | None, after: Any | None, words: tuple[Worded, Worded], *, moved: bool = False
) -> Change:
    """`words` say the old version and the new one."""
    kind = ADDED if before is None else REMOVED if after is None else CHANGED
    fields = tuple(_fields(words[0].lines(parts, code, before), words[1].lines(parts, code, after)))
    if moved and content_of(before) == content_of(after):
        kind = MOVED
    said = words[1] if after is not None else words[0]
    shown = after if after is not None else before
    return Change(
        parts,
        code,
        kind,
        title_of(parts, code, shown, said),
        fields,
        does=_does(parts, shown, said),
        because=_kept_reason(before, after) if parts == "rules" else "",
    )


def title_of(parts: str, code: str, values: Any | None, words: Worded) -> str:
    """What people call the part: a rule by its code, a question by its wording."""
    kind = _KINDS[parts]() % {"code": code}
    if parts == PROTOCOL or not isinstance(values, Mapping):
        return words._label(PROTOCOL, code) if parts == PROTOCOL else kind
    for name in ("term", "wording", "name", "title"):
        if value := values.get(name):
            return f"{kind}: {words.wording.text(value) if isinstance(value, Mapping) else value}"
    return kind


def _does(parts: str, values: Any, words: Worded) -> str:
    """A rule's effect and what it is about, the beginning of an aftercare step: whoever approves knows no codes."""
    if parts == "aftercare" and is_text(values.get("text")):
        return Truncator(words.wording.text(values["text"])).words(BEGINNING)
    if parts != "rules":
        return ""
    about = next((words._said(name, values[name]) for name in ("methods", "method", "keys") if values.get(name)), "")
    return " · ".join(said for said in (words._said("effect", values.get("effect", "")), about) if said)


def _kept_reason(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> str:
    kept = (before or {}).get("because"), (after or {}).get("because")
    return str(kept[0]) if kept[0] and kept[0] == kept[1] else ""


def summary_of(changes: Sequence[Change]) -> list[str]:
    """“2 methods”, “1 question”: how many parts differ, list by list."""
    return counted(Counter(change.parts for change in changes))


def counted(counts: Mapping[str, int]) -> list[str]:
    """By list of the document."""
    return [_COUNTS[parts](counts[parts]) for parts in (PROTOCOL, *READ_IN) if counts.get(parts)]


def _of_the_protocol(old: Mapping[str, Any], new: Mapping[str, Any], words: tuple[Worded, Worded]) -> Iterator[Change]:
    for name in (*OF_THE_PROTOCOL, *MAY_BE_MISSING):
        before, after = old.get(name) or None, new.get(name) or None
        if before != after:
            yield change_of_part(PROTOCOL, name, before, after, words)


def _of_a_list(
    parts: str, old: Sequence[Mapping[str, Any]], new: Sequence[Mapping[str, Any]], words: tuple[Worded, Worded]
) -> Iterator[Change]:
    before, after = ({code_of(parts, item): item for item in items} for items in (old, new))
    moved = moved_in(list(before), list(after))
    for code, item in after.items():
        if content_of(before.get(code)) != content_of(item) or code in moved:
            yield change_of_part(parts, code, before.get(code), item, words, moved=code in moved)
    for code in before.keys() - after.keys():
        yield change_of_part(parts, code, before[code], None, words)


def moved_in(old: list[str], new: list[str]) -> set[str]:
    """As few as possible: those outside the longest run that kept its order."""
    places = {code: place for place, code in enumerate(old)}
    both = [code for code in new if code in places]
    ends: list[int] = []
    chain: list[str] = []
    previous: dict[str, str | None] = {}
    for code in both:
        at = bisect_left(ends, places[code])
        previous[code] = chain[at - 1] if at else None
        ends[at:], chain[at:] = [places[code], *ends[at + 1 :]], [code, *chain[at + 1 :]]
    kept, last = set(), chain[-1] if chain else None
    while last is not None:
        kept.add(last)
        last = previous[last]
    return set(both) - kept


def _fields(old: Mapping[Place, Line], new: Mapping[Place, Line]) -> Iterator[FieldChange]:
    for place in [*new, *(place for place in old if place not in new)]:
        before, after = old.get(place), new.get(place)
        if place[-1] == ORDER and not _is_new_order(before, after):
            continue
        words = [line.words if line else "" for line in (before, after)]
        if words[0] != words[1]:
            line = after or before
            no = _("No") if line.is_yes and old and new else ""
            yield FieldChange(line.label, words[0] or no, words[1] or no)


def _is_new_order(before: Line | None, after: Line | None) -> bool:
    """Not where something came or went: that says it."""
    return bool(before and after) and sorted(before.words.split("; ")) == sorted(after.words.split("; "))


_KINDS = {
    PROTOCOL: lambda: _("Protocol: %(code)s"),
    "methods": lambda: _("Method %(code)s"),
    "aftercare": lambda: _("Aftercare step %(code)s"),
    "questions": lambda: _("Question %(code)s"),
    "conflicts": lambda: _("Contradiction %(code)s"),
    "rules": lambda: _("Rule %(code)s"),
    "policies": lambda: _("Policy %(code)s"),
    "sources": lambda: _("Source %(code)s"),
    "cases": lambda: _("Case %(code)s"),
}
_COUNTS = {
    PROTOCOL: lambda n: ngettext("%(n)d text of the protocol", "%(n)d texts of the protocol", n) % {"n": n},
    "methods": lambda n: ngettext("%(n)d method", "%(n)d methods", n) % {"n": n},
    "aftercare": lambda n: ngettext("%(n)d aftercare step", "%(n)d aftercare steps", n) % {"n": n},
    "questions": lambda n: ngettext("%(n)d question", "%(n)d questions", n) % {"n": n},
    "conflicts": lambda n: ngettext("%(n)d contradiction", "%(n)d contradictions", n) % {"n": n},
    "rules": lambda n: ngettext("%(n)d rule", "%(n)d rules", n) % {"n": n},
    "policies": lambda n: ngettext("%(n)d policy", "%(n)d policies", n) % {"n": n},
    "sources": lambda n: ngettext("%(n)d source", "%(n)d sources", n) % {"n": n},
    "cases": lambda n: ngettext("%(n)d case", "%(n)d cases", n) % {"n": n},
}
