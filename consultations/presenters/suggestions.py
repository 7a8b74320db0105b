"""The suggestion for one area as a card: what is suggested, why, what speaks against it, what is not known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consultations.presenters.words import Words, area_name
from treatments.engine.answers import Answers
from treatments.engine.explain import explain

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule and what made it count: `answers` are pairs of question and answer, empty for "not answered"."""

    text: str
    rule: str
    answers: tuple[tuple[str, str], ...]
    sources: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question without an answer; `effects` say what its answers would change."""

    key: str
    wording: str
    about_area: bool
    effects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MethodRow:
    key: str
    name: str
    verdict: str
    shape: str
    tone: str
    counts: str
    groups: tuple[tuple[str, str, tuple[Reason, ...]], ...]


@dataclass(frozen=True, slots=True)
class SuggestionCard:
    """`method` is empty unless one is suggested; `can_agree` when there is something to agree with."""

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
    leader: MethodRow | None
    cautions: tuple[Reason, ...]
    others: tuple[MethodRow, ...]
    matters: tuple[OpenQuestion, ...]
    other_open: tuple[OpenQuestion, ...]

    @property
    def can_agree(self) -> bool:
        return self.outcome in ("suggest", "no_treatment")


VERDICTS: dict[str, tuple[str | Promise, str, str]] = {
    "suggested": (gettext_lazy("Suggested"), "ring-dot", "ready"),
    "possible": (gettext_lazy("Possible"), "ring", "ready"),
    "on_hold": (gettext_lazy("On hold"), "half", "wait"),
    "excluded": (gettext_lazy("Stopped"), "dot", "stop"),
    "not_suited": (gettext_lazy("Not suited"), "ring", ""),
}
TONES = {"suggest": "note", "needs_answer": "caution", "examine_first": "stop", "no_treatment": "done"}
GROUPS: tuple[tuple[str, str, str | Promise], ...] = (
    ("stopping", "against", gettext_lazy("Stopped by")),
    ("for", "for", gettext_lazy("For")),
    ("against", "against", gettext_lazy("Against")),
    ("cautioning", "caution", gettext_lazy("Cautions")),
    ("not_known", "unknown", gettext_lazy("Not known")),
)


def cards(words: Words, answers: Answers) -> list[SuggestionCard]:
    """One per area, in the order of the visit."""
    areas = answers.areas or ({},)
    explained = explain(words.protocol, answers)
    return [
        _card(words, number, area_name(words, area, number), row)
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


def _card(words: Words, number: int, area: str, row: Row) -> SuggestionCard:
    methods = [method_row(words, method) for method in row["methods"]]
    shown = row["method"] or (row["on_hold"][0] if row["outcome"] == "needs_answer" and row["on_hold"] else "")
    leader = next((method for method in methods if method.key == shown), None)
    cautions = next((m["reasons"]["cautioning"] for m in row["methods"] if m["method"] == shown), [])
    matters, other_open = _open(words, row)
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
        because=tuple(reason(words, each) for each in row["reasons"]),
        leader=leader,
        cautions=tuple(reason(words, each) for each in cautions),
        others=tuple(method for method in methods if method is not leader),
        matters=matters,
        other_open=other_open,
    )


def method_row(words: Words, method: Row) -> MethodRow:
    verdict, shape, tone = VERDICTS[method["verdict"]]
    groups = tuple(
        (kind, str(title), tuple(reason(words, each) for each in method["reasons"][name]))
        for name, kind, title in GROUPS
        if method["reasons"][name]
    )
    counts = _counts(method["reasons"])
    return MethodRow(method["method"], words.method(method["method"]), str(verdict), shape, tone, counts, groups)


def reason(words: Words, row: Row) -> Reason:
    answers = tuple((words.question(key), words.answer(key, value)) for key, value in row["answers"].items())
    sources = tuple((code, words.source(code)) for code in row["sources"])
    return Reason(row["because"], row["rule"], answers, sources)


def _counts(reasons: Mapping[str, list[Row]]) -> str:
    named = (
        (len(reasons["stopping"]), _("stopped by %(n)d")),
        (len(reasons["for"]), _("%(n)d for")),
        (len(reasons["against"]), _("%(n)d against")),
        (len(reasons["cautioning"]), _("%(n)d to mind")),
        (len(reasons["not_known"]), _("%(n)d not known")),
    )
    return ", ".join(text % {"n": count} for count, text in named if count)


def _open(words: Words, row: Row) -> tuple[tuple[OpenQuestion, ...], tuple[OpenQuestion, ...]]:
    """Those that must be asked or could change the plan, and the rest."""
    matters, rest = [], []
    for question in row["open"]:
        asked = words.asked(question["key"])
        if asked is None or asked.derives:
            continue
        effects = tuple(_effect(words, question["key"], each) for each in _first_of_each(question["becomes"]))
        shown = OpenQuestion(asked.key, words.say(asked.wording), asked.about == "area", effects)
        (matters if effects or asked.key in row["needs"] else rest).append(shown)
    return tuple(matters), tuple(rest)


def _first_of_each(becomes: Iterable[Row]) -> list[Row]:
    """One example for each different result."""
    found: dict[tuple[str, str | None], Row] = {}
    for each in becomes:
        found.setdefault((each["outcome"], each["method"]), each)
    return list(found.values())


def _effect(words: Words, key: str, change: Row) -> str:
    then = words.method(change["method"]) if change["outcome"] == "suggest" else OUTCOMES[change["outcome"]]
    return _("If “%(answer)s”: %(then)s") % {"answer": words.answer(key, change["value"]), "then": then}


OUTCOMES = {
    "needs_answer": gettext_lazy("another answer is needed"),
    "examine_first": gettext_lazy("examine first"),
    "no_treatment": gettext_lazy("no treatment"),
}
