"""Which aftercare goes with a plan. The steps are data of the protocol; the tests are about how they are chosen."""

from datetime import date, timedelta
from itertools import permutations

import pytest

from consultations.aftercare import Treated, steps
from consultations.answering import suggestion_for
from consultations.presenters.aftercare import groups
from treatments.care_steps import when
from treatments.engine.documents import AftercareStep
from treatments.protocol_file import read_protocol

TODAY = date(2026, 3, 1)
NEW_IN_FORMAT_2 = {"add_on", "from_day", "to_day"}
PLACES = {1: "Cheek", 2: "Forehead"}


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


def test_a_step_that_stands_for_another_is_for_the_places_of_both(protocol, aftercare):
    topics = {step.code: step.topic for step in protocol.document.aftercare}
    for pair in permutations(protocol.methods, 2):
        due = [*rows(protocol, method=pair[0]), *rows(protocol, method=pair[1])]
        for step in aftercare(*pair):
            like = [row for row in due if row.topic and (row.kind, row.topic) == (step["kind"], topics[step["code"]])]
            if len({row.methods for row in like}) > 1 and not step["urgent"]:
                assert step["areas"] == [1, 2]


def plan(protocol, *methods, add_on=""):
    def name(key):
        return protocol.methods[key].name["en"] if key else ""

    return [
        {
            "area_number": number,
            "area": PLACES[number],
            "method": method,
            "method_name": name(method),
            "variant": "",
            "variant_name": "",
            "add_on": add_on,
            "add_on_name": name(add_on),
        }
        for number, method in enumerate(methods, 1)
    ]


def texts(group):
    """Every line of every part of the group."""
    doing = [step.text for stage in group.stages for step in stage.steps]
    return [*doing, *group.normal, *group.call, *group.call_now]


def test_no_step_of_one_method_stands_without_its_place_beside_another_method(protocol, aftercare):
    for pair in permutations([*protocol.methods, ""], 2):
        lines, found = plan(protocol, *pair), aftercare(*pair)
        places = {1: f"{PLACES[1]}: ", 2: f"{PLACES[2]}: "}
        shown = {group.heading: texts(group) for group in groups(lines, found, TODAY)}
        for heading, said in shown.items():
            of = {tuple(step["areas"]) for step in found if step["text"] in said}
            if heading == "For all places":
                assert (1, 2) in of
                continue
            assert heading.startswith((places[1], places[2])), (pair, heading)
            number = 1 if heading.startswith(places[1]) else 2
            assert said == [text for text in said if any(number in areas for areas in of)]
            assert (lines[number - 1]["method_name"] or "No treatment") in heading
        for step in found:
            heading = "For all places" if step["areas"] == [1, 2] else places[step["areas"][0]]
            assert any(step["text"] in said for name, said in shown.items() if name.startswith(heading))


def test_a_record_of_the_first_format_is_read_like_a_new_one(protocol, aftercare):
    lines, found = plan(protocol, "peel", "cryo"), aftercare("peel", "cryo")
    older = [{key: value for key, value in step.items() if key not in NEW_IN_FORMAT_2} for step in found]

    assert groups(lines, older, TODAY) == groups(lines, found, TODAY)


def test_one_method_on_two_places_needs_no_headings(protocol, aftercare):
    found = groups(plan(protocol, "extraction", "extraction"), aftercare("extraction", "extraction"), TODAY)

    assert [group.heading for group in found] == [""]


def test_two_places_of_one_name_are_told_apart(protocol, aftercare):
    lines = [line | {"area": "Cheek"} for line in plan(protocol, "peel", "cryo")]
    headings = {group.heading.partition(":")[0] for group in groups(lines, aftercare("peel", "cryo"), TODAY)}

    assert headings - {"For all places"} == {"Cheek (place 1)", "Cheek (place 2)"}


def test_an_add_on_begins_later_and_has_no_dates(protocol, aftercare):
    for method, add_on in permutations(protocol.methods, 2):
        found = aftercare(method, add_on=add_on)
        later = [step for step in found if step["add_on"]]
        now, after = groups(plan(protocol, method, add_on=add_on), found, TODAY)
        name = protocol.methods[add_on].name["en"]

        assert later
        assert {(step["from_on"], step["to_on"]) for step in later} == {(None, None)}
        assert (now.heading, after.heading) == ("", f"Later: {name}, when we tell you to begin")
        assert sorted(texts(after)) == sorted(step["text"] for step in later)
        assert not [stage.when for stage in after.stages if "Today" in stage.when or "Mar" in stage.when]


def test_an_add_on_of_one_place_names_it(protocol, aftercare):
    found = aftercare("extraction", "extraction", add_on="retinoid")
    steps_ = [step | {"areas": [2]} if step["add_on"] else step for step in found]
    lines = plan(protocol, "extraction", "extraction", add_on="retinoid")
    headings = [group.heading for group in groups(lines, steps_, TODAY)]

    assert headings[0] == "" and headings[1].startswith(f"Later, {PLACES[2]}: ")


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (0, 0, "On the day you begin"),
        (0, None, "From the day you begin on"),
        (0, 1, "Until 1 day after you begin"),
        (14, 42, "2 weeks to 6 weeks after you begin"),
        (84, None, "From 12 weeks after you begin on"),
        (84, 84, "12 weeks after you begin"),
        (10, 14, "10 days to 2 weeks after you begin"),
        (None, None, "At any time"),
    ],
)
def test_days_of_what_begins_later_are_counted_from_its_beginning(first, last, said):
    step = {"add_on": "cream", "timing": "", "from_on": None, "to_on": None, "from_day": first, "to_day": last}
    assert when(step, TODAY) == said


def test_an_add_on_brings_its_steps(protocol, aftercare):
    with_it, without = codes(aftercare("extraction", add_on="retinoid")), codes(aftercare("extraction"))

    assert with_it - without <= {step.code for step in rows(protocol, method="retinoid")}
    assert with_it - without
