"""The promises and the properties agreed for the rules, over random forms with blanks and contradictions."""

import json
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from treatments.engine.answers import Answers, BadAnswers, read_answers
from treatments.engine.canonical import canonical_json
from treatments.engine.conditions import holds
from treatments.engine.documents import plain, read_document
from treatments.engine.explain import explain
from treatments.engine.form import visit_as_json
from treatments.engine.protocol import Protocol
from treatments.engine.readings import NOT_APPLICABLE_READING
from treatments.engine.suggest import suggest
from treatments.protocol_file import read_protocol

from .conftest import MILIA
from .patients import forms, typical

MILIA_PROTOCOL = read_protocol(MILIA)
WITHOUT_HOLD_ROWS = Protocol.compile(
    MILIA_PROTOCOL.document.model_copy(
        update={"rules": tuple(rule for rule in MILIA_PROTOCOL.document.rules if rule.effect != "hold")}
    )
)
random_forms = forms(MILIA_PROTOCOL)
thorough = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NEAR_THE_EYE = {"eyelid_skin", "under_eye", "eyelid_margin"}
BLANKS = (None, "unanswered", "unknown", "not_applicable")


def form_of(answers: Answers) -> str:
    return canonical_json(visit_as_json(suggest(MILIA_PROTOCOL, answers)))


@thorough
@given(random_forms)
def test_an_excluded_or_waiting_method_is_never_suggested(answers):
    for area in suggest(MILIA_PROTOCOL, answers).areas:
        weighed = area.weighed
        for method in filter(None, (area.method, area.add_on)):
            assert method not in weighed.excluded
            assert method not in weighed.held
        if area.cleared:
            assert area.cleared not in weighed.excluded and area.cleared not in weighed.held


@thorough
@given(random_forms)
def test_a_true_red_flag_wins_over_every_other_answer(answers):
    for area in suggest(MILIA_PROTOCOL, answers).areas:
        weighed = area.weighed
        for flag in MILIA_PROTOCOL.red_flags:
            unless = MILIA_PROTOCOL.condition(flag.rule.unless) if flag.rule.unless else None
            cleared = unless is not None and holds(unless, weighed.readings) == 3
            if holds(MILIA_PROTOCOL.condition(flag.rule.when), weighed.settled.given) == 3 and not cleared:
                assert area.outcome == "examine_first"
                assert flag.rule.code in area.fired


@thorough
@given(random_forms)
def test_no_retinoid_for_anyone_who_is_may_be_or_plans_to_be_pregnant_or_did_not_say(answers):
    due = MILIA_PROTOCOL.condition(MILIA_PROTOCOL.questions["pregnancy"].shown_when)
    for area in suggest(MILIA_PROTOCOL, answers).areas:
        was_due = holds(due, area.weighed.readings) == 3
        careful = ("yes", "possible", "planning", *BLANKS) if was_due else ("yes", "possible", "planning")
        if (
            answers.person.get("pregnancy") in careful
            and area.weighed.readings.get("pregnancy") != NOT_APPLICABLE_READING
        ):
            assert "retinoid" not in (area.method, area.add_on, area.cleared)


@thorough
@given(random_forms)
def test_no_freezing_near_the_eye(answers):
    for area in suggest(MILIA_PROTOCOL, answers).areas:
        if area.area in NEAR_THE_EYE:
            assert area.method != "cryo" and area.cleared != "cryo"


@thorough
@given(random_forms, st.data())
def test_blanking_a_safety_answer_never_clears_a_method(answers, data):
    """What was stopped stays stopped or waits; the one exception is immune_status, where RF-11 alone used it."""
    before = suggest(MILIA_PROTOCOL, answers).areas[0]
    keys = sorted(
        key
        for key in (*answers.person, *(answers.areas[0] if answers.areas else ()))
        if MILIA_PROTOCOL.facts[key].safety and key != "immune_status"
    )
    if not keys or before.weighed.settled.conflicts:
        return
    key = data.draw(st.sampled_from(keys))
    person = {k: v for k, v in answers.person.items() if k != key}
    areas = tuple({k: v for k, v in area.items() if k != key} for area in answers.areas)
    after = suggest(MILIA_PROTOCOL, Answers(person, areas)).areas[0]

    stopped = set(MILIA_PROTOCOL.methods) if before.fired and before.outcome == "examine_first" else set()
    stopped |= set(before.weighed.excluded)
    assert after.method not in stopped
    assert after.add_on not in stopped or before.outcome == "examine_first"


@thorough
@given(random_forms, st.sampled_from([MILIA_PROTOCOL, WITHOUT_HOLD_ROWS]))
def test_no_method_while_a_question_that_could_remove_it_is_open(answers, protocol):
    for area in suggest(protocol, answers).areas:
        for method in filter(None, (area.method, area.add_on)):
            for exclusion, methods in protocol.excluding:
                if method in methods:
                    condition = protocol.condition(exclusion.rule.when)
                    assert holds(condition, area.weighed.readings) == 0, exclusion.rule.code


@thorough
@given(random_forms)
def test_every_result_names_a_rule_and_its_source(answers):
    for area in visit_as_json(suggest(MILIA_PROTOCOL, answers))["areas"]:
        reasons = area["reasons"] + [reason for method in area["methods"] for reason in method["reasons"]]
        assert reasons
        assert all(reason["rule"] and reason["because"] and reason["sources"] for reason in reasons)
        if area["outcome"] in ("needs_answer", "no_treatment") or area["fired"]:
            leader = area["on_hold"][0] if area["on_hold"] else None
            held = [
                m for m in area["methods"] if m["method"] == leader and any(r["kind"] == "hold" for r in m["reasons"])
            ]
            assert area["reasons"] or held


@thorough
@given(random_forms, st.randoms(use_true_random=False))
def test_the_order_of_answers_never_changes_the_result(answers, shuffle: random.Random):
    def shuffled(given_answers):
        items = [(k, shuffle.sample(v, len(v)) if isinstance(v, list) else v) for k, v in given_answers.items()]
        shuffle.shuffle(items)
        return dict(items)

    again = Answers(shuffled(answers.person), tuple(shuffled(area) for area in answers.areas))

    one, other = json.loads(form_of(answers)), json.loads(form_of(again))
    for form in (one, other):
        for area in form["areas"]:
            for reason in area["reasons"] + [r for method in area["methods"] for r in method["reasons"]]:
                reason["answers"] = {k: sorted(v) if isinstance(v, list) else v for k, v in reason["answers"].items()}
            area["conflicts"] = sorted(area["conflicts"])
    assert one == other


@thorough
@given(random_forms, st.randoms(use_true_random=False))
def test_the_order_of_areas_never_changes_the_result_of_an_area(answers, shuffle: random.Random):
    order = list(range(len(answers.areas)))
    shuffle.shuffle(order)
    straight = suggest(MILIA_PROTOCOL, answers)
    mixed = suggest(MILIA_PROTOCOL, Answers(answers.person, tuple(answers.areas[n] for n in order)))

    assert mixed.outcome == straight.outcome
    for place, number in enumerate(order):
        assert canonical_json(visit_as_json(mixed)["areas"][place]) == canonical_json(
            visit_as_json(straight)["areas"][number]
        )


@settings(max_examples=15, deadline=None)
@given(st.lists(random_forms, min_size=3, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_rules_never_changes_what_is_decided(several, shuffle: random.Random):
    rules = list(MILIA_PROTOCOL.document.rules)
    shuffle.shuffle(rules)
    other = Protocol.compile(MILIA_PROTOCOL.document.model_copy(update={"rules": tuple(rules)}))

    for answers in several:
        for one, two in zip(suggest(MILIA_PROTOCOL, answers).areas, suggest(other, answers).areas, strict=True):
            assert (one.outcome, one.method, one.add_on, one.needs, one.on_hold, one.cleared, one.provisional) == (
                (two.outcome, two.method, two.add_on, two.needs, two.on_hold, two.cleared, two.provisional)
            )
            assert (set(one.cautions), set(one.fired)) == (set(two.cautions), set(two.fired))


@settings(max_examples=10, deadline=None)
@given(random_forms)
def test_the_same_answers_on_the_same_content_give_the_same_bytes(answers):
    fresh = Protocol.compile(read_document(plain(MILIA_PROTOCOL.document)), sha256=MILIA_PROTOCOL.sha256)

    assert canonical_json(visit_as_json(suggest(fresh, answers))) == form_of(answers)


@thorough
@given(random_forms, st.text(max_size=50))
def test_free_text_never_changes_the_result(answers, text):
    assert form_of(Answers({**answers.person, "free_text": text}, answers.areas)) == form_of(
        Answers({k: v for k, v in answers.person.items() if k != "free_text"}, answers.areas)
    )


@settings(max_examples=40, deadline=None)
@given(random_forms)
def test_explaining_never_fails_and_tells_the_same_outcome(answers):
    explained = explain(MILIA_PROTOCOL, answers)

    assert [area["outcome"] for area in explained] == [a.outcome for a in suggest(MILIA_PROTOCOL, answers).areas]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
nearly_forms = st.fixed_dictionaries(
    {},
    optional={
        "person": st.dictionaries(st.sampled_from(sorted(MILIA_PROTOCOL.facts)) | st.text(max_size=5), json_values),
        "areas": st.lists(
            st.dictionaries(st.sampled_from(sorted(MILIA_PROTOCOL.facts)), json_values, max_size=4), max_size=2
        ),
    },
)


@thorough
@given(st.one_of(json_values, nearly_forms))
def test_any_json_is_either_refused_with_its_place_or_answered(raw):
    try:
        answers = read_answers(MILIA_PROTOCOL, raw)
    except BadAnswers as error:
        assert error.faults
        return
    assert form_of(answers)


@pytest.mark.parametrize("blank", ["unanswered", "unknown", None])
@pytest.mark.parametrize("exclusion", [compiled.rule.code for compiled in MILIA_PROTOCOL.exclusions])
@pytest.mark.parametrize("protocol", [MILIA_PROTOCOL, WITHOUT_HOLD_ROWS], ids=["as published", "without hold rows"])
def test_a_blank_is_never_a_no(protocol, blank, exclusion):
    """Blanking what an exclusion reads never leaves its methods free, even where somebody forgot the hold's row."""
    compiled, methods = next((c, m) for c, m in protocol.excluding if c.rule.code == exclusion)
    for key in compiled.keys:
        answers = typical(protocol, **{key: blank, "exam": "confirmed_milia"})
        area = suggest(protocol, answers).areas[0]
        could_apply = holds(protocol.condition(compiled.rule.when), area.weighed.readings) != 0
        assert not could_apply or not {area.method, area.add_on} & set(methods), key
