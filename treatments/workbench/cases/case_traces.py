"""The trace of a case as its page shows it: each rule with its sentence, the answers behind it and what is missing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from treatments.engine.answers import RawAnswer
from treatments.engine.documents import Hold, MustHave, Rule
from treatments.engine.protocol import Protocol
from treatments.engine.suggest import AreaSuggestion
from treatments.presenters import EFFECTS, methods_of
from treatments.workbench.cases.case_words import VERDICTS, CaseWords, Pill
from treatments.workbench.cases.tracing import Firing, Trace, Traced, trace
from treatments.workbench.places import page_of

FIRINGS = {Firing.FIRED: ("for", "dot"), Firing.ALMOST: ("unknown", "half"), Firing.SILENT: ("", "ring")}


@dataclass(frozen=True, slots=True)
class UsedAnswer:
    question: str
    answer: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """`answers` are those of which any one would make the rule fire."""

    question: str
    now: str
    answers: str


@dataclass(frozen=True, slots=True)
class TracedRule:
    code: str
    href: str
    effect: str
    about: str
    sentence: str
    because: str
    answers: tuple[UsedAnswer, ...]
    missing: tuple[Missing, ...]
    is_off: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    method: str
    pill: Pill
    score: int


@dataclass(frozen=True, slots=True)
class AreaTrace:
    """`title` says which place, where there are several."""

    title: str
    headline: str
    verdicts: tuple[Verdict, ...]
    fired: tuple[TracedRule, ...]
    almost: tuple[TracedRule, ...]
    silent: tuple[TracedRule, ...]
    matters: frozenset[str]


def traces(words: CaseWords, areas: tuple[AreaSuggestion, ...]) -> list[AreaTrace]:
    return [_shown(words, area, number, len(areas)) for number, area in enumerate(areas, 1)]


def _shown(words: CaseWords, area: AreaSuggestion, number: int, of: int) -> AreaTrace:
    weighed = area.weighed
    found = trace(weighed.protocol, weighed.person, weighed.area)
    return AreaTrace(
        title=place_name(words, weighed.area, number) if of > 1 else "",
        headline=words.headline(area),
        verdicts=tuple(verdicts(words, area)),
        fired=_rules(words, found, Firing.FIRED),
        almost=_rules(words, found, Firing.ALMOST),
        silent=_rules(words, found, Firing.SILENT),
        matters=found.matters,
    )


def place_name(words: CaseWords, area: Mapping[str, object], number: int) -> str:
    """The first question about a place names it."""
    first = next((question.key for question in words.document.questions if question.about == "area"), "")
    named = area.get(first)
    title = _("Place %(number)d") % {"number": number}
    return f"{title}: {words.answer(first, named)}" if named else title


def verdicts(words: CaseWords, area: AreaSuggestion) -> Iterator[Verdict]:
    for method in area.weighed.protocol.methods:
        pill = Pill.of(VERDICTS[area.verdict(method)])
        yield Verdict(words.method(method), pill, area.weighed.scores[method])


def sentence_of(words: CaseWords, rule: Rule) -> str:
    """When the rule is on, in words."""
    if isinstance(rule, Hold):
        keys = "; ".join(map(words.question, rule.keys))
        return _("While one of these is not known: %(keys)s") % {"keys": keys}
    sentence = words.wording.sentence(getattr(rule, "when", ""))
    if isinstance(rule, MustHave):
        keys = "; ".join(map(words.question, rule.keys))
        return _("%(sentence)s: asks for %(keys)s") % {"sentence": sentence, "keys": keys}
    exception = getattr(rule, "unless", "")
    unless = _(" Not if %(condition)s.") % {"condition": words.wording.sentence(exception)} if exception else ""
    return f"{sentence}.{unless}"


def about(words: CaseWords, rule: Rule) -> str:
    """Which methods it speaks of, and how much it weighs."""
    named = words.methods(methods_of(rule))
    return f"{named} {rule.weight:+d}" if rule.effect == "indication" else named


def _rules(words: CaseWords, found: Trace, firing: Firing) -> tuple[TracedRule, ...]:
    return tuple(_rule(words, found, traced) for traced in found.of(firing))


def _rule(words: CaseWords, found: Trace, traced: Traced) -> TracedRule:
    rule = traced.rule
    return TracedRule(
        code=rule.code,
        href=page_of(words.document.slug, "rules", rule.code),
        effect=str(EFFECTS[rule.effect]),
        about=about(words, rule),
        sentence=sentence_of(words, rule),
        because=rule.because,
        answers=tuple(_answers(words, found, traced)) if traced.firing != Firing.SILENT else (),
        missing=tuple(_missing(words, found, traced)),
        is_off=rule.off,
    )


def _answers(words: CaseWords, found: Trace, traced: Traced) -> Iterator[UsedAnswer]:
    protocol: Protocol = found.area.weighed.protocol
    settled = found.area.weighed.settled
    for key in traced.reads:
        if key in protocol.facts:
            said = words.answer(key, settled.answers.get(key))
            yield UsedAnswer(words.question(key), said, key in traced.open_keys)


def _missing(words: CaseWords, found: Trace, traced: Traced) -> Iterator[Missing]:
    settled = found.area.weighed.settled
    by_key: dict[str, list[RawAnswer]] = {}
    for way in traced.ways:
        by_key.setdefault(way.key, []).append(way.value)
    for key, values in by_key.items():
        now = settled.answers.get(key)
        answers = [words.answer(key, value) for value in _nearest(values, now)]
        yield Missing(words.question(key), words.answer(key, now), _either(list(dict.fromkeys(answers))))


def _nearest(values: list[RawAnswer], now: RawAnswer) -> list[RawAnswer]:
    """Of many numbers that would do, the one nearest to what was answered."""
    numbers = [value for value in values if isinstance(value, int | float)]
    if not numbers:
        return values
    here = now if isinstance(now, int | float) else numbers[0]
    return [min(numbers, key=lambda number: abs(number - here))]


def _either(answers: list[str]) -> str:
    return _(" or ").join(f"“{answer}”" for answer in answers)
