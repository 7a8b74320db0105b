import sys
import unicodedata

import pytest

from consultations.names import search_form, tidy_line, why_not_line, why_not_name, why_not_text


@pytest.mark.parametrize(
    "name", ["O'Brien-Ng", "José", "李", "Nguyễn", "U", "الخطيب", "प्रिया", "ศรีสุข", "Kaʻiulani", "D’Arc", "می‌خواهم"]
)
def test_a_name_is_taken_as_it_is_written(name):
    assert why_not_name(name) is None
    assert tidy_line(f"  {name}\u00a0") == name


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Enter the name"),
        (" \u00a0\t ", "Enter the name"),
        ("x" * 121, "at most 120 characters"),
        ("Amy\u202eseno", "direction"),
        ("Amy\x00", "control"),
        ("Amy\nJones", "one line"),
        ("Amy\ud800", "cannot be stored"),
        ("-- %_", "at least one letter"),
        ("Z" + "\u0301" * 8, "marks"),
    ],
)
def test_a_name_that_will_not_do_is_refused_in_words(name, said):
    assert said in why_not_name(name)


def test_two_ways_to_write_one_letter_are_stored_alike():
    assert tidy_line("Jose\u0301") == tidy_line("José") == "José"
    assert tidy_line("A\u200bmy") == "Amy"


UNSEEN = [
    "\u00ad",
    "\u061c",
    "\u180e",
    "\u200b",
    "\u200e",
    "\u200f",
    "\u2060",
    "\u2062",
    "\ufeff",
    "\U000e0041",
    "\U000e0001",
]


@pytest.mark.parametrize("sign", UNSEEN, ids=ascii)
def test_signs_that_nobody_sees_are_not_part_of_a_name(sign):
    assert tidy_line(f"A{sign}my") == "Amy"
    assert search_form(f"A{sign}my") == "amy"
    assert why_not_name(sign) == "Enter the name."


def test_no_format_sign_of_unicode_slips_through():
    formats = [chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Cf"]
    numbers_in_a_frame = set("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
    assert len(formats) > 150
    slipped = {sign for sign in formats if tidy_line(f"A{sign}my") != "Amy" and not why_not_name(f"A{sign}my")}
    assert slipped == numbers_in_a_frame


@pytest.mark.parametrize("name", ["می\u200cخواهم", "क्\u200dष", "ශ්\u200dරී"])
def test_joiners_inside_a_word_that_needs_them_stay(name):
    assert tidy_line(name) == name


@pytest.mark.parametrize("name", ["A\u200dmy", "Amy\u200c", "\u200dAmy", "می\u200c", "\u200cمی"])
def test_joiners_elsewhere_are_not_part_of_a_name(name):
    assert tidy_line(name) == name.replace("\u200c", "").replace("\u200d", "")


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("O'Brien-Ng", "obrien ng"),
        ("O’BRIEN", "obrien"),
        ("Nguyễn", "nguyen"),
        ("Łukaszewska", "lukaszewska"),
        ("Groß", "gross"),
        ("Đức", "duc"),
        ("Παπαδοπούλου", "παπαδοπουλου"),
        ("김", "김"),
        ("प्रिया", "प्रिया"),
        ("%_*---", ""),
    ],
)
def test_a_name_is_searched_without_case_accents_and_signs(name, form):
    assert search_form(name) == form


def test_a_text_keeps_its_lines_but_a_line_is_one_line():
    assert why_not_text("one\ntwo", longest=20) is None
    assert why_not_line("one\ntwo", longest=20)
    assert "at most 5 characters" in why_not_text("123456", longest=5)
