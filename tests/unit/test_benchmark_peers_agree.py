"""What `make bench` compares is the same question to everybody; nothing here looks at a clock."""

import pytest

from benchmarks import hand_written, ours, peers
from benchmarks.engine import wrong
from benchmarks.evaluator import Evaluator
from benchmarks.rule_sets import answer_sets, published, synthetic
from treatments.engine.truth import NOT_KNOWN

RULE_SETS = [synthetic(60), published()]


def everybody(rule_set):
    found = [*ours.evaluators(rule_set), hand_written.evaluator(rule_set, unknowns=True)]
    return [*found, *(one for one in peers.evaluators(rule_set, unknowns=True) if isinstance(one, Evaluator))]


@pytest.mark.parametrize("rule_set", RULE_SETS, ids=lambda rule_set: rule_set.name)
@pytest.mark.parametrize("unanswered", [0.0, 0.1, 0.4])
def test_every_engine_that_is_installed_gives_the_truths_of_the_plain_interpreter(rule_set, unanswered):
    asked = answer_sets(rule_set, 12, unanswered)
    expected = [ours.reference(rule_set, answers) for answers in asked]

    assert {one.name: wrong(one, asked, expected) for one in everybody(rule_set)} == dict.fromkeys(
        (one.name for one in everybody(rule_set)), ""
    )


def test_an_engine_that_takes_unanswered_for_no_is_called_wrong_and_not_timed():
    rule_set = synthetic(60)
    asked = answer_sets(rule_set, 12, 0.4)
    expected = [ours.reference(rule_set, answers) for answers in asked]

    def unknown_is_no(answers):
        return tuple(0 if truth == NOT_KNOWN else truth for truth in ours.reference(rule_set, answers))

    careless = Evaluator("careless", unknown_is_no, tuple)

    assert wrong(careless, asked, expected) == "WRONG on 12 of 12 answer sets"


def test_the_made_up_rules_and_answers_are_the_same_on_every_run():
    assert synthetic(60) == synthetic(60)
    assert answer_sets(synthetic(60), 3, 0.1) == answer_sets(synthetic(60), 3, 0.1)
