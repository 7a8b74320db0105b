"""A protocol that does not hang together is refused as a whole, each fault with its place."""

import copy

import pytest

from treatments.engine.answers import BadAnswers, read_answers
from treatments.engine.documents import BadDocument, plain, read_document
from treatments.engine.protocol import Protocol

SOMETIMES = {"value": "not_applicable", "label": {"en": "Only sometimes"}}


@pytest.fixture
def raw(milia):
    return copy.deepcopy(plain(milia.document))


def faults(raw):
    with pytest.raises(BadDocument) as refused:
        Protocol.compile(read_document(raw))
    return [(".".join(map(str, place)), reason) for place, reason in refused.value.faults]


def rule(raw, code):
    return next(rule for rule in raw["rules"] if rule["code"] == code)


def options(raw, key):
    return next(question for question in raw["questions"] if question["key"] == key)["options"]


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda raw: raw.update(format=99), "reads format 1"),
        (lambda raw: raw.update(surprise=1), "Extra inputs"),
        (lambda raw: raw["questions"].append(dict(raw["questions"][-1])), "stands twice"),
        (lambda raw: raw["rules"].append(dict(raw["rules"][0])), "“RF-01” stands twice"),
        (lambda raw: raw["methods"][0]["name"].pop("en"), "no text in “en”"),
        (lambda raw: raw["methods"][0]["name"].update(xx="?"), "not a language"),
        (lambda raw: rule(raw, "EX-04").update(methods=["surgery"]), "there is no “surgery”"),
        (lambda raw: rule(raw, "EX-04").update(sources=["NOWHERE"]), "there is no “NOWHERE”"),
        (lambda raw: rule(raw, "EX-04").update(when="pregnancy = maybe"), "does not offer “maybe”"),
        (lambda raw: rule(raw, "EX-04").update(when="pregnant = yes"), "no question gives “pregnant”"),
        (lambda raw: rule(raw, "EX-04").update(when="pregnancy = unknown"), "does not offer “unknown”"),
        (lambda raw: rule(raw, "EX-04").update(when="pregnancy < 5"), "is not a number"),
        (lambda raw: rule(raw, "EX-04").update(when="age_years > 500"), "goes from 0 to 120"),
        (lambda raw: rule(raw, "EX-04").update(when="symptoms = itch"), "this comparison fits"),
        (lambda raw: rule(raw, "EX-04").update(when="symptoms includes at least 3 of (itch, pain)"), "cannot hold"),
        (lambda raw: rule(raw, "EX-04").update(when="isotretinoin_policy = whenever"), "compared with its positions"),
        (lambda raw: rule(raw, "EX-06")["relaxed_by"][0].update(position="whenever"), "not a position"),
        (lambda raw: rule(raw, "IN-E1").update(weight=30), "less than or equal to 3"),
        (lambda raw: rule(raw, "NT-06").update(when_only_excluded_by="EX-99"), "there is no “EX-99”"),
        (lambda raw: raw["policies"][0].update(chosen="whenever"), "not one of its positions"),
        (lambda raw: raw["questions"][1].update(shown_when="priority = quick"), "“priority” is asked later"),
        (lambda raw: raw["cases"][0]["person"].update(sex="robot"), "not one of the answers offered"),
        (lambda raw: raw["cases"][0]["expect"].append({"outcome": "suggest"}), "one expectation for each area"),
        (lambda raw: options(raw, "sex")[0].update(value="unknown"), "“unknown” is no name for an answer"),
        (lambda raw: options(raw, "symptoms")[0].update(value="unanswered"), "“unanswered” is no name for an answer"),
        (lambda raw: options(raw, "smoker").append(SOMETIMES), "“not_applicable” is no name for an answer"),
        (lambda raw: rule(raw, "CA-14")["restricts"][0].update(variants=["tca"]), "has no variant “tca”"),
    ],
)
def test_a_fault_is_named_with_its_place(raw, spoil, reason):
    spoil(raw)

    assert any(reason in said and place for place, said in faults(raw)), faults(raw)


def test_all_faults_are_named_at_once(raw):
    rule(raw, "EX-04").update(when="pregnant = yes")
    rule(raw, "EX-05").update(when="pregnancy = never_mind")

    assert len(faults(raw)) == 2


def test_a_document_reads_back_from_what_it_is_written_as(milia):
    assert read_document(plain(milia.document)) == milia.document


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ([], ""),
        ({"people": {}}, ""),
        ({"person": []}, ""),
        ({"person": {"shoe_size": 4}}, "shoe_size"),
        ({"person": {"count": "1"}}, "count"),
        ({"person": {"sex": "F"}}, "sex"),
        ({"person": {"sex": True}}, "sex"),
        ({"person": {"age_years": "34"}}, "age_years"),
        ({"person": {"age_years": -1}}, "age_years"),
        ({"person": {"age_years": 121}}, "age_years"),
        ({"person": {"age_years": True}}, "age_years"),
        ({"person": {"isotretinoin_months": 2.5}}, "isotretinoin_months"),
        ({"person": {"cold_condition": "none"}}, "cold_condition"),
        ({"areas": [{"symptoms": ["none", "none"]}]}, "areas.0.symptoms"),
        ({"areas": [{"symptoms": ["headache"]}]}, "areas.0.symptoms"),
        ({"areas": [{"symptoms": [["none"]]}]}, "areas.0.symptoms"),
        ({"areas": [{"area": "cheek"}, {"area": "moon"}]}, "areas.1.area"),
        ({"areas": [{}] * 31}, "areas"),
    ],
)
def test_an_answer_that_was_not_offered_is_refused_with_its_place(milia, raw, place):
    with pytest.raises(BadAnswers) as refused:
        read_answers(milia, raw)

    assert place in refused.value.faults[0][0]
