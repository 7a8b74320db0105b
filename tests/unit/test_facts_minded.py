"""Which answers a doctor is shown first: what a rule that is in force warns of."""

from consultations.presenters.facts import warned_of
from treatments.engine.documents import Document
from treatments.engine.protocol import Protocol
from treatments.protocol_file import read_protocol


def with_off(document: Document, *codes: str) -> Protocol:
    rules = tuple(rule.model_copy(update={"off": True}) if rule.code in codes else rule for rule in document.rules)
    return Protocol.of_draft(document.model_copy(update={"rules": rules}))


def test_a_rule_that_is_off_warns_of_no_answer():
    document = read_protocol("treatments/protocols/milia.yaml").document
    codes = [rule.code for rule in document.rules if rule.effect in ("red_flag", "exclusion", "caution")]
    known = warned_of(with_off(document))

    assert known
    assert warned_of(with_off(document, *codes)) == frozenset()
    assert warned_of(with_off(document, codes[0])) <= known
