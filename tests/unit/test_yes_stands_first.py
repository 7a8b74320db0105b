"""In a list of lines to be answered yes or no, "Yes" stands in the same place on every line."""

from datetime import date

import pytest

from consultations.intake.forms import QuestionForm
from consultations.presenters.words import Words
from treatments.protocol_file import read_protocol

PROTOCOL = read_protocol("treatments/protocols/milia.yaml")
WORDS = Words.of(PROTOCOL, "en")
LINES = [q.key for q in PROTOCOL.document.questions if {WORDS.say(o.label) for o in q.options} == {"Yes", "No"}]


@pytest.mark.parametrize("key", LINES)
def test_yes_comes_before_no_whatever_the_value_behind_it(key):
    form = QuestionForm(question=PROTOCOL.questions[key], words=WORDS, today=date(2026, 3, 1))
    labels = [str(label) for _value, label in form.fields["answer"].choices]
    assert labels[:2] == ["Yes", "No"]


def test_there_are_such_lines_with_values_other_than_yes():
    values = {option.value for key in LINES for option in PROTOCOL.questions[key].options}
    assert values - {"yes", "no"}
