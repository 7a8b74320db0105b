"""Two editors of one draft: what was called saved is there, of two saves of one page one counts, nothing gets lost."""

import random
from collections import Counter

import pytest

from tests.faults.rounds import figure, rounds
from tests.faults.two_doctors import WAYS, meet, stoppable
from tests.faults.two_editors import SAME_PAGE, STEPS, Editors, faults_of
from treatments.editing import changing

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
FEWEST_RULES = 4


@pytest.fixture
def editors(monkeypatch):
    monkeypatch.setattr(changing, "record", stoppable(changing.record))
    return Editors()


def one_pair(editors, chance, number):
    """Two steps from pages that both opened before, on one rule or on two."""
    began = editors.open()
    codes = [rule["code"] for rule in began.parts("rules")]
    one = chance.choice(codes)
    targets = [one, one if chance.random() < 0.6 else chance.choice(codes)]
    steps = [chance.choice(STEPS) for _ in targets]
    if len(codes) <= FEWEST_RULES:
        steps = ["undo" if step == "remove" else step for step in steps]
    works = [
        editors.step(who, step, code, began, f"Pair {number}, editor {who}.")
        for who, (step, code) in enumerate(zip(steps, targets, strict=True))
    ]
    return began, targets, meet(chance.choice(WAYS), *works, chance)


def test_of_a_thousand_meetings_none_loses_what_was_called_saved(editors):
    number, chance, wrong, counted = rounds(short=30, full=1000), random.Random(5), [], Counter()
    for each in range(number):
        began, targets, done = one_pair(editors, chance, each)
        faults = faults_of(editors, began, done, same_page=targets[0] == targets[1])
        wrong += [([step.step for step in done], targets, faults)] * bool(faults)
        counted["saved"] += sum(bool(step.is_done and step.edit) for step in done)
        counted["told of the other's version"] += sum(step.is_stale for step in done)
        counted["refused otherwise"] += sum(not step.is_done and not step.is_stale for step in done)

    figure("Two editors", {"meetings": number} | dict(counted) | {"wrong": len(wrong)})
    assert wrong == []
    assert counted["saved"] and counted["told of the other's version"]


class WhateverWasShown(str):
    def __ne__(self, _other):
        return False


def test_without_the_stamp_the_second_save_takes_away_the_first(editors, monkeypatch):
    """The control: the draft is still locked, but nobody asks which version the page showed."""
    monkeypatch.setattr(changing, "stamp_of", lambda _values: WhateverWasShown())
    chance, lost = random.Random(5), 0
    code = editors.open().parts("rules")[0]["code"]
    for each in range(4):
        began = editors.open()
        works = [editors.step(who, SAME_PAGE[who], code, began, f"{each} {who}") for who in (0, 1)]
        done = meet(WAYS[1], *works, chance)
        lost += "two saves of one page were both taken" in faults_of(editors, began, done, same_page=True)

    figure("Two editors, control without stamps", {"meetings": 4, "lost": lost})
    assert lost > 0
