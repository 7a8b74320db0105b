"""Which aftercare goes with a plan. The steps are data of the protocol; the tests are about how they are chosen."""

from datetime import date, timedelta

import pytest

from consultations.aftercare import Treated, steps
from consultations.answering import suggestion_for
from treatments.engine.documents import AftercareStep
from treatments.protocol_file import read_protocol

TODAY = date(2026, 3, 1)


@pytest.fixture(scope="module")
def protocol():
    return read_protocol("treatments/protocols/milia.yaml")


@pytest.fixture
def aftercare(protocol):
    def given(*methods, variant="", add_on="", **differs):
        typical = protocol.document.typical_patient
        about = {question.key: question.about for question in protocol.document.questions} | {"age_years": "person"}
        person = typical.person | {key: value for key, value in differs.items() if about[key] == "person"}
        area = typical.area | {key: value for key, value in differs.items() if about[key] == "area"}
        answers = {"person": as_json(person), "areas": [as_json(area) for _ in methods]}
        areas = suggestion_for(protocol, answers)["areas"]
        treated = [
            Treated(number, answers["areas"][number - 1], areas[number - 1], method, variant, add_on)
            for number, method in enumerate(methods, 1)
        ]
        return steps(protocol, answers["person"], treated, language="en", treated_on=TODAY)

    return given


def as_json(part):
    values = {key: list(value) if isinstance(value, tuple) else value for key, value in part.items()}
    return {key: value for key, value in values.items() if value is not None}


def codes(found):
    return {step["code"] for step in found}


def rows(protocol, *, method=None, variant=None):
    return [
        step
        for step in protocol.document.aftercare
        if (method in step.methods if method else not step.methods) and (variant is None or step.variant == variant)
    ]


def test_every_method_has_something_to_do_to_avoid_to_expect_and_to_call_about(protocol, aftercare):
    for method in protocol.methods:
        assert {step["kind"] for step in aftercare(method)} == {"do", "avoid", "normal", "call"}


def test_only_steps_of_the_method_are_given(protocol, aftercare):
    for method in protocol.methods:
        allowed = {step.code for step in rows(protocol, method=method)}
        assert codes(aftercare(method)) <= allowed


def test_dates_are_counted_from_the_day_of_treatment(protocol, aftercare):
    by_code = {step.code: step for step in protocol.document.aftercare}
    for step in aftercare("extraction"):
        row = by_code[step["code"]]
        for name, number in (("from_on", row.from_day), ("to_on", row.to_day)):
            expected = None if number is None or number < 0 else (TODAY + timedelta(days=number)).isoformat()
            assert step[name] in (expected, None)


def test_a_step_for_one_variant_is_not_given_with_another(protocol, aftercare):
    method, variants = next((key, found.variants) for key, found in protocol.methods.items() if found.variants)
    of_one = {
        variant.key: {step.code for step in rows(protocol, method=method, variant=variant.key)} for variant in variants
    }
    chosen = next(key for key, steps_ in of_one.items() if steps_)
    other = next(key for key in of_one if key != chosen)

    assert codes(aftercare(method, variant=chosen)) & of_one[chosen]
    assert not codes(aftercare(method, variant=other)) & of_one[chosen]
    assert codes(aftercare(method)) & of_one[chosen], "while the kind is open, nothing is left out"


def test_a_step_with_a_condition_is_left_out_only_when_it_is_known_not_to_hold(protocol, aftercare):
    near_eye = codes(aftercare("extraction", area="under_eye"))
    cheek = codes(aftercare("extraction"))
    unknown = codes(aftercare("extraction", area=None))

    assert near_eye > cheek
    assert unknown >= near_eye


def test_an_area_left_alone_gets_its_own_advice(protocol, aftercare):
    found = aftercare("", age_years=0.05, area="nose", duration="since_birth", infant_unwell="no")

    assert codes(found) <= {step.code for step in rows(protocol)}
    assert {"do", "avoid", "normal", "call"} >= {step["kind"] for step in found} > {"call"}


def test_nobody_is_told_that_bumps_may_stay_while_it_is_open_what_they_are(aftercare):
    assert {step["kind"] for step in aftercare("", symptoms=["bleeding"])} <= {"call"}
    assert {step["kind"] for step in aftercare("", symptoms=None)} <= {"call"}


def test_one_step_for_two_areas_is_given_once_with_both(aftercare):
    found = aftercare("extraction", "extraction")

    assert len(codes(found)) == len(found)
    assert all(step["areas"] == [1, 2] for step in found)


def test_of_two_methods_that_say_the_same_the_strictest_is_given_once(protocol, aftercare):
    by_code = {step.code: step for step in protocol.document.aftercare}
    found = [by_code[step["code"]] for step in aftercare("extraction", "laser")]
    topics = [(step.kind, step.topic) for step in found if step.topic and not step.urgent]

    assert len(set(topics)) == len(topics)
    due = [*rows(protocol, method="extraction"), *rows(protocol, method="laser")]
    for step in (step for step in found if step.topic and not step.urgent):
        assert lasts(step) >= max(lasts(other) for other in due if is_like(other, step) and not other.when)


def lasts(step: AftercareStep) -> float:
    return float("inf") if step.to_day is None else step.to_day


def is_like(one: AftercareStep, other: AftercareStep) -> bool:
    return (one.kind, one.topic, one.urgent, one.variant) == (other.kind, other.topic, False, None)


def test_an_add_on_brings_its_steps(protocol, aftercare):
    with_it, without = codes(aftercare("extraction", add_on="retinoid")), codes(aftercare("extraction"))

    assert with_it - without <= {step.code for step in rows(protocol, method="retinoid")}
    assert with_it - without
