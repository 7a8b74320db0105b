"""Small made-up protocols with every kind of rule, drawn at random, and patients for them."""

from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from treatments.engine.answers import Answers
from treatments.engine.documents import Document, read_document
from treatments.engine.protocol import Protocol
from treatments.protocol_file import read_protocol

SAMPLE = read_protocol(Path(__file__).parents[1] / "samples/format_1.yaml").document
METHODS = ("cut", "burn", "wait")
TEXT = {language: "Text" for language in SAMPLE.languages}
SOURCES = [SAMPLE.sources[0].code]
ABOUT = {"sun": "person", "pain": "person", "spots": "area", "itch": "area", "fever": "person", "scars": "area"}
KINDS = {"sun": "one", "pain": "one", "spots": "one", "itch": "multi", "fever": "number", "scars": "one"}
VALUES = ("low", "mid", "high")


def question(number: int, key: str, shown_when: str, safety: bool) -> dict[str, Any]:
    chosen = [{"value": value, "label": TEXT, "exclusive": value == "low"} for value in VALUES]
    shape = {"minimum": 0, "maximum": 9} if KINDS[key] == "number" else {"options": chosen}
    if KINDS[key] == "one":
        shape["options"] = [{"value": value, "label": TEXT} for value in VALUES]
    return {
        "number": number,
        "key": key,
        "step": SAMPLE.steps[0].key,
        "about": ABOUT[key],
        "wording": TEXT,
        "help": TEXT,
        "type": KINDS[key],
        "asked_by": ["patient"],
        "shown_when": shown_when,
        "safety": safety,
        **shape,
    }


def comparison(key: str) -> st.SearchStrategy[str]:
    value = st.sampled_from(VALUES)
    if KINDS[key] == "number":
        return st.sampled_from([f"{key} < 3", f"{key} >= 3", f"{key} <= 6", f"{key} is not known"])
    if KINDS[key] == "multi":
        return st.one_of(
            value.map(lambda v: f"{key} includes {v}"),
            value.map(lambda v: f"not {key} includes {v}"),
            st.just(f"{key} includes exactly 1 of (mid, high)"),
            st.just(f"{key} includes at least 2 of (low, mid, high)"),
        )
    return st.one_of(
        value.map(lambda v: f"{key} = {v}"), value.map(lambda v: f"not {key} = {v}"), st.just(f"{key} is not known")
    )


def conditions(keys: tuple[str, ...]) -> st.SearchStrategy[str]:
    single = st.sampled_from(keys).flatmap(comparison)
    joined = st.tuples(single, st.sampled_from(["and", "or"]), single).map(" ".join)
    nested = st.tuples(single, joined).map(lambda pair: f"{pair[0]} and ({pair[1]})")
    return st.one_of(single, single, joined, nested)


@st.composite
def rules(draw: st.DrawFn, effect: str, code: str, keys: tuple[str, ...]) -> dict[str, Any]:
    rule: dict[str, Any] = {"code": code, "effect": effect, "because": "Because.", "sources": SOURCES}
    condition, method = conditions(keys), st.sampled_from(METHODS)
    if effect not in ("hold", "must_have"):
        rule["when"] = draw(condition)
    if effect in ("exclusion", "hold", "caution"):
        rule["methods"] = draw(st.lists(method, min_size=1, max_size=3, unique=True))
    if effect in ("hold", "must_have"):
        rule["keys"] = draw(st.lists(st.sampled_from(keys), min_size=1, max_size=2, unique=True))
    if effect in ("indication", "add_on"):
        rule["method"] = draw(method)
    extra = {
        "red_flag": {"unless": st.one_of(st.just(""), condition)},
        "must_have": {"when": st.one_of(st.just(""), condition), "accepts_unknown": st.booleans()},
        "indication": {"weight": st.sampled_from([-3, -2, -1, 1, 2, 3])},
        "no_treatment": {"when_only_excluded_by": st.sampled_from([None, "EX-00"])},
        "caution": {"label": st.just("Take care")},
        "add_on": {"label": st.just(TEXT)},
    }
    return rule | {name: draw(value) for name, value in extra.get(effect, {}).items()}


MOST = {"red_flag": 2, "no_treatment": 2, "hold": 2, "must_have": 2, "caution": 3, "add_on": 2}


@st.composite
def small_protocols(draw: st.DrawFn) -> Protocol:
    keys = tuple(draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=2, max_size=6, unique=True)))
    made = []
    for at, key in enumerate(keys):
        shown = draw(st.one_of(st.just(""), conditions(keys[:at]))) if at else ""
        made.append(question(at + 1, key, shown, draw(st.booleans())))
    wanted = [("exclusion", n) for n in range(draw(st.integers(1, 3)))]
    wanted += [("indication", n) for n in range(draw(st.integers(3, 8)))]
    wanted += [(effect, n) for effect, most in MOST.items() for n in range(draw(st.integers(0, most)))]
    prefix = {effect: effect[:2].upper() for effect in (*MOST, "indication")} | {"exclusion": "EX"}
    conflicts = [
        {"code": f"CF-0{n}", "when": draw(conditions(keys)), "keys": [draw(st.sampled_from(keys))], "text": TEXT}
        for n in range(draw(st.integers(0, 2)))
    ]
    written = [draw(rules(effect, f"{prefix[effect]}-0{n}", keys)) for effect, n in wanted]
    return Protocol.compile(_document(made, conflicts, written))


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
    return read_document(
        {**raw, **empty, "methods": methods, "questions": questions, "conflicts": conflicts, "rules": rules}
    )


def answers_to(key: str) -> st.SearchStrategy[Any]:
    blank = st.sampled_from([None, "unanswered", "unknown", "not_applicable"])
    good = {
        "one": st.sampled_from(VALUES),
        "multi": st.lists(st.sampled_from([*VALUES, "unknown"]), min_size=1, max_size=3, unique=True),
        "number": st.integers(0, 9),
    }[KINDS[key]]
    return st.one_of(good, good, blank)


@st.composite
def patients_of(draw: st.DrawFn, protocol: Protocol) -> Answers:
    def about(what: str) -> dict[str, Any]:
        return {key: draw(answers_to(key)) for key in protocol.questions if ABOUT[key] == what}

    return Answers(about("person"), tuple(about("area") for _ in range(draw(st.integers(1, 2)))))
