"""What a case expects of one place, as fields and as the document keeps it."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from treatments.engine.documents import Document, Hold, MustHave
from treatments.engine.protocol import Protocol
from treatments.engine.suggest import AreaSuggestion
from treatments.workbench.cases.case_words import OUTCOMES, PARTS_OF_A_RESULT, CaseWords

SEVERAL = ("needs", "excluded", "cautions", "fired")


def expectation_of(area: AreaSuggestion) -> dict[str, Any]:
    """What comes out, as far as a case of this outcome is held to it."""
    if area.outcome == "suggest":
        told: dict[str, Any] = {"method": area.method, "excluded": _listed(area.weighed.excluded)}
        told["cautions"] = list(area.cautions)
    elif area.outcome == "needs_answer":
        told = {"needs": list(area.needs), "on_hold": list(area.on_hold), "cleared": area.cleared}
    else:
        told = {"fired": list(area.fired)}
    return {"outcome": area.outcome} | {name: value for name, value in told.items() if value}


def name_of(number: int, name: str) -> str:
    return f"e{number}-{name}"


def expectation_fields(protocol: Protocol, areas: int) -> dict[str, forms.Field]:
    words = CaseWords.of(protocol.document)
    methods = [(method, words.method(method)) for method in protocol.methods]
    several = {name: list(_choices(name, protocol, words)) for name in SEVERAL}
    fields: dict[str, forms.Field] = {}
    for number in range(1, areas + 1):
        for name, label in PARTS_OF_A_RESULT.items():
            if name == "add_on":
                continue
            if name in several:
                fields[name_of(number, name)] = _ticks(several[name], str(label))
                continue
            offered = [(key, str(said)) for key, said in OUTCOMES.items()] if name == "outcome" else methods
            empty = [] if name == "outcome" else [("", _("None"))]
            field = forms.ChoiceField(choices=[*empty, *offered], required=name == "outcome", label=str(label))
            fields[name_of(number, name)] = field
    return fields


def expectation_shown(number: int, expected: Mapping[str, Any]) -> dict[str, Any]:
    """Initial values of the fields of one place."""
    shown = {name: expected.get(name) or "" for name in ("outcome", "method", "cleared")}
    shown["on_hold"] = next(iter(expected.get("on_hold", ())), "")
    shown |= {name: list(expected.get(name, ())) for name in ("needs", "cautions", "fired")}
    excluded = expected.get("excluded", {})
    shown["excluded"] = [f"{method}:{code}" for method, codes in excluded.items() for code in codes]
    return {name_of(number, name): value for name, value in shown.items()}


def expectation_in(number: int, cleaned: Mapping[str, Any], before: Mapping[str, Any] | None) -> dict[str, Any]:
    """The expectation of a valid form. Of those that wait only the first is compared; the others stay as they were."""
    said = {name: cleaned.get(name_of(number, name)) for name in PARTS_OF_A_RESULT if name != "add_on"}
    waits, old = said.pop("on_hold"), list((before or {}).get("on_hold", ()))
    on_hold = old if old[:1] == [waits] else [waits] if waits else []
    excluded: dict[str, list[str]] = {}
    for pair in said.pop("excluded") or ():
        method, _colon, code = pair.partition(":")
        excluded.setdefault(method, []).append(code)
    found = said | {"on_hold": on_hold, "excluded": excluded}
    return {name: value for name, value in found.items() if value}


def _choices(name: str, protocol: Protocol, words: CaseWords) -> Iterator[tuple[str, str]]:
    document = protocol.document
    if name == "needs":
        yield from ((key, words.question(key)) for key in _askable(document, protocol))
    if name == "excluded":
        for rule in (rule for rule in document.rules if rule.effect == "exclusion"):
            yield from ((f"{m}:{rule.code}", f"{words.method(m)}: {rule.code} {rule.because}") for m in rule.methods)
    if name == "cautions":
        yield from ((rule.code, f"{rule.code} {rule.because}") for rule in document.rules if rule.effect == "caution")
    if name == "fired":
        kinds = ("red_flag", "no_treatment")
        yield from ((rule.code, f"{rule.code} {rule.because}") for rule in document.rules if rule.effect in kinds)


def _askable(document: Document, protocol: Protocol) -> list[str]:
    """What an area can be waiting for: the keys of must-haves, of holds and of exclusions."""
    own = (key for rule in document.rules if isinstance(rule, Hold | MustHave) for key in rule.keys)
    read = (key for compiled in protocol.exclusions for key in compiled.keys)
    known = {*own, *read}
    return [key for key, fact in sorted(protocol.facts.items(), key=lambda one: one[1].number) if key in known]


def _ticks(choices: list[tuple[str, str]], label: str) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=choices, required=False, label=label, widget=forms.CheckboxSelectMultiple()
    )


def _listed(excluded: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {method: list(codes) for method, codes in excluded.items()}
