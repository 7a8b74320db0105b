"""The sheet for who cannot see it or has only a phone: its tags, the words beside its pictures, its code."""

import io
import re

import pytest
import zxingcpp
from PIL import ImageChops, ImageOps, ImageStat
from pypdf import PdfReader

from consultations.face_map.regions import WIDTH
from consultations.presenters.sheet_places import TreatedPlace
from consultations.sheet.face import face_svg
from tests.unit.made_up_records import document, places
from tests.unit.sheets_read import ADDRESS, made, pages, picture, root, tags, text
from treatments.protocol_file import read_protocol


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


def test_the_patients_left_is_on_the_left_as_on_the_tablet():
    middle = WIDTH / 2
    left, right, chin = (float(x) for x in re.findall(r'<circle cx="([\d.]+)"', face_svg(places("LLL", "OCR", "CHN"))))

    assert left < middle < right
    assert chin == middle


def test_places_of_a_plan_without_a_face_need_no_picture():
    assert face_svg(()) == face_svg((TreatedPlace(1, "", "Neck", ""),)) == ""
