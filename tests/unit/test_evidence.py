"""What docs/evidence.md says of the fewest questions is what the protocol gives today."""

from pathlib import Path

import pytest

from treatments.fewest import Saving, savings_of, table
from treatments.protocol_file import read_protocol

ROOT = Path(__file__).parents[2]
PROTOCOL = read_protocol(ROOT / "treatments/protocols/milia.yaml")


@pytest.fixture(scope="module")
def savings() -> list[Saving]:
    return savings_of(PROTOCOL)


def test_the_table_is_the_one_of_today(savings):
    assert table(savings) in (ROOT / "docs/evidence.md").read_text()


def test_every_case_ends_the_same_with_the_fewest_questions(savings):
    assert [saving.case.id for saving in savings if not saving.same] == []


def test_no_case_is_asked_more_and_the_best_first_asks_least(savings):
    assert all(saving.fewest <= saving.as_in_the_form <= saving.full for saving in savings)


def test_one_small_bump_needs_a_quarter_fewer_questions(savings):
    fewest = {saving.case.id: (saving.fewest, saving.full) for saving in savings}
    assert fewest["D04"][0] <= 0.77 * fewest["D04"][1]
