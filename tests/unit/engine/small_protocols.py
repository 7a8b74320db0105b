"""Small made-up protocols with every kind of rule, drawn at random, and patients for them."""

from pathlib import Path
from random import Random
from typing import Any

from hypothesis import strategies as st

from treatments.engine.answers import Answers
from treatments.engine.documents import Document, read_document
from treatments.engine.protocol import Protocol
from treatments.protocol_file import read_protocol

SAMPLE = read_protocol(Path(__file__).parents[1] / "samples/format_1.yaml").document
METHODS = ("cut", "burn", "wait")
TEXT = dict.fromkeys(SAMPLE.languages, "Text")
SOURCES = [SAMPLE.sources[0].code]
ABOUT = {"sun": "person", "pain": "person", "spots": "area", "itch": "area", "fever": "person", "scars": "area"}
KINDS = {"sun": "one", "pain": "one", "spots": "one", "itch": "multi", "fever": "number", "scars": "one"}
VALUES = ("low", "mid", "high")
RULES = {
    "red_flag": (0, 0, 1),
    "must_have": (0, 1, 1),
    "no_treatment": (0, 0, 1, 2),
    "exclusion": (1, 2, 3),
    "hold": (0, 1, 2),
    "indication": (4, 5, 8),
    "caution": (1, 2, 3),
    "add_on": (0, 1, 2),
}

seeds = st.integers(0, 2**32)


def small_protocol(seed: int) -> Protocol:
    draw = Random(seed)
    keys = tuple(draw.sample(sorted(KINDS), draw.randint(2, 6)))
    questions = [_question(draw, keys, at) for at in range(len(keys))]
    rules = [
        _rule(draw, effect, f"{effect[:2].upper()}-0{number}", keys)
        for effect, sizes in RULES.items()
        for number in range(draw.choice(sizes))
    ]
    conflicts = [
        {"code": "CF-01", "when": f"{_comparison(draw, draw.choice(keys))} and {_condition(draw, keys)}"}
        | {"keys": [draw.choice(keys)], "text": TEXT}
        for _ in range(draw.choice((0, 0, 1)))
    ]
    return Protocol.compile(_document(questions, conflicts, rules))


def small_patient(protocol: Protocol, seed: int) -> Answers:
    draw = Random(seed)

    def about(what: str) -> dict[str, Any]:
        return {key: _answer(draw, key) for key in protocol.questions if ABOUT[key] == what}

    return Answers(about("person"), tuple(about("area") for _ in range(draw.choice((1, 1, 2)))))


def _question(draw: Random, keys: tuple[str, ...], at: int) -> dict[str, Any]:
    key = keys[at]
    exclusive = KINDS[key] == "multi"
    offered = [{"value": value, "label": TEXT, "exclusive": exclusive and value == "low"} for value in VALUES]
    return {
        "number": at + 1,
        "key": key,
        "step": SAMPLE.steps[0].key,
        "about": ABOUT[key],
        "wording": TEXT,
        "help": TEXT,
        "type": KINDS[key],
        "asked_by": ["patient"],
        "shown_when": _condition(draw, keys[:at]) if at and draw.random() < 0.5 else "",
        "safety": draw.random() < 0.5,
        **({"minimum": 0, "maximum": 9} if KINDS[key] == "number" else {"options": offered}),
    }


def _comparison(draw: Random, key: str) -> str:
    value = draw.choice(VALUES)
    if draw.random() < 0.1:
        return f"{key} is not known"
    if KINDS[key] == "number":
        return draw.choice([f"{key} < 3", f"{key} >= 3", f"{key} <= 6"])
    if KINDS[key] == "multi":
        several = [f"{key} includes exactly 1 of (mid, high)", f"{key} includes at least 2 of (low, mid, high)"]
        return draw.choice([f"{key} includes {value}", f"not {key} includes {value}", *several])
    return draw.choice([f"{key} = {value}", f"{key} = {value}", f"not {key} = {value}"])


def _condition(draw: Random, keys: tuple[str, ...]) -> str:
    one, two, three = (_comparison(draw, draw.choice(keys)) for _ in range(3))
    return draw.choice([one, one, f"{one} and {two}", f"{one} or {two}", f"{one} and ({two} or {three})"])


def _rule(draw: Random, effect: str, code: str, keys: tuple[str, ...]) -> dict[str, Any]:
    rule: dict[str, Any] = {"code": code, "effect": effect, "because": "Because.", "sources": SOURCES}
    often_none = ("", "", _condition(draw, keys))
    parts: dict[str, Any] = {
        "when": _condition(draw, keys),
        "unless": draw.choice(often_none),
        "methods": draw.sample(METHODS, draw.choice((1, 1, 2))),
        "method": draw.choice(METHODS),
        "weight": draw.choice((-3, -2, -1, 1, 2, 3, 3)),
        "keys": draw.sample(keys, draw.choice((1, 2))),
        "accepts_unknown": draw.random() < 0.5,
        "when_only_excluded_by": draw.choice((None, "EX-00")),
        "label": "Take care" if effect == "caution" else TEXT,
    }
    has = {
        "red_flag": ("when", "unless"),
        "must_have": ("keys", "unless", "accepts_unknown"),
        "no_treatment": ("when", "when_only_excluded_by"),
        "exclusion": ("when", "methods"),
        "hold": ("keys", "methods"),
        "indication": ("when", "method", "weight"),
        "caution": ("when", "methods", "label"),
        "add_on": ("when", "method", "label"),
    }[effect]
    must = {"when": draw.choice(often_none)} if effect == "must_have" else {}
    return rule | {name: parts[name] for name in has} | must


def _answer(draw: Random, key: str) -> Any:
    if draw.random() < 0.15:
        return draw.choice([None, "unanswered", "unknown", "not_applicable"])
    if KINDS[key] == "multi":
        return draw.choice([["low"], draw.sample(VALUES, draw.choice((1, 2))), ["mid", "unknown"]])
    return draw.randint(0, 9) if KINDS[key] == "number" else draw.choice(VALUES)


def _document(
    questions: list[dict[str, Any]], conflicts: list[dict[str, Any]], rules: list[dict[str, Any]]
) -> Document:
    raw = SAMPLE.model_dump(mode="json", exclude_defaults=True)
    like = {key: value for key, value in raw["methods"][0].items() if key not in ("variants", "plan_fields")}
    methods = [{**like, "key": key, "tie_rank": rank} for rank, key in enumerate(METHODS)]
    empty: dict[str, Any] = {
        "aftercare": [],
        "cases": [],
        "policies": [],
        "typical_patient": {"person": {}, "area": {}},
    }
    made = {"methods": methods, "questions": questions, "conflicts": conflicts, "rules": rules}
    return read_document({**raw, **empty, **made})
