"""Why: one rule in words, the answers it used and where to correct them, its condition and its sources."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from consultations.presenters.words import Words
from treatments.engine.documents import Hold, MustHave
from treatments.wording import Wording

Row = Mapping[str, Any]
MOST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class UsedAnswer:
    """`key` is that of the question to correct, empty where it follows from the patient's details."""

    question: str
    answer: str
    key: str
    about_area: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule and what made it count. `sentence` is its condition; `is_new` since the answer that was just given."""

    text: str
    rule: str
    sentence: str
    answers: tuple[UsedAnswer, ...]
    sources: tuple[tuple[str, str], ...]
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Reasons of one kind, the weightiest first; `more` are behind a fold."""

    kind: str
    title: str
    first: tuple[Reason, ...]
    more: tuple[Reason, ...]

    def __len__(self) -> int:
        return len(self.first) + len(self.more)


GROUPS: tuple[tuple[str, str, str | Promise], ...] = (
    ("stopping", "against", gettext_lazy("Stopped by")),
    ("for", "for", gettext_lazy("For")),
    ("against", "against", gettext_lazy("Against")),
    ("cautioning", "caution", gettext_lazy("Cautions")),
    ("not_known", "unknown", gettext_lazy("Not known")),
)


def groups(words: Words, reasons: Mapping[str, Sequence[Row]], new: frozenset[str]) -> tuple[Group, ...]:
    """Of one method. `new` are the codes of rules that count since a moment ago."""
    return tuple(
        group(words, kind, str(title), sorted(reasons[name], key=_lightness), new)
        for name, kind, title in GROUPS
        if reasons[name]
    )


def group(words: Words, kind: str, title: str, rows: Sequence[Row], new: frozenset[str] = frozenset()) -> Group:
    found = tuple(reason(words, row, is_new=row["rule"] in new) for row in rows)
    return Group(kind, title, found[:MOST_SHOWN], found[MOST_SHOWN:])


def reason(words: Words, row: Row, *, is_new: bool = False) -> Reason:
    return Reason(
        text=row["because"],
        rule=row["rule"],
        sentence=rule_sentence(words, row["rule"], get_language() or ""),
        answers=tuple(used_answer(words, key, value) for key, value in row["answers"].items()),
        sources=tuple((code, words.source(code)) for code in row["sources"]),
        is_new=is_new,
    )


def used_answer(words: Words, key: str, value: Any) -> UsedAnswer:
    asked = words.asked(key)
    can_correct = asked is not None and asked.derives is None and not asked.retired
    return UsedAnswer(
        question=words.question(key),
        answer=words.answer(key, value),
        key=key if can_correct else "",
        about_area=asked is not None and asked.about == "area",
    )


@lru_cache(maxsize=2048)
def rule_sentence(words: Words, code: str, language: str) -> str:
    """When the rule counts. `language` is that of the words around it."""
    wording, rule = Wording(words.protocol.document), words.protocol.rule(code)
    if isinstance(rule, Hold | MustHave) and getattr(rule, "keys", ()):
        return _("While this is not known: %(questions)s") % {"questions": ", ".join(map(wording.key, rule.keys))}
    sentence = wording.sentence(getattr(rule, "when", ""))
    unless = getattr(rule, "unless", "")
    if unless:
        return _("%(when)s; unless %(unless)s") % {"when": sentence, "unless": wording.sentence(unless)}
    return sentence


def _lightness(row: Row) -> int:
    return -abs(row.get("weight") or 0)
