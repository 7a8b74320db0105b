"""What an answer has changed about the suggestion: in one sentence to be read out, and which reasons are new."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.presenters.suggestions import headline
from consultations.presenters.words import Words, area_name

Suggestion = Mapping[str, Any]
SAID = ("outcome", "method", "add_on", "needs")


@dataclass(frozen=True, slots=True)
class Changes:
    """`new` are by area the codes of rules that count since then."""

    sentence: str
    new: Mapping[int, frozenset[str]]


def changes(words: Words, answers: Mapping[str, Any], before: Suggestion, after: Suggestion) -> Changes:
    """Between two suggestions for the same areas."""
    pairs = list(zip(before["areas"], after["areas"], strict=False))
    others = [number for number, (old, new) in enumerate(pairs, 1) if _said(old) != _said(new)]
    added = {number: _rules(new) - _rules(old) for number, (old, new) in enumerate(pairs, 1)}
    gone = [_rules(old) - _rules(new) for old, new in pairs]
    codes = {number: frozenset(code for _method, code, _truth in rules) for number, rules in added.items()}
    sentence = _changed(words, answers, after, others) if others else _("Suggestion unchanged")
    counted = _counted(len(_codes(added.values())), len(_codes(gone) - _codes(added.values())))
    return Changes(", ".join([sentence, *counted]) + ".", codes)


def _said(area: Suggestion) -> tuple[Any, ...]:
    return tuple(area[name] for name in SAID)


def _rules(area: Suggestion) -> set[tuple[str, str, Any]]:
    own = {("", reason["rule"], reason["truth"]) for reason in area["reasons"]}
    return own | {
        (method["method"], reason["rule"], reason["truth"])
        for method in area["methods"]
        for reason in method["reasons"]
    }


def _codes(rules: Any) -> set[str]:
    return {code for each in rules for _method, code, _truth in each}


def _changed(words: Words, answers: Mapping[str, Any], after: Suggestion, numbers: list[int]) -> str:
    found = []
    for number in numbers:
        place = area_name(words, answers["areas"][number - 1], number) if len(after["areas"]) > 1 else ""
        said = headline(words, after["areas"][number - 1])
        found.append(_("%(place)s: %(said)s") % {"place": place, "said": said} if place else said)
    return _("Suggestion changed to: %(said)s") % {"said": "; ".join(found)}


def _counted(added: int, gone: int) -> list[str]:
    more = ngettext("%(n)d reason added", "%(n)d reasons added", added) % {"n": added}
    less = ngettext("%(n)d reason gone", "%(n)d reasons gone", gone) % {"n": gone}
    return [sentence for count, sentence in ((added, more), (gone, less)) if count]
