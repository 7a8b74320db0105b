from datetime import date

import pytest

from consultations.search_terms import Terms, terms_in

BORN = (date(1985, 7, 14),)


@pytest.mark.parametrize(
    "typed", ["14 07 1985", "14/7/1985", "14.07.1985", "14-Jul-1985", "14 july 1985", "1985-07-14"]
)
def test_a_birth_date_is_read_in_its_usual_forms(typed):
    assert terms_in(typed) == Terms(birth_dates=BORN)


def test_of_two_digits_both_centuries_are_looked_for():
    assert terms_in("14/07/85").birth_dates == (date(1985, 7, 14), date(2085, 7, 14))


def test_a_date_is_day_month_year_and_never_guessed_otherwise():
    assert terms_in("01/02/2003").birth_dates == (date(2003, 2, 1),)
    assert terms_in("07/14/1985").birth_dates == ()
    assert terms_in("31/02/1985").birth_dates == ()


def test_words_digits_and_a_date_are_told_apart():
    assert terms_in("Jones 14/07/1985") == Terms(words=("jones",), birth_dates=BORN)
    assert terms_in("004 217").digits == "004217"
    assert terms_in("amy +44 (0)20 7946-0000") == Terms(words=("amy",), digits="4402079460000")
    assert terms_in("٠٢٠٧٩٤٦").digits == "0207946"


@pytest.mark.parametrize("typed", ["", "   ", "%", "_", "---", "*", "%_%", "\u200b"])
def test_blanks_and_wildcards_are_nothing(typed):
    assert not terms_in(typed)
