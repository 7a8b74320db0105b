"""What a method needs written beside it: the fields are the protocol's, and every one may be left out."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.forms.plan_details import PlanDetailsForm, details_form
from consultations.policies.details import why_not_details
from consultations.presenters.plan import details
from tests.integration.clinic_factory import milia
from treatments.engine.protocol import Protocol

PROTOCOL = Protocol.compile(milia())
FIELDS = {method.key: method.plan_fields for method in milia().methods}


def form_of(method, data, **more):
    return PlanDetailsForm(data, fields=FIELDS[method], **more)


@pytest.mark.parametrize("method", FIELDS)
def test_every_field_of_every_method_may_stay_empty(method):
    form = form_of(method, {})

    assert form.is_valid()
    assert form.details() == {}
    assert why_not_details(PROTOCOL, method, {}) is None


def test_what_was_said_is_stored_by_key_and_read_in_words():
    form = form_of("peel", {"strength": "30", "sessions": "4", "test_spot": "yes"})

    assert form.is_valid(), form.errors
    assert form.details() == {"strength": 30, "sessions": 4, "test_spot": "yes"}
    said = [(each.label, each.words) for each in details(PROTOCOL, "peel", form.details())]
    assert said == [("Strength", "30 %"), ("Sessions planned", "4"), ("Test spot first", "Yes")]


@pytest.mark.parametrize("typed", ["0", "71", "-1", "3e1", "30.5", "many"])
def test_a_strength_out_of_its_limits_is_refused_by_the_form(typed):
    assert not form_of("peel", {"strength": typed}).is_valid()


@pytest.mark.parametrize(
    ("method", "said", "why"),
    [
        ("peel", {"strength": 71}, "from 1 to 70"),
        ("peel", {"strength": True}, "write a number"),
        ("peel", {"strength": "30"}, "write a number"),
        ("peel", {"strength": float("nan")}, "from 1 to 70"),
        ("peel", {"numbing": "cream"}, "not belong to this treatment"),
        ("extraction", {"numbing": "hammer"}, "one of those offered"),
        ("extraction", {"numbing": ""}, "leave it out"),
        ("", {"numbing": "cream"}, "not belong to this treatment"),
    ],
)
def test_a_detail_that_cannot_stand_there_is_refused_by_the_policy(method, said, why):
    assert why in why_not_details(PROTOCOL, method, said)


@given(method=st.sampled_from(sorted(FIELDS)), typed=st.dictionaries(st.text(max_size=12), st.text(max_size=6)))
def test_whatever_the_form_takes_the_policy_takes(method, typed):
    known = [field.key for field in FIELDS[method]]
    sent = dict(zip(known, typed.values(), strict=False)) | typed
    form = form_of(method, sent)

    if form.is_valid():
        assert why_not_details(PROTOCOL, method, form.details()) is None
        assert set(form.details()) <= set(known)


def visit(mark):
    regions = {"ICR": mark, "OCR": {"state": "some", "count": 2}, "CHN": {"state": "some", "count": 9}}
    return SimpleNamespace(
        release=RELEASE,
        face_map={"version": 1, "regions": regions, "others": {}},
        answers={"person": {}, "areas": [{"area": "cheek"}, {"area": "chin_jaw"}]},
    )


RELEASE = SimpleNamespace(slug="milia", number=0, sha256="", document="")


@pytest.fixture(autouse=True)
def compiled_once(monkeypatch):
    monkeypatch.setattr("consultations.forms.plan_details.compiled", lambda release: PROTOCOL)


def test_the_number_of_spots_begins_with_what_was_counted_on_the_map():
    assert details_form(visit({"state": "some", "count": 4}), 1, "extraction")["spots"].value() == 6
    assert details_form(visit({"state": "some", "count": 4}), 2, "extraction")["spots"].value() == 9


@pytest.mark.parametrize(
    "mark", [{"state": "some"}, {"state": "some", "count": 2, "most": 5}, {"state": "some", "count": None}]
)
def test_of_a_number_that_nobody_counted_none_is_made(mark):
    assert details_form(visit(mark), 1, "extraction")["spots"].value() is None


def test_what_was_decided_before_stands_there_again():
    form = details_form(visit({"state": "some", "count": 4}), 1, "extraction", given={"numbing": "cream"})
    assert form["spots"].value() is None
    assert form["numbing"].value() == "cream"


def test_two_places_on_one_page_do_not_share_a_field():
    names = [details_form(visit({"state": "some"}), number, "extraction")["spots"].html_name for number in (1, 2)]
    assert names == ["details-1-spots", "details-2-spots"]
