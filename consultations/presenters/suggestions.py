"""The suggestion for one area as a card: what is suggested, why, what speaks against it, what is not known."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consultations.presenters.open_questions import OpenQuestion, open_questions
from consultations.presenters.reasons import Group, Reason, group, groups, reason
from consultations.presenters.words import Words, area_name
from treatments.engine.answers import Answers
from treatments.engine.explain import explain

Row = Mapping[str, Any]
NOTHING_NEW: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MethodRow:
    """`line` says in one sentence what makes the difference; `is_stopped` asks for a reason and a second yes."""

    key: str
    name: str
    verdict: str
    shape: str
    tone: str
    counts: str
    line: str
    is_stopped: bool
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class SuggestionCard:
    """`method` is empty unless one is suggested; `equals` are methods for which the rules speak as much as for it;
    `can_agree` when there is something to agree with.
    """

    number: int
    area: str
    outcome: str
    headline: str
    note: str
    tone: str
    method: str
    add_on: str
    provisional: bool
    because: tuple[Reason, ...]
    why: Group | None
    leader: MethodRow | None
    equals: tuple[MethodRow, ...]
    others: tuple[MethodRow, ...]
    matters: tuple[OpenQuestion, ...]
    other_open: tuple[OpenQuestion, ...]

    @property
    def can_agree(self) -> bool:
        return self.outcome in ("suggest", "no_treatment", "examine_first")

    @property
    def for_and_against(self) -> tuple[Group, ...]:
        return tuple(each for each in self.leader.groups if each.kind != "unknown") if self.leader else ()

    @property
    def not_known(self) -> tuple[Group, ...]:
        return tuple(each for each in self.leader.groups if each.kind == "unknown") if self.leader else ()


VERDICTS: dict[str, tuple[str | Promise, str, str]] = {
    "suggested": (gettext_lazy("Suggested"), "ring-dot", "ready"),
    "possible": (gettext_lazy("Possible"), "ring", "ready"),
    "on_hold": (gettext_lazy("On hold"), "half", "wait"),
    "excluded": (gettext_lazy("Stopped"), "dot", "stop"),
    "not_suited": (gettext_lazy("Not suited"), "ring", ""),
}
TONES = {"suggest": "note", "needs_answer": "caution", "examine_first": "stop", "no_treatment": "done"}
# What makes the difference, by verdict: the first of these groups that says anything.
LINES = {
    "suggested": ("for",),
    "possible": ("against", "cautioning", "for"),
    "on_hold": ("not_known",),
    "excluded": ("stopping",),
    "not_suited": ("against", "cautioning"),
}


def cards(words: Words, answers: Answers, new: Mapping[int, frozenset[str]] | None = None) -> list[SuggestionCard]:
    """One per area, in the order of the visit. `new` are by area the rules that count since a moment ago."""
    areas = answers.areas or ({},)
    explained = explain(words.protocol, answers)
    return [
        _card(words, number, area_name(words, area, number), row, (new or {}).get(number, NOTHING_NEW))
        for number, (area, row) in enumerate(zip(areas, explained, strict=True), start=1)
    ]


def headline(words: Words, row: Row) -> str:
    """The suggestion in one sentence."""
    if row["outcome"] == "suggest":
        method = words.method(row["method"])
        if row["add_on"]:
            return _("%(method)s, together with: %(add_on)s") % {
                "method": method,
                "add_on": words.method(row["add_on"]),
            }
        return method
    if row["outcome"] == "needs_answer":
        needed = len(row["needs"])
        return ngettext("Ask first: %(n)d answer is needed", "Ask first: %(n)d answers are needed", needed) % {
            "n": needed
        }
    return _("Examine first") if row["outcome"] == "examine_first" else _("No treatment needed")


def _card(words: Words, number: int, area: str, row: Row, new: frozenset[str]) -> SuggestionCard:
    rows = {method["method"]: method_row(words, method, new) for method in row["methods"]}
    shown = row["method"] or (row["on_hold"][0] if row["outcome"] == "needs_answer" and row["on_hold"] else "")
    leader = rows.get(shown)
    matters, other_open = open_questions(words, row)
    is_red, because = row["outcome"] == "examine_first", row["reasons"]
    kind, title = ("stop", _("Red flag")) if is_red else ("because", _("Because"))
    return SuggestionCard(
        number=number,
        area=area,
        outcome=row["outcome"],
        headline=headline(words, row),
        note=words.notice(row["outcome"])[1],
        tone=TONES[row["outcome"]],
        method=row["method"] or "",
        add_on=row["add_on"] or "",
        provisional=row["provisional"],
        because=tuple(reason(words, each) for each in because),
        why=group(words, kind, title, because, new) if because else None,
        leader=leader,
        equals=tuple(rows[method] for method in _equals(row)),
        others=tuple(method for method in rows.values() if method is not leader),
        matters=matters,
        other_open=other_open,
    )


def _equals(row: Row) -> list[str]:
    """The rules speak as much for these as for the one that is named first."""
    scores = {method["method"]: method["score"] for method in row["methods"] if method["verdict"] == "possible"}
    best = next((method["score"] for method in row["methods"] if method["method"] == row["method"]), None)
    return [method for method, score in scores.items() if score == best]


def method_row(words: Words, method: Row, new: frozenset[str] = NOTHING_NEW) -> MethodRow:
    verdict, shape, tone = VERDICTS[method["verdict"]]
    named = words.method(method["method"])
    return MethodRow(
        key=method["method"],
        name=named,
        verdict=str(verdict),
        shape=shape,
        tone=tone,
        counts=_counts(method["reasons"]),
        line=_line(method),
        is_stopped=method["verdict"] == "excluded",
        groups=groups(words, method["reasons"], new),
    )


def _line(method: Row) -> str:
    telling = (method["reasons"][name] for name in LINES[method["verdict"]])
    first = next((found[0] for found in telling if found), None)
    return first["because"] if first else ""


def _counts(reasons: Mapping[str, list[Row]]) -> str:
    named = (
        (len(reasons["stopping"]), _("stopped by %(n)d")),
        (len(reasons["for"]), _("%(n)d for")),
        (len(reasons["against"]), _("%(n)d against")),
        (len(reasons["cautioning"]), _("%(n)d to mind")),
        (len(reasons["not_known"]), _("%(n)d not known")),
    )
    return ", ".join(text % {"n": count} for count, text in named if count)
