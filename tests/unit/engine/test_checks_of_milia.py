"""What the checks find in the milia protocol as it is published, each with why it stays."""

from time import process_time

import pytest

from treatments.engine.checks import findings_of
from treatments.protocol_file import read_protocol

from .conftest import MILIA
from .shown_by import why_not_shown

LONGEST = 5  # seconds of one busy core, from nothing; it takes a tenth of one

MEANT = {
    # The red flag for a sudden crop needs a weak immune system only where there are few bumps; a blank one holds laser.
    ("unknown_not_handled", ("RF-11",), ("immune_status",)),
    # Who does not say whether they want treatment is still shown what there is; the doctor asks.
    ("unknown_not_handled", ("NT-02",), ("wants_treatment",)),
    # Skipped only after the doctor has confirmed milia, which lifts the must-haves: the wait is then their advice.
    ("unknown_not_handled", ("NT-03", "NT-05"), ("onset",)),
    ("unknown_not_handled", ("NT-03", "NT-04", "NT-05"), ("duration",)),
    # A child under four with a bump on the lid who cannot keep still: examined, not treated.
    ("no_method_left", ("EX-25", "EX-27", "EX-28"), ("age_years", "can_keep_still", "area")),
}


def test_the_milia_protocol_has_the_findings_that_were_looked_at_and_no_others():
    began = process_time()
    found = findings_of(read_protocol(MILIA))
    assert process_time() - began < LONGEST
    assert {(each.kind, each.rules, each.keys) for each in found} == MEANT


@pytest.mark.parametrize("at", range(len(MEANT)))
def test_each_of_them_shows_a_patient(milia, at):
    finding = findings_of(milia)[at]
    assert finding.example is not None
    assert why_not_shown(milia, finding) is None
