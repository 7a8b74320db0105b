"""What the pages of the rules show: the list, and what is known about one rule beside its form."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from treatments.editing.parts import Draft
from treatments.engine.conditions import keys_of
from treatments.engine.documents import Rule
from treatments.engine.written import parse
from treatments.models import Edit
from treatments.presenters import EFFECTS, WHEN_NOT_KNOWN, methods_of
from treatments.wording import Wording

A_PAGE: Final = 200
HISTORY: Final = 10
ONLY: Final = {
    "off": gettext_lazy("Switched off"),
    "review": gettext_lazy("Review day passed"),
    "findings": gettext_lazy("With findings"),
    "silent": gettext_lazy("Fires in no case"),
}
WHAT_IT_DOES: Final = {
    "red_flag": gettext_lazy("The bump has to be examined before anything is suggested."),
    "must_have": gettext_lazy("Nothing is suggested before these questions are answered."),
    "no_treatment": gettext_lazy("Nothing needs to be done."),
    "exclusion": gettext_lazy("These methods are never suggested."),
    "hold": gettext_lazy("These methods wait while a question is open that no exclusion reads."),
    "caution": gettext_lazy(
        "The method stays possible; the doctor is told what to mind, or only some variants remain."
    ),
    "indication": gettext_lazy("Speaks for a method or against it, with a weight."),
    "add_on": gettext_lazy("A second method may go with the first."),
}


@dataclass(frozen=True)
class Looked:
    """What somebody looks for in the list."""

    words: str = ""
    effect: str = ""
    method: str = ""
    only: str = ""
    after: str = ""
    as_text: bool = False

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Looked":
        return cls(
            words=query.get("q", "").strip()[:100],
            effect=query.get("effect", "") if query.get("effect", "") in EFFECTS else "",
            method=query.get("method", "")[:60],
            only=query.get("only", "") if query.get("only", "") in ONLY else "",
            after=query.get("following", "")[:20],
            as_text=query.get("say") == "text",
        )

    def href(self, after: str) -> str:
        asked = {"q": self.words, "effect": self.effect, "method": self.method, "only": self.only, "following": after}
        asked["say"] = "text" if self.as_text else ""
        return f"?{urlencode({name: value for name, value in asked.items() if value})}"


@dataclass(frozen=True)
class RuleRow:
    rule: Rule
    effect: str
    when: str
    unless: str
    methods: tuple[str, ...]
    weight: str
    not_known: str
    is_due: bool
    fires: int
    findings: int
    place: int


@dataclass(frozen=True)
class RuleList:
    rows: tuple[RuleRow, ...]
    total: int
    next_after: str
    cases: int

    @property
    def by_effect(self) -> list[tuple[str, list[RuleRow]]]:
        found: dict[str, list[RuleRow]] = {effect: [] for effect in EFFECTS}
        for row in self.rows:
            found[row.rule.effect].append(row)
        return [(str(EFFECTS[effect]), rows) for effect, rows in found.items() if rows]


@dataclass(frozen=True)
class Told:
    """What is known about the rules of a draft beside what they say: who fires how often, and what was found."""

    fires: Mapping[str, int]
    findings: Mapping[str, int] = field(default_factory=dict)


def rule_list(draft: Draft, wording: Wording, told: Told, looked: Looked, today: date) -> RuleList:
    """In the order of the effects, in each as the draft has them; a page at a time."""
    names = {method.key: method.term or wording.text(method.name) for method in draft.document.methods}
    order = list(EFFECTS)
    placed = sorted(enumerate(draft.document.rules, 1), key=lambda each: (order.index(each[1].effect), each[0]))
    found = [(place, rule) for place, rule in placed if _is_looked_for(rule, looked, told, wording, today)]
    codes = [rule.code for _place, rule in found]
    start = codes.index(looked.after) + 1 if looked.after in codes else 0
    shown = found[start : start + A_PAGE]
    rows = tuple(_row(place, rule, names, wording, told, today) for place, rule in shown)
    is_more = start + A_PAGE < len(found)
    return RuleList(rows, len(found), shown[-1][1].code if is_more else "", len(draft.document.cases))


def is_due(rule: Rule, today: date) -> bool:
    """ISO days compare as text."""
    return bool(rule.review_by) and rule.review_by < today.isoformat()


@dataclass(frozen=True)
class NotKnown:
    """What happens while an answer is missing, and which answers can be missing."""

    words: str
    questions: tuple[str, ...]

    @classmethod
    def of(cls, rule: Rule, wording: Wording) -> "NotKnown":
        lines = (getattr(rule, "when", ""), getattr(rule, "unless", ""))
        read = [*getattr(rule, "keys", ()), *(key for line in lines for key in keys_of(parse(line)))]
        policies = {policy.key for policy in wording.document.policies}
        questions = tuple(wording.key(key) for key in dict.fromkeys(read) if key not in policies)
        return cls(str(WHEN_NOT_KNOWN[rule.effect]), questions)


@dataclass(frozen=True)
class Change:
    """One line of a rule's history."""

    edit: Edit
    what: str


def history(edits: QuerySet[Edit]) -> tuple[Change, ...]:
    return tuple(Change(edit, _what(edit)) for edit in edits[:HISTORY])


def _what(edit: Edit) -> str:
    if edit.before is None:
        return _("Added")
    if edit.after is None:
        return _("Removed")
    names = [name for name in {**edit.before, **edit.after} if edit.before.get(name) != edit.after.get(name)]
    return ", ".join(str(FIELDS.get(name, name)) for name in names) or _("Moved")


FIELDS: Final = {
    "when": gettext_lazy("When"),
    "unless": gettext_lazy("Unless"),
    "methods": gettext_lazy("Methods"),
    "method": gettext_lazy("Method"),
    "weight": gettext_lazy("Weight"),
    "keys": gettext_lazy("Questions"),
    "because": gettext_lazy("Because"),
    "label": gettext_lazy("Name"),
    "sources": gettext_lazy("Sources"),
    "restricts": gettext_lazy("Allowed variants"),
    "relaxed_by": gettext_lazy("Policies that spare methods"),
    "final_under": gettext_lazy("Policies under which nobody overrides it"),
    "second_confirmation": gettext_lazy("Second confirmation"),
    "when_only_excluded_by": gettext_lazy("Only when excluded by"),
    "accepts_unknown": gettext_lazy("“Not sure” is enough"),
    "owner": gettext_lazy("Owner"),
    "review_by": gettext_lazy("Review by"),
    "off": gettext_lazy("On or off"),
}


def _row(place: int, rule: Rule, names: Mapping[str, str], wording: Wording, told: Told, today: date) -> RuleRow:
    when, unless = getattr(rule, "when", ""), getattr(rule, "unless", "")
    keys = ", ".join(wording.key(key) for key in getattr(rule, "keys", ()))
    said = wording.sentence(when) if when or not keys else ""
    return RuleRow(
        rule=rule,
        effect=str(EFFECTS[rule.effect]),
        when=" · ".join(filter(None, (_("Open: %(keys)s") % {"keys": keys} if keys else "", said))),
        unless=wording.sentence(unless) if unless else "",
        methods=tuple(names.get(key, key) for key in methods_of(rule)),
        weight=f"{rule.weight:+d}" if rule.effect == "indication" else "",
        not_known=str(WHEN_NOT_KNOWN[rule.effect]),
        is_due=is_due(rule, today),
        fires=told.fires.get(rule.code, 0),
        findings=told.findings.get(rule.code, 0),
        place=place,
    )


def _is_looked_for(rule: Rule, looked: Looked, told: Told, wording: Wording, today: date) -> bool:
    if looked.effect and rule.effect != looked.effect:
        return False
    if looked.method and looked.method not in methods_of(rule):
        return False
    if looked.only and not _is_only(rule, looked.only, told, today):
        return False
    return not looked.words or _says(rule, looked.words.casefold().split(), wording)


def _is_only(rule: Rule, only: str, told: Told, today: date) -> bool:
    return {
        "off": rule.off,
        "review": is_due(rule, today),
        "findings": rule.code in told.findings,
        "silent": not told.fires.get(rule.code),
    }[only]


def _says(rule: Rule, words: Sequence[str], wording: Wording) -> bool:
    lines = [getattr(rule, "when", ""), getattr(rule, "unless", "")]
    said: Iterable[Any] = [rule.code, rule.because, rule.owner, *lines, *map(wording.sentence, filter(None, lines))]
    said = " ".join([*said, *map(wording.key, getattr(rule, "keys", ())), *getattr(rule, "keys", ())]).casefold()
    return all(word in said for word in words)
