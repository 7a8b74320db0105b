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
