"""What reads a question, an answer, a method, a source, a policy or a rule: nothing that would break is left out."""

from pathlib import Path

import pytest

from treatments.engine.checking import faults_besides_languages
from treatments.engine.documents import BadDocument, plain, read_document
from treatments.protocol_file import read_protocol
from treatments.uses import Use, uses_in, uses_of

MILIA = read_protocol(Path(__file__).parents[2] / "treatments/protocols/milia.yaml").document
USES = uses_in(MILIA)


def codes(parts, code, by):
    return {use.code for use in uses_of(MILIA, parts, code) if use.parts == by}


def test_a_question_is_used_by_the_rules_that_read_it_or_ask_for_it():
    readers = {
        rule.code
        for rule in MILIA.rules
        if "pregnancy" in f"{getattr(rule, 'when', '')} {getattr(rule, 'unless', '')}".replace("(", " ").split()
        or "pregnancy" in getattr(rule, "keys", ())
    }
    assert codes("questions", "pregnancy", "rules") == readers
    assert "EX-04" in readers


def test_a_number_worked_out_from_a_date_counts_as_a_use_of_the_date():
    assert Use("questions", "guardian_present", "shown_when") in uses_of(MILIA, "questions", "date_of_birth")
    assert ("questions", "age_years") not in USES


def test_skip_logic_contradictions_aftercare_cases_and_what_is_expected_are_uses():
    assert codes("questions", "isotretinoin", "questions") == {"isotretinoin_months"}
    assert codes("questions", "isotretinoin", "conflicts")
    assert any(use.parts == "aftercare" for uses in USES.values() for use in uses if use.field == "when")
    needed = {case.id for case in MILIA.cases for expect in case.expect if "isotretinoin" in expect.needs}
    assert needed <= {use.code for use in uses_of(MILIA, "questions", "isotretinoin") if use.field == "expect"}


def test_what_the_protocol_itself_asks_is_a_use():
    assert codes("questions", "area", "protocol") >= {"face_map", "typical_patient"}
    assert codes("questions", "photo_consent", "protocol") >= {"photo_consent"}
    assert codes("questions", "exam", "protocol") >= {"examination"}
    assert codes("options", "exam.confirmed_milia", "protocol") >= {"examination"}
    assert codes("options", "area.eyelid_margin", "protocol") >= {"face_map"}
    assert codes("options", "photo_consent.yes", "protocol") >= {"photo_consent"}
    assert MILIA.consent and "age_years" in MILIA.consent.guardian_when
    assert codes("questions", "date_of_birth", "protocol") >= {"consent"}


def test_a_policy_a_source_a_method_and_a_rule_name_their_users():
    relaxed = {rule.code: under.policy for rule in MILIA.rules for under in getattr(rule, "relaxed_by", ())}
    for code, policy in relaxed.items():
        assert code in codes("policies", policy, "rules")
    for source in MILIA.sources:
        assert codes("sources", source.code, "rules") == {r.code for r in MILIA.rules if source.code in r.sources}
    assert codes("methods", "peel", "aftercare") == {s.code for s in MILIA.aftercare if "peel" in s.methods}
    blamed = {r.when_only_excluded_by: r.code for r in MILIA.rules if getattr(r, "when_only_excluded_by", None)}
    for code, by in blamed.items():
        assert by in codes("rules", code, "rules")


def test_each_use_stands_once_and_nothing_uses_itself():
    for (parts, code), uses in USES.items():
        assert len(set(uses)) == len(uses)
        assert all((use.parts, use.code) != (parts, code) for use in uses)


def without(parts, code):
    """None where the document would lose its shape."""
    raw = plain(MILIA)
    if parts == "options":
        key, value = code.split(".")
        question = next(each for each in raw["questions"] if each["key"] == key)
        question["options"] = [option for option in question["options"] if option["value"] != value]
    else:
        name = "key" if parts in ("questions", "methods", "policies") else "code"
        raw[parts] = [each for each in raw[parts] if each[name] != code]
    try:
        return read_document(raw)
    except BadDocument:
        return None


PARTS = [
    *[("questions", question.key) for question in MILIA.questions],
    *[("methods", method.key) for method in MILIA.methods],
    *[("sources", source.code) for source in MILIA.sources],
    *[("policies", policy.key) for policy in MILIA.policies],
]
ANSWERS = [("options", f"{q.key}.{option.value}") for q in MILIA.questions for option in q.options][::4]


@pytest.mark.parametrize(("parts", "code"), PARTS + ANSWERS)
def test_what_nothing_uses_can_go_and_what_would_break_something_is_used(parts, code):
    rest = without(parts, code)
    breaks = rest is not None and bool(faults_besides_languages(rest))
    assert not breaks or (parts, code) in USES
