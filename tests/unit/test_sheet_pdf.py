"""The sheet on paper: its pages, its words, its tags. Made from signed documents with the real aftercare."""

import io
import threading
from datetime import UTC, datetime

import pytest
import zxingcpp
from PIL import ImageChops, ImageOps, ImageStat
from pypdf import PdfReader

from consultations.face_map.names import region_name
from consultations.face_map.regions import REGIONS
from consultations.presenters.sheet_places import TreatedPlace
from consultations.sheet.face import face_svg
from tests.unit.made_up_records import CLOSED, PHONE, document, site
from tests.unit.sheets_read import (
    ADDRESS,
    copied,
    lowest_ink,
    made,
    page_texts,
    pages,
    picture,
    read_aloud,
    root,
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


def places(*codes):
    names = {code: region_name(REGIONS[code], for_patient=True) for code in codes}
    return tuple(TreatedPlace(number, code, names[code], "2") for number, code in enumerate(codes, 1))


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


# The code


def test_a_phone_reads_the_address_and_nothing_about_the_patient(treated):
    for large in (False, True):
        pdf = made(treated, large=large)
        found = [code.text for page in range(pages(pdf)) for code in zxingcpp.read_barcodes(picture(pdf, page=page))]

        assert found == [ADDRESS]
        assert "jones" not in found[0].lower()


def test_the_address_can_be_typed_from_the_paper(treated):
    assert ADDRESS.removeprefix("https://").rstrip("/") in text(made(treated)).replace("\u200b", "").replace(" ", "")


# For who cannot see it


def test_it_is_tagged_in_its_language_and_with_its_title(treated):
    pdf = made(treated)
    start, about = root(pdf), PdfReader(io.BytesIO(pdf)).metadata

    assert start["/MarkInfo"]["/Marked"]
    assert start["/Lang"] == "en"
    assert start["/ViewerPreferences"]["/DisplayDocTitle"]
    assert about.title == "After your treatment"
    assert "<pdfuaid:part>1</pdfuaid:part>" in start["/Metadata"].get_data().decode()


def test_headings_lists_and_the_table_are_tagged_as_such(with_eye):
    names = [name for name, _alt in tags(made(with_eye))]

    assert names.count("/H1") == 1
    assert {"/H2", "/H3", "/Table", "/TH", "/TD", "/L", "/LI", "/P"} <= set(names)
    levels = [int(name[2]) for name in names if name in ("/H1", "/H2", "/H3", "/H4")]
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False))


def test_the_face_and_the_code_have_words_for_who_cannot_see_them(treated):
    alts = [alt for name, alt in tags(made(treated, where=places("LLL"))) if name == "/Figure"]

    assert alts[0] == "A face with the treated places: Lower eyelid, your left (2)."
    assert "pearl.example/a/" in alts[1]
    assert all(alts)


def test_the_face_has_a_number_for_every_place_and_is_not_mirrored_with_the_writing(treated):
    where = places("LLL", "OCL", "JWL")
    upright = face_svg(where)

    assert [f">{number}</text>" in upright for number in (1, 2, 3, 4)] == [True, True, True, False]
    faces = [picture(made(treated | {"language": language}, where=where)) for language in ("en", "ar")]
    here = _ink(faces[0].crop((2 * 480, 2 * 34, 2 * 559, 2 * 132)))
    there = _ink(faces[1].crop((2 * 36, 2 * 34, 2 * 115, 2 * 132)))
    assert _unlike(here, there) < 0.03 < _unlike(here, ImageOps.mirror(there))


def _ink(found):
    """What is drawn, without the white around it."""
    dark = found.convert("L").point(lambda light: 0 if light > 128 else 255)
    return dark.crop(dark.getbbox()).resize((150, 200))


def _unlike(one, other):
    return ImageStat.Stat(ImageChops.difference(one, other)).mean[0] / 255


def test_places_of_a_plan_without_a_face_need_no_picture():
    assert face_svg(()) == face_svg((TreatedPlace(1, "", "Neck", ""),)) == ""


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
