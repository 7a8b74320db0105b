"""A signed visit as a case: the answers that rules can read, and nothing that says whose they were.

What is copied is named, question by question; everything else stays behind. Nothing is copied because nobody thought
of taking it out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from consultations.models.consultation import WithoutMethod
from consultations.records import answers_of
from treatments.engine.answers import Answers, RawAnswer, why_not_answer
from treatments.engine.facts import Fact
from treatments.engine.protocol import Protocol
from treatments.engine.readings import UNANSWERED
from treatments.engine.suggest import AreaSuggestion, suggest

OLDEST_TOLD = 90
CHOICES = ("one", "multi")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """`what` is a question or a part of the visit; never what was said."""

    what: str
    why: str


@dataclass(frozen=True)
class VisitWithoutNames:
    """`suggested` is what was suggested when it was signed, `decided` what the dermatologist decided instead, by place;
    None where that cannot be said as an expectation.
    """

    answers: Answers
    left_out: tuple[LeftOut, ...]
    suggested: tuple[dict[str, Any], ...]
    decided: tuple[dict[str, Any], ...] | None
    now: tuple[AreaSuggestion, ...]


def without_names(protocol: Protocol, document: Mapping[str, Any]) -> VisitWithoutNames:
    """`document` is the signed record; `protocol` the one that the case will belong to."""
    given = answers_of(document)
    left_out: dict[str, LeftOut] = {each.what: each for each in _around_the_answers(document)}
    copied = Answers(
        dict(_copied(protocol, given["person"], "person", left_out)),
        tuple(dict(_copied(protocol, area, "area", left_out)) for area in given["areas"]),
    )
    now = suggest(protocol, copied).areas
    suggested = tuple(_fitting(protocol, area) for area in document["suggestion"]["areas"])
    return VisitWithoutNames(
        answers=copied,
        left_out=tuple(left_out.values()),
        suggested=suggested,
        decided=_decided(protocol, document["plan"], suggested, now),
        now=now,
    )


def _copied(
    protocol: Protocol, given: Mapping[str, Any], about: str, left_out: dict[str, LeftOut]
) -> Iterator[tuple[str, RawAnswer]]:
    for key, value in given.items():
        fact, question = protocol.facts.get(key), protocol.asking.get(key)
        what = next(iter(question.wording.values()), key) if question else key
        if value in (None, UNANSWERED):
            continue
        if why := _why_left_out(fact, about, value):
            left_out[what] = LeftOut(what, why)
        elif fact is not None:
            yield key, _rounded(protocol, fact, value)


def _why_left_out(fact: Fact | None, about: str, value: Any) -> str:
    """Only choices of a list and numbers go along."""
    if fact is None or fact.about != about:
        return _("This draft does not ask it")
    if fact.type == "date":
        return _("A date")
    if fact.type not in CHOICES and fact.type != "number":
        return _("Written freely")
    if why_not_answer(fact, value):
        return _("This draft does not offer this answer")
    return ""


def _rounded(protocol: Protocol, fact: Fact, value: Any) -> RawAnswer:
    """An age that was worked out from a date of birth is told in whole years, and as ninety from then on."""
    is_worked_out = protocol.asking[fact.key].derives == fact.key
    if not is_worked_out or isinstance(value, str):
        return value
    return min(int(value), OLDEST_TOLD)


def _around_the_answers(document: Mapping[str, Any]) -> Iterator[LeftOut]:
    """What a signed record holds beside the answers."""
    yield LeftOut(_("Name, title and clinic number"), _("Says who it was"))
    yield LeftOut(_("Date of birth, phone and e-mail"), _("Says who it was"))
    yield LeftOut(_("Site, days and times of the visit"), _("Says where and when it was"))
    yield LeftOut(_("Who took the intake, who decided, who signed"), _("Names of staff"))
    if document.get("photos"):
        yield LeftOut(_("Photos"), _("Shows who it was"))
    if document.get("face_map"):
        yield LeftOut(_("The marks on the picture of the face"), _("Only the answers they gave are copied"))
    if document.get("consent"):
        yield LeftOut(_("The signature under the consent"), _("Says who it was"))
    if any(line.get("comment") or line.get("own_words") or line.get("details") for line in document["plan"]):
        yield LeftOut(_("What was written in the plan"), _("Written freely"))
    if any(flag.get("note") for flag in document.get("flags", ())):
        yield LeftOut(_("What was written about red flags"), _("Written freely"))


def _fitting(protocol: Protocol, area: Mapping[str, Any]) -> dict[str, Any]:
    """A signed suggestion as an expectation, as far as this draft still has its methods, rules and questions."""
    codes, methods = protocol.rules_by_code, protocol.methods
    excluded = {
        method: kept
        for method, rules in area["excluded"].items()
        if method in methods and (kept := [code for code in rules if code in codes])
    }
    held = {
        "suggest": {
            "method": area["method"] if area["method"] in methods else None,
            "excluded": excluded,
            "cautions": [code for code in area["cautions"] if code in codes],
        },
        "needs_answer": {
            "needs": [key for key in area["needs"] if key in protocol.facts],
            "on_hold": [method for method in area["on_hold"] if method in methods],
            "cleared": area["cleared"] if area["cleared"] in methods else None,
        },
    }
    found = held.get(area["outcome"], {"fired": [code for code in area["fired"] if code in codes]})
    return {"outcome": area["outcome"]} | {name: value for name, value in found.items() if value}


def _decided(
    protocol: Protocol,
    plan: Sequence[Mapping[str, Any]],
    suggested: Sequence[dict[str, Any]],
    now: Sequence[AreaSuggestion],
) -> tuple[dict[str, Any], ...] | None:
    """By place; None where every line agreed with the suggestion, or one of them is not a result the rules can have."""
    if all(line["agrees"] for line in plan):
        return None
    by_number = {line["area_number"]: line for line in plan}
    found = []
    for number, (expected, area) in enumerate(zip(suggested, now, strict=True), 1):
        line = by_number.get(number)
        decided = expected if line is None or line["agrees"] else _of_line(protocol, line, area)
        if decided is None:
            return None
        found.append(decided)
    return tuple(found)


def _of_line(protocol: Protocol, line: Mapping[str, Any], area: AreaSuggestion) -> dict[str, Any] | None:
    """The method the dermatologist chose, with what the rules of this draft would have had minded with it."""
    if line["method"]:
        if line["method"] not in protocol.methods:
            return None
        told = {
            "excluded": {m: list(codes) for m, codes in area.weighed.excluded.items() if m != line["method"]},
            "cautions": list(area.weighed.cautions(line["method"])),
        }
        method = {"outcome": "suggest", "method": line["method"]}
        return method | {name: value for name, value in told.items() if value}
    if line.get("without_method") == WithoutMethod.REFER:
        return {"outcome": "examine_first"}
    if line.get("without_method") == WithoutMethod.SOMETHING_ELSE:
        return None
    return {"outcome": "no_treatment"}
