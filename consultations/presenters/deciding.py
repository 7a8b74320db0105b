"""The page on which one area is decided: what was chosen and what was suggested, what stops it, what may be wrong."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from consultations.deciding import agrees, is_settled, rules_behind, suggested, variants_left
from consultations.forms.plans import Choice, Offered
from consultations.intake import questions
from consultations.intake.questions import Asked
from consultations.models import Consultation
from consultations.presenters.plan import limits, variant_name, without_method
from consultations.presenters.reasons import Reason, UsedAnswer, reason, used_answer
from consultations.presenters.suggestions import headline
from consultations.presenters.words import Words
from consultations.stopping import are_final, asks_twice, final_stops, is_stopped, stops
from treatments.engine.documents import Exclusion

Area = Mapping[str, Any]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Deciding:
    """`stops` is why a method was stopped; `is_final` when nobody may choose it, by the position in `policies`.

    `to_correct` are the answers that the suggestion rests on.
    """

    chosen: str
    suggested: str
    follows: bool
    is_stopped: bool
    is_final: bool
    asks_twice: bool
    stops: tuple[Reason, ...]
    policies: tuple[tuple[str, str], ...]
    to_correct: tuple[UsedAnswer, ...]

    @classmethod
    def of(cls, words: Words, consultation: Consultation, number: int, choice: Choice) -> "Deciding":
        area, method = consultation.suggestion["areas"][number - 1], choice.method
        stopped = bool(method) and is_stopped(area, method)
        final = final_stops(words.protocol, area, method) if method else ()
        return cls(
            chosen=choice_in_words(words, choice),
            suggested=headline(words, area),
            follows=_follows(area, choice),
            is_stopped=stopped,
            is_final=bool(final),
            asks_twice=stopped and asks_twice(words.protocol, area, method),
            stops=tuple(reason(words, row) for row in (final or _stops(area, method))) if stopped else (),
            policies=tuple(_positions(words, final, method)),
            to_correct=tuple(_to_correct(words, consultation, number, area)),
        )


def choice_in_words(words: Words, choice: Choice) -> str:
    return without_method(choice.without_method) or words.method(choice.method)


def offered(words: Words, area: Area, choice: Choice) -> Offered:
    """What goes with the choice: kinds, add-ons, restrictions to tick, rules to doubt."""
    add_ons = list(_add_ons(words, area, choice.method)) if choice.method else []
    kinds = variants_left(words.protocol, area, choice.method)
    return Offered(
        variants=[(key, variant_name(words, choice.method, key)) for key in kinds],
        add_ons=add_ons,
        limits=_limits(words, area, choice.method, [key for key, _name in add_ons]),
        rules=_rules(area, choice),
        needs_reason=not _follows(area, choice),
        needs_comment=_why_a_comment(area, choice),
    )


def _why_a_comment(area: Area, choice: Choice) -> str:
    """Empty where it may be left out."""
    if _follows(area, choice):
        return ""
    if choice.method and is_stopped(area, choice.method):
        return _("This treatment was stopped for this patient. Write in the comment why you choose it.")
    return "" if is_settled(area) else _("A question about this place is open. Write in the comment why you decide so.")


def _follows(area: Area, choice: Choice) -> bool:
    """The suggestion itself, as far as the choice goes; another add-on still makes it another plan."""
    add_on = suggested(area)[1] if choice.method else ""
    return agrees(area, Behind(choice.method, add_on, choice.without_method))


def _stops(area: Area, method: str) -> list[Row]:
    """Where nothing was to be chosen at all, what says so comes first."""
    outcome = area["reasons"] if area["outcome"] != "suggest" else ()
    return [*outcome, *stops(area, method)]


def _positions(words: Words, final: Iterable[Row], method: str) -> Iterator[tuple[str, str]]:
    """The policies of the clinic that make a stop final: name and what the position says."""
    taken = {policy.key: policy for policy in words.protocol.document.policies}
    rules = [words.protocol.rule(stop["rule"]) for stop in final]
    under = {each.policy for rule in rules if isinstance(rule, Exclusion) for each in rule.final_under}
    for key in sorted(under):
        position = next(each for each in taken[key].positions if each.value == taken[key].chosen)
        yield taken[key].name, position.says


def _add_ons(words: Words, area: Area, method: str) -> Iterator[tuple[str, str]]:
    """Those that the protocol knows as add-ons, but for what nobody may choose here."""
    known = {rule.rule.method for rule in words.protocol.add_ons} | {suggested(area)[1]} - {""}
    for key in words.protocol.methods:
        if key in known - {method} and not are_final(words.protocol, area, [key]):
            name = words.method(key)
            yield key, _("%(method)s (stopped)") % {"method": name} if _stands_stopped(area, key) else name


def _stands_stopped(area: Area, method: str) -> bool:
    return method in area["excluded"] or method in area["on_hold"]


def _limits(words: Words, area: Area, method: str, add_ons: Iterable[str]) -> list[tuple[str, str, frozenset[str]]]:
    """A restriction of an add-on names it, because it counts only if that is chosen too."""
    found: dict[str, tuple[str, frozenset[str]]] = {}
    for key in (method, *add_ons):
        for code, text in limits(words, area, key):
            before, methods = found.get(code, ("", frozenset()))
            named = text if key == method else f"{words.method(key)}: {text}"
            found[code] = (f"{before} {named}".strip(), methods | {key})
    return [(code, text, methods) for code, (text, methods) in found.items()]


def _rules(area: Area, choice: Choice) -> list[tuple[str, str]]:
    """What is true for the suggestion, and what stops the choice."""
    behind = rules_behind(area, Behind(choice.method))
    known = {row["rule"]: row["because"] for row in _rows(area, choice.method)}
    return [(code, f"{code}: {because}") for code, because in known.items() if code in behind]


@dataclass(frozen=True, slots=True)
class Behind:
    """A choice before anything else of the decision is known."""

    method: str
    add_on: str = ""
    without_method: str = ""


def _rows(area: Area, method: str) -> Iterator[Row]:
    yield from area["reasons"]
    leader = area["method"] or next(iter(area["on_hold"]), "")
    for each in area["methods"]:
        if each["method"] == leader:
            yield from (row for row in each["reasons"] if row["truth"] is True)
    yield from stops(area, method)


def _to_correct(words: Words, consultation: Consultation, number: int, area: Area) -> Iterator[UsedAnswer]:
    """What the dermatologist saw stands first; then the answers behind the suggestion, as they are asked."""
    used = {key: value for row in _rows(area, area["method"] or "") for key, value in row["answers"].items()}
    in_order = sorted(used, key=lambda key: words.protocol.facts[key].number)
    examined = words.protocol.document.examination
    seen = examined.question if examined else ""
    for key in dict.fromkeys([*filter(None, [seen]), *in_order]):
        value = used.get(key, consultation.answers["areas"][number - 1].get(key))
        found = used_answer(words, key, value)
        if found.key and _is_asked(words, consultation, found, number):
            yield found


def _is_asked(words: Words, consultation: Consultation, found: UsedAnswer, number: int) -> bool:
    asked = Asked(words.protocol.questions[found.key], number if found.about_area else None)
    return questions.is_shown(words.protocol, consultation.answers, asked)
