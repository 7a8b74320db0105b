"""What stops a method: who is asked twice, and what nobody chooses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.stopping import asks_twice, final_stops, is_stopped, stops
from tests.integration.clinic_factory import milia, typical
from treatments.engine.answers import Answers
from treatments.engine.form import area_as_json
from treatments.engine.protocol import Protocol
from treatments.engine.suggest import suggest

PROTOCOL = Protocol.compile(milia())
METHODS = tuple(PROTOCOL.methods)


def under(**chosen):
    policies = tuple(
        policy.model_copy(update={"chosen": chosen.get(policy.key, policy.chosen)}) for policy in milia().policies
    )
    return Protocol.compile(milia().model_copy(update={"policies": policies}))


NEVER = under(override_of_hard_stops="never")


def area(protocol=PROTOCOL, **differs):
    return area_as_json(suggest(protocol, typical(**differs)).areas[0])


@pytest.mark.parametrize(
    ("differs", "method", "twice"),
    [
        ({"area": "under_eye"}, "cryo", True),
        ({"area": "under_eye"}, "peel", False),
        ({"keloid_history": "yes"}, "peel", False),
        ({"keloid_history": "yes"}, "laser", False),
        ({"cold_condition": ["cold_urticaria"]}, "cryo", True),
        ({"active_infection_area": "yes"}, "extraction", True),
        ({"cold_condition": "unknown"}, "cryo", True),
        ({"symptoms": None}, "extraction", True),
        ({"symptoms": ["bleeding"]}, "extraction", True),
        ({"wants_treatment": "no"}, "extraction", False),
    ],
)
def test_only_what_may_do_grave_harm_or_is_not_known_is_asked_twice(differs, method, twice):
    found = area(**differs)

    assert is_stopped(found, method)
    assert asks_twice(PROTOCOL, found, method) is twice


def test_a_weak_stop_beside_one_that_nobody_knows_is_asked_twice():
    found = area(keloid_history="yes", active_infection_area="unknown")

    assert "peel" in found["excluded"]
    assert asks_twice(PROTOCOL, found, "peel")


def test_under_the_careful_position_a_grave_stop_is_final_and_a_weak_one_is_not():
    found = area(NEVER, area="under_eye")

    assert [stop["rule"] for stop in final_stops(NEVER, found, "cryo")] == ["EX-10"]
    assert final_stops(NEVER, found, "peel") == ()
    assert final_stops(PROTOCOL, found, "cryo") == ()


def test_what_would_be_final_is_final_while_nobody_knows():
    found = area(NEVER, cold_condition="unknown")

    assert [stop["rule"] for stop in final_stops(NEVER, found, "cryo")] == ["EX-13"]


VALUES = {
    question.key: [*(option.value for option in question.options), "unknown", None]
    for question in milia().questions
    if question.type == "one"
}


@given(st.fixed_dictionaries({}, optional={key: st.sampled_from(values) for key, values in VALUES.items()}))
def test_whatever_was_answered_a_grave_stop_is_asked_twice_and_final_where_the_clinic_says_so(differs):
    blanks = {key for key, value in differs.items() if value is None}
    given = typical(**{key: value for key, value in differs.items() if value is not None})
    person, place = ({k: v for k, v in part.items() if k not in blanks} for part in (given.person, given.areas[0]))
    found = area_as_json(suggest(PROTOCOL, Answers(person, (place,))).areas[0])

    for method in METHODS:
        grave = [s for s in stops(found, method) if s["kind"] == "exclusion" and _is_grave(s["rule"], method)]
        assert bool(final_stops(NEVER, found, method)) == bool(grave)
        if grave:
            assert is_stopped(found, method)
            assert asks_twice(PROTOCOL, found, method)
            assert found["method"] != method


def _is_grave(code, method):
    return method in PROTOCOL.rule(code).second_confirmation
