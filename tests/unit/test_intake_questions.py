"""The way through the intake is worked out from protocol and answers, and never stored."""

import pytest

from consultations.answering import with_answer
from consultations.demo.answering import first_offered
from consultations.intake.questions import Asked, beside, is_shown, next_open, path, progress
from treatments.protocol_file import read_protocol


@pytest.fixture(scope="module")
def protocol():
    return read_protocol("treatments/protocols/milia.yaml")


def asked(protocol, *, areas=({},), **person):
    return [each.question.key for each in path(protocol, {"person": person, "areas": list(areas)})]


def walk(protocol, answers, answer=first_offered):
    """Answer everything that is due, one question after the other."""
    seen = []
    while step := next_open(protocol, answers):
        seen.append(step)
        answers = with_answer(answers, step.question.key, answer(step.question) or "unanswered", step.area_number)
    return seen, answers


def test_a_question_is_asked_until_it_is_known_not_to_be_due(protocol):
    assert "pregnancy" in asked(protocol, age_years=30)
    assert "pregnancy" in asked(protocol, age_years=30, sex="unanswered")
    assert "pregnancy" not in asked(protocol, age_years=30, sex="male")
    assert "pregnancy" not in asked(protocol, age_years=7, sex="female")


def test_a_baby_is_asked_little(protocol):
    assert len(asked(protocol, age_years=0.3)) < 15 < len(asked(protocol, age_years=30))


def test_who_wants_no_treatment_is_not_asked_about_medicines(protocol):
    assert "isotretinoin" not in asked(protocol, age_years=30, wants_treatment="no")
    assert "blistering_history" in asked(protocol, age_years=30, wants_treatment="no")


def test_questions_come_by_number_and_areas_as_blocks(protocol):
    way = path(protocol, {"person": {"age_years": 30}, "areas": [{}, {"count": "21_plus"}]})
    keys = [(each.area_number or 0, each.question.number) for each in way]
    block = [key for key in keys if key[0]]

    assert block == sorted(block)
    assert [key for key in keys if not key[0]] == sorted(key for key in keys if not key[0])
    assert {key[0] for key in block} == {1, 2}
    assert all(keys.index(block[0]) <= keys.index(key) <= keys.index(block[-1]) for key in block)


def test_what_is_asked_for_one_area_hangs_on_that_area(protocol):
    answers = {"person": {"age_years": 30}, "areas": [{"count": "1"}, {"count": "21_plus"}]}
    spread = protocol.questions["spread"]

    assert not is_shown(protocol, answers, Asked(spread, 1))
    assert is_shown(protocol, answers, Asked(spread, 2))


@pytest.mark.parametrize("age", [0.1, 1, 7, 11, 12, 17, 18, 34, 61, 95])
@pytest.mark.parametrize("skips", [False, True])
def test_the_way_ends_at_every_age_whether_answered_or_skipped(protocol, age, skips):
    start = {"person": {"date_of_birth": "2000-01-01", "age_years": age}, "areas": [{}, {}]}
    seen, answers = walk(protocol, start, (lambda question: None) if skips else first_offered)

    assert len(set(seen)) == len(seen)
    assert progress(protocol, answers).is_complete
    assert "age_years" not in {step.question.key for step in seen}


def test_back_and_onward_are_the_neighbours_on_the_way(protocol):
    answers = {"person": {"age_years": 30}, "areas": [{}]}
    way = path(protocol, answers)

    assert beside(way, way[0], -1) is None
    assert beside(way, way[-1], 1) is None
    assert all(beside(way, beside(way, each, 1), -1) == each for each in way[:-1])
    assert beside(way[1:], way[0], 1) is None
