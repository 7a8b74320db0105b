"""The questions of a visit on screens: each due one on exactly one, in order, never a private one beside others."""

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultations.answering import with_answer
from consultations.demo.answering import first_offered, value_for
from consultations.intake import questions
from consultations.intake.screens import Layout, in_order, is_for, next_open, screens
from treatments.engine.asking import is_adaptive
from treatments.engine.cases import answers_of
from treatments.engine.protocol import Protocol
from treatments.engine.readings import UNANSWERED, UNKNOWN
from treatments.protocol_file import read_protocol

AGES = (0.1, 1, 7, 11, 12, 17, 18, 34, 61, 95)
MOST_SCREENS = 16
BORN = "2000-01-01"
LAYOUTS = pytest.mark.parametrize("layout", Layout)
PROTOCOL = read_protocol("treatments/protocols/milia.yaml")
FACE_MAP = PROTOCOL.document.face_map
WITHOUT_A_MAP = Protocol.compile(PROTOCOL.document.model_copy(update={"face_map": None}))


def adaptive():
    policies = tuple(
        policy.model_copy(update={"chosen": "adaptive"}) if policy.key == "intake_asks" else policy
        for policy in PROTOCOL.document.policies
    )
    return Protocol.compile(PROTOCOL.document.model_copy(update={"policies": policies}))


ADAPTIVE = adaptive()


def begun(age, areas=1):
    return {"person": {"date_of_birth": BORN, "age_years": age}, "areas": [{} for _ in range(areas)]}


def values(question):
    offered = [option.value for option in question.options]
    also = [UNANSWERED, *([UNKNOWN] if question.offers_unknown else [])]
    if question.type == "one":
        return st.sampled_from([*offered, *also])
    if question.type == "multi":
        return st.sampled_from([*([each] for each in offered), *also])
    if question.type == "number":
        return st.sampled_from([question.minimum, question.maximum, *also])
    return st.just(UNANSWERED)


@st.composite
def visits(draw):
    """Somebody of any age with up to three places, and any of the questions answered in any way."""
    answers = begun(draw(st.sampled_from(AGES)), draw(st.integers(1, 3)))
    for question in PROTOCOL.document.questions:
        places = [None] if question.about == "person" else range(1, len(answers["areas"]) + 1)
        for place in places:
            if not question.derives and draw(st.booleans()):
                answers = with_answer(answers, question.key, draw(values(question)), place)
    return answers


def numbered(protocol):
    return {question.key: question.number for question in protocol.document.questions}


@LAYOUTS
@pytest.mark.parametrize("protocol", [PROTOCOL, WITHOUT_A_MAP, ADAPTIVE], ids=["all", "without a map", "adaptive"])
@settings(max_examples=60, deadline=None)
@given(answers=visits())
def test_every_question_that_is_due_stands_on_exactly_one_screen(protocol, layout, answers):
    due = [asked for asked in questions.path(protocol, answers) if is_for(asked.question, layout)]
    shown = [asked for screen in screens(protocol, answers, layout) for asked in screen.asked]

    assert sorted(map(str, (asked.place for asked in shown))) == sorted(map(str, (asked.place for asked in due)))


@LAYOUTS
@settings(max_examples=60, deadline=None)
@given(answers=visits())
def test_screens_have_addresses_of_their_own_and_none_is_empty(layout, answers):
    found = screens(PROTOCOL, answers, layout)

    assert len({screen.address for screen in found}) == len(found)
    assert all(screen.asked and set(screen.asked) <= set(screen.possible) for screen in found)


@LAYOUTS
def test_the_order_is_that_of_the_questions_and_each_place_is_one_block(layout):
    found = screens(PROTOCOL, begun(34, areas=2), layout)
    number = numbered(PROTOCOL)
    first = [min(number[asked.question.key] for asked in screen.possible) for screen in found]
    place = [screen.area_number or 0 for screen in found]

    for each in (0, 1, 2):
        block = [at for at, where in zip(first, place, strict=True) if where == each]
        assert block == sorted(block)
    areas = [where for where in place if where]
    assert areas == sorted(areas) and set(areas) == {1, 2}
    start = place.index(1)
    assert place[start : start + len(areas)] == areas
    assert found[start - 1].is_map


def test_the_desk_has_a_screen_for_each_part():
    found = [screen.address for screen in screens(PROTOCOL, begun(34, areas=2), Layout.PARTS)]

    parts = [("bumps", 1), ("bumps", 2), ("warning_signs", None), ("health", None), ("wishes", None)]
    assert found == [("who", None), (FACE_MAP.place, None), *parts]


def walked(protocol, answers, layout, answer):
    """The addresses of all screens met on the way, each answered whole until nothing is open."""
    met = []
    while screen := next_open(screens(protocol, answers, layout), answers):
        met += [screen.address] if screen.address not in met else []
        open_ones = [asked for asked in screen.in_sight(answers) if not questions.is_met(answers, asked)]
        assert open_ones
        for asked in open_ones:
            answers = with_answer(answers, asked.question.key, answer(asked) or UNANSWERED, asked.area_number)
    return met, answers


def anything(asked):
    return first_offered(asked.question)


@pytest.mark.parametrize("age", AGES)
def test_a_patient_of_any_age_meets_at_most_sixteen_screens(age):
    met, answers = walked(PROTOCOL, begun(age), Layout.ONE_THING, anything)

    assert len(screens(PROTOCOL, answers, Layout.ONE_THING)) + 1 <= MOST_SCREENS
    assert len(met) + 1 <= MOST_SCREENS


@pytest.mark.parametrize("case", [case for case in PROTOCOL.document.cases if case.id <= "D30"], ids=lambda it: it.id)
def test_a_patient_with_the_answers_of_a_case_meets_at_most_sixteen_screens_for_one_place(case):
    said = answers_of(PROTOCOL, case)
    start = begun(said.person["age_years"], areas=len(said.areas))
    met, _answers = walked(PROTOCOL, start, Layout.ONE_THING, partial(value_for, PROTOCOL, given=said))

    about_more_places = [address for address in met if (address[1] or 1) > 1]
    assert len(met) - len(about_more_places) + 1 <= MOST_SCREENS


@pytest.mark.parametrize("age", AGES)
def test_what_is_private_shares_no_screen_with_what_is_not_when_the_patient_answers(age):
    for screen in screens(PROTOCOL, begun(age, areas=2), Layout.ONE_THING):
        assert len({asked.question.private for asked in screen.possible}) == 1


@settings(max_examples=60, deadline=None)
@given(answers=visits())
def test_what_the_desk_or_a_nurse_has_to_see_is_never_asked_of_the_patient(answers):
    for screen in screens(PROTOCOL, answers, Layout.ONE_THING):
        assert all("patient" in asked.question.asked_by for asked in screen.possible)


def test_the_desk_can_answer_whatever_an_intake_asks():
    asked = {question.key for question in in_order(PROTOCOL) if questions.is_asked_in_intake(question)}
    found = screens(PROTOCOL, begun(34), Layout.PARTS) + screens(PROTOCOL, begun(0.3), Layout.PARTS)

    assert {each.question.key for screen in found for each in screen.possible} == asked


def in_sight(answers, layout=Layout.PARTS):
    (screen,) = [each for each in screens(PROTOCOL, answers, layout) if any(_is_follow_up(a) for a in each.possible)]
    return screen, {asked.question.key for asked in screen.in_sight(answers)}


def _is_follow_up(asked):
    return asked.question.key == "isotretinoin_months"


@LAYOUTS
def test_a_follow_up_waits_for_what_it_follows_and_goes_with_it(layout):
    open_still = begun(34)
    stopped = with_answer(open_still, "isotretinoin", "stopped", None)
    never = with_answer(open_still, "isotretinoin", "never", None)
    skipped = with_answer(open_still, "isotretinoin", UNANSWERED, None)

    screen, seen = in_sight(open_still, layout)
    assert "isotretinoin_months" not in seen and "isotretinoin" in seen
    assert not screen.is_met(open_still)
    assert "isotretinoin_months" in in_sight(stopped, layout)[1]
    assert "isotretinoin_months" in in_sight(skipped, layout)[1]
    assert "isotretinoin_months" not in in_sight(never, layout)[1]


class TestAnIntakeThatAsksOnlyWhatMatters:
    def test_is_one(self):
        assert is_adaptive(ADAPTIVE) and not is_adaptive(PROTOCOL)

    @LAYOUTS
    def test_shows_fewer_questions_and_ends(self, layout):
        _met, all_said = walked(PROTOCOL, begun(34), layout, anything)
        _met, fewer = walked(ADAPTIVE, begun(34), layout, anything)

        assert next_open(screens(ADAPTIVE, fewer, layout), fewer) is None
        assert len(fewer["person"]) + len(fewer["areas"][0]) < len(all_said["person"]) + len(all_said["areas"][0])

    @LAYOUTS
    @pytest.mark.parametrize("age", AGES)
    def test_ends_however_much_is_skipped(self, layout, age):
        _met, answers = walked(ADAPTIVE, begun(age), layout, lambda asked: None)

        assert next_open(screens(ADAPTIVE, answers, layout), answers) is None

    def test_keeps_what_was_answered_to_be_read_and_changed(self):
        answers = with_answer(begun(34), "smoker", "no", None)
        shown = [asked.question.key for screen in screens(ADAPTIVE, answers, Layout.PARTS) for asked in screen.asked]

        assert "smoker" in shown
