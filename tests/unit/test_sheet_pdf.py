"""The sheet on paper: its pages, its words, its tags. Made from signed documents with the real aftercare."""

import io
import threading
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from tests.unit.made_up_records import CLOSED, PHONE, document, places, site
from tests.unit.sheets_read import (
    copied,
    lowest_ink,
    made,
    page_texts,
    pages,
    picture,
    read_aloud,
    sizes,
    tags,
    text,
)
from treatments.protocol_file import read_protocol

FOOT_OF_PAPER = 297 - 12


@pytest.fixture(scope="module")
def protocol():
    return read_protocol("treatments/protocols/milia.yaml")


@pytest.fixture(scope="module")
def treated(protocol):
    """The first method of the protocol, on one place."""
    return document(protocol, next(iter(protocol.methods)))


@pytest.fixture(scope="module")
def with_eye(protocol):
    """A place whose dangers do not wait."""
    return document(protocol, next(iter(protocol.methods)), area="under_eye")


@pytest.fixture(scope="module")
def child(protocol):
    return document(protocol, "", age_years=0.05, area="nose", duration="since_birth", infant_unwell="no")


# Pages


def test_every_method_fits_on_one_page_at_fourteen_points_with_its_face_and_its_code(protocol):
    for method in protocol.methods:
        pdf = made(document(protocol, method), where=places("LLL"))

        assert (method, pages(pdf)) == (method, 1)
        assert lowest_ink(pdf) <= FOOT_OF_PAPER
        assert {14.0, 12.0} <= sizes(pdf)


def test_nothing_is_smaller_than_twelve_points(protocol, child):
    for method in protocol.methods:
        assert min(sizes(made(document(protocol, method)))) == 12
    assert min(sizes(made(child))) == 12


def test_large_print_has_two_pages_with_the_box_to_call_on_top_of_the_second(protocol):
    for method in protocol.methods:
        pdf = made(document(protocol, method), large=True, where=places("LLL"))
        first, second = read_aloud(pdf)

        assert "What to do" in first
        assert "When to call us" not in first
        assert second.strip().startswith("When to call us")
        assert {18.0, 16.0} <= sizes(pdf)
        assert [page.count(PHONE) for page in page_texts(pdf)] == [1, 2], "at the foot of both pages, and in the box"


def test_in_large_print_even_a_short_sheet_has_the_box_on_its_second_page(child):
    first, second = read_aloud(made(child, large=True))

    assert "What is normal" in first
    assert second.strip().startswith("When to call us")


def test_a_plan_of_two_methods_flows_on_and_counts_its_pages(protocol):
    first, second, *_ = protocol.methods
    pdf = made(document(protocol, first, second, area=["cheek", "forehead"]))
    written, read = page_texts(pdf), read_aloud(pdf)

    assert len(written) == 2
    assert [f"Page {number} of 2" in page for number, page in enumerate(written, 1)] == [True, True]
    assert "Page 1 of 2" not in read[0], "the foot of a page is not read aloud in the middle of a sentence"


def test_a_table_that_goes_on_has_its_head_again(protocol):
    first, second, *_ = protocol.methods
    pdf = made(document(protocol, first, second, first, area=["cheek", "forehead", "nose"]))
    again = [page.count("What to do") for page in page_texts(pdf)]
    once = [page.count("What to do") for page in read_aloud(pdf)]

    assert sum(again) > sum(once) == 3


def test_a_sheet_of_one_page_does_not_count_pages(treated):
    assert "Page 1" not in text(made(treated))


def test_a_plan_that_is_short_is_not_crammed(child):
    assert lowest_ink(made(child)) > lowest_ink(made(child | {"aftercare": child["aftercare"][:2]})) > 60
    assert pages(made(child)) == 1


# Words


def test_it_says_who_what_when_and_where_to_call(treated):
    said = text(made(treated, where=places("LLL", "ICR")))

    for words in (
        "After your treatment",
        "JONES, Amy (Ms) Born 14-Jul-1985",
        "Sunday 22 November 2026, with Dr Rani Shah",
        "Where: 1 Lower eyelid, your left (2); 2 Cheek near the nose, your right (2).",
        "Your next visit: Tuesday 5 January 2027",
        "Sheet from release 12, checked by Dr Rani Shah on 22-Nov-2026. Large print: ask us.",
        "Pearl Skin Clinic, 1 Harbour Street, London.",
        f"When we are closed, call {CLOSED}",
    ):
        assert words in said
    assert said.count(PHONE) == 1


def test_what_cannot_wait_is_the_last_thing_in_the_box(with_eye):
    said = text(made(with_eye))
    urgent = [step["text"] for step in with_eye["aftercare"] if step.get("urgent")]

    assert urgent
    assert said.index("When to call us") < said.index("When we are closed") < said.index("Do not wait")
    assert all(said.index("Do not wait") < said.index(words) < said.index("Your next visit") for words in urgent)


def test_a_patient_with_nothing_done_has_a_sheet_of_the_visit(child):
    said = text(made(child))

    assert "After your visit" in said
    assert "What was done" not in said
    assert child["plan"][0]["notice"] in said


def test_without_a_phone_number_the_box_says_what_to_do_about_it(treated):
    said = text(made(treated | {"site": site(phone="", out_of_hours_phone="")}))

    assert "Ask us for our phone number before you leave." in said
    assert "When we are closed" not in said
    assert "Ask us for our phone number" not in text(made(treated))


def test_without_an_address_there_is_no_code(treated):
    pdf = made(treated, address="")

    assert "on your phone" not in text(pdf)
    assert "/Figure" not in [name for name, _alt in tags(pdf)]


def test_a_line_the_dermatologist_left_out_is_not_printed_and_a_changed_one_is(treated):
    left_out, changed = [step for step in treated["aftercare"] if step["kind"] == "do"][:2]
    new = {"text": "Use the ointment we gave you.", "edited": {"original": changed["text"]}}
    by_code = {left_out["code"]: left_out | {"left_out": True}, changed["code"]: changed | new}
    said = text(made(treated | {"aftercare": [by_code.get(step["code"], step) for step in treated["aftercare"]]}))

    assert left_out["text"] not in said
    assert changed["text"] not in said
    assert new["text"] in said


def test_what_was_done_in_the_dermatologists_own_words_is_said(child):
    line = child["plan"][0] | {"without_method": "something_else", "own_words": "Two spots opened with a warm tip"}

    assert "What was done: Two spots opened with a warm tip (Nose)." in text(made(child | {"plan": [line]}))


def test_a_very_long_clinic_and_words_without_a_space_stay_on_the_paper(treated):
    long = treated | {"site": site(name="Clinic " + "W" * 110, address="S" * 400)}
    for large in (False, True):
        pdf = made(long, large=large)
        edges = picture(pdf).convert("L").point(lambda light: 0 if light > 200 else 255).getbbox()

        assert edges[0] > 2 * 30
        assert edges[2] < 2 * (595 - 30)


# The file


def test_the_same_record_gives_the_same_bytes_and_the_signature_its_date(treated):
    pdf = made(treated)

    assert pdf == made(copied(treated))
    assert PdfReader(io.BytesIO(pdf)).metadata.creation_date == datetime(2026, 11, 22, 10, 20, tzinfo=UTC)
    later = copied(treated)
    later["signature"]["at"] = "2026-11-22T10:21:00+00:00"
    assert made(later) != pdf


def test_sheets_made_at_the_same_time_do_not_get_in_each_others_way(protocol, child):
    documents = [document(protocol, method) for method in protocol.methods] + [child]
    alone = [made(each) for each in documents]
    together = {}

    def make(number):
        together[number] = made(documents[number])

    threads = [threading.Thread(target=make, args=(number,)) for number in range(len(documents))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[number] for number in range(len(documents))] == alone
