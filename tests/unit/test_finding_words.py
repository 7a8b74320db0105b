"""Every kind of finding is said in words."""

from treatments.engine.checks import KINDS
from treatments.workbench.checks.finding_words import _SENTENCES, TITLES


def test_every_kind_of_finding_has_a_title_and_a_sentence():
    assert set(TITLES) == set(_SENTENCES) == set(KINDS)
