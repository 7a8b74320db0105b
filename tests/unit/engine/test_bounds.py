"""Days no sheet can name and texts no column can keep are faults of a draft; a release that has them is still read."""

import pytest

from tests.integration.sample_protocol import values
from treatments.engine.checking import faults_besides_languages, faults_besides_words
from treatments.engine.documents import read_document


def changed(parts, **differs):
    raw = values()
    raw[parts][0] |= differs
    return read_document(raw)


@pytest.mark.parametrize(
    ("parts", "differs", "place"),
    [
        ("aftercare", {"from_day": 10_000_000}, "from_day"),
        ("aftercare", {"from_day": 0, "to_day": -10_000_000}, "to_day"),
        ("aftercare", {"from_day": 3, "to_day": 2}, "to_day"),
        ("methods", {"term": "x" * 121}, "term"),
    ],
)
def test_what_no_sheet_and_no_column_can_hold_is_a_fault_at_its_place(parts, differs, place):
    document = changed(parts, **differs)
    found = [fault[0] for fault in faults_besides_languages(document)]
    assert (parts, 0, place) in found
    assert all(each[:2] == (parts, 0) for each in found)
    assert faults_besides_words(document) == []
    assert faults_besides_languages(read_document(values())) == []
