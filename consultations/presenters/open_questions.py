"""What is not known about an area: questions whose answer must be there or could change the plan, and the rest."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.presenters.words import Words

Row = Mapping[str, Any]
OUTCOMES = {
    "needs_answer": gettext_lazy("another answer is needed"),
    "examine_first": gettext_lazy("examine first"),
    "no_treatment": gettext_lazy("no treatment"),
}


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question without an answer; `effects` say what its answers would change."""

    key: str
    wording: str
    about_area: bool
    effects: tuple[str, ...]


def open_questions(words: Words, row: Row) -> tuple[tuple[OpenQuestion, ...], tuple[OpenQuestion, ...]]:
    """Those that must be asked or could change the plan, and the rest."""
    matters, rest = [], []
    for question in row["open"]:
        asked = words.asked(question["key"])
        if asked is None or asked.derives:
            continue
        effects = tuple(_effect(words, question["key"], each) for each in _first_of_each(question["becomes"]))
        shown = OpenQuestion(asked.key, words.say(asked.wording), asked.about == "area", effects)
        (matters if effects or asked.key in row["needs"] else rest).append(shown)
    # What must be asked comes before what could merely change the plan.
    return tuple(sorted(matters, key=lambda each: each.key not in row["needs"])), tuple(rest)


def _first_of_each(becomes: Iterable[Row]) -> list[Row]:
    """One example for each different result."""
    found: dict[tuple[str, str | None], Row] = {}
    for each in becomes:
        found.setdefault((each["outcome"], each["method"]), each)
    return list(found.values())


def _effect(words: Words, key: str, change: Row) -> str:
    then = words.method(change["method"]) if change["outcome"] == "suggest" else OUTCOMES[change["outcome"]]
    return _("If “%(answer)s”: %(then)s") % {"answer": words.answer(key, change["value"]), "then": then}
