"""How a draft's cases stand: pass, changed or fail, against what is expected and against what is live."""

import pytest

from treatments.engine.answers import Answers
from treatments.engine.cases import answers_of, run_cases
from treatments.engine.protocol import Protocol
from treatments.protocol_file import read_protocol
from treatments.workbench.cases.casing import Counts, State, fitting, standings

PROTOCOL = read_protocol("treatments/protocols/milia.yaml")
CASES = len(PROTOCOL.document.cases)


def but(protocol=PROTOCOL, **lists):
    """The protocol with some of its parts in place of those with the same name."""
    document = protocol.document.model_copy(update=lists)
    return Protocol.of_draft(document)


def with_rule(code, protocol=PROTOCOL, **differs):
    rules = tuple(rule.model_copy(update=differs) if rule.code == code else rule for rule in protocol.document.rules)
    return but(protocol, rules=rules)


def with_case(number, protocol=PROTOCOL, **differs):
    cases = tuple(c.model_copy(update=differs) if c.id == number else c for c in protocol.document.cases)
    return but(protocol, cases=cases)


def state(draft, live, number):
    return standings(draft, live).by_id[number].state


def test_all_pass_while_the_draft_is_what_is_live():
    assert standings(PROTOCOL, PROTOCOL).counts == Counts(passes=CASES, changed=0, fails=0)


def test_a_protocol_of_which_nothing_is_live_is_measured_by_what_is_expected_alone():
    assert standings(PROTOCOL, None).counts == Counts(passes=CASES, changed=0, fails=0)


@pytest.mark.parametrize("rule", PROTOCOL.document.rules[::9], ids=lambda rule: rule.code)
def test_a_case_fails_exactly_where_publishing_would_be_refused(rule):
    draft = with_rule(rule.code, off=True)
    agreeing = {result.id: result.agrees for result in run_cases(draft)}

    found = standings(draft, PROTOCOL).by_id
    assert {number: found[number].state != State.FAIL for number in agreeing} == agreeing


def test_a_rule_that_is_switched_off_makes_the_cases_that_hang_on_it_fail_and_no_other():
    draft = with_rule("NT-01", off=True)
    assert state(draft, PROTOCOL, "D01") == State.FAIL
    assert state(draft, PROTOCOL, "D04") == State.AGREES


def test_the_new_result_accepted_is_changed_until_it_is_live():
    draft = with_rule("NT-01", off=True)
    now = standings(draft, PROTOCOL).by_id["D01"].draft[0]
    expected = (
        PROTOCOL.document.cases[0]
        .expect[0]
        .model_copy(
            update={
                "outcome": now.outcome,
                "method": now.method,
                "fired": (),
                "excluded": now.weighed.excluded,
                "needs": now.needs,
                "cautions": now.cautions,
            }
        )
    )
    accepted = with_case("D01", draft, expect=(expected,))

    assert state(accepted, PROTOCOL, "D01") == State.CHANGED
    assert state(accepted, accepted, "D01") == State.AGREES


def test_a_case_that_the_live_release_has_not_is_changed():
    new = PROTOCOL.document.cases[3].model_copy(update={"id": "D99"})
    draft = but(cases=(*PROTOCOL.document.cases, new))
    assert state(draft, PROTOCOL, "D99") == State.CHANGED
    assert standings(draft, PROTOCOL).counts == Counts(passes=CASES, changed=1, fails=0)


def test_what_the_case_does_not_expect_and_changed_all_the_same_is_seen():
    """An add-on stands in no expectation."""
    add_on = next(rule for rule in PROTOCOL.document.rules if rule.effect == "add_on")
    draft = with_rule(add_on.code, when="")
    changed = [each.case.id for each in standings(draft, PROTOCOL).cases if each.state == State.CHANGED]
    assert changed


def test_an_answer_that_the_live_release_does_not_know_is_left_out_and_named():
    question = PROTOCOL.document.questions[-1].model_copy(update={"key": "new_one", "number": 999})
    draft = but(questions=(*PROTOCOL.document.questions, question))
    value = {"new_one": "x"} if question.type == "text" else {"new_one": question.options[0].value}
    case = PROTOCOL.document.cases[3]
    part = (
        {"person": {**case.person, **value}} if question.about == "person" else {"areas": ({**case.areas[0], **value},)}
    )
    found = standings(with_case(case.id, draft, **part), PROTOCOL).by_id[case.id]

    assert (found.live_lacks, found.state) == (("new_one",), State.AGREES)


def test_an_answer_that_the_live_release_does_not_offer_is_left_out_and_named():
    case = PROTOCOL.document.cases[3]
    answers = answers_of(PROTOCOL, case)
    odd = Answers(answers.person, ({**answers.areas[0], "count": "12_dozen"},))
    kept, lacking = fitting(PROTOCOL, odd)

    assert lacking == ("count",)
    assert "count" not in kept.areas[0]


def test_answers_that_fit_are_handed_on_unchanged():
    for case in PROTOCOL.document.cases:
        answers = answers_of(PROTOCOL, case)
        assert fitting(PROTOCOL, answers) == (answers, ())
