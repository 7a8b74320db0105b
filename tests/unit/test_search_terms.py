from datetime import date

import pytest

from consultations.search_terms import Terms, details_in, terms_in

BORN = (date(1985, 7, 14),)


@pytest.mark.parametrize(
    "typed",
    [
        "14 07 1985",
        "14/7/1985",
        "14.7.1985",
        "14.07.1985",
        "14-Jul-1985",
        "14 july 1985",
        "14th July 1985",
        "14jul1985",
        "July 14, 1985",
        "1985-07-14",
        "1985/7/14",
        "1985 Jul 14",
        "١٤/٠٧/١٩٨٥",
    ],
)
def test_a_birth_date_is_read_in_its_usual_forms(typed):
    assert terms_in(typed) == Terms(birth_dates=BORN)


def test_of_two_digits_both_centuries_are_looked_for():
    for typed in ("14/07/85", "14 07 85", "14 jul 85"):
        assert terms_in(typed).birth_dates == (date(1985, 7, 14), date(2085, 7, 14))


@pytest.mark.parametrize(
    ("typed", "born"), [("14071985", BORN), ("19850714", BORN), ("140785", (*BORN, date(2085, 7, 14)))]
)
def test_digits_in_one_piece_can_be_a_date_and_a_number(typed, born):
    assert terms_in(typed) == Terms(digits=typed, phone=typed, maybe_born=born)


@pytest.mark.parametrize("typed", ["06 12 34 56 78", "01 02 03 04 05", "020 7946 0132"])
def test_a_phone_in_pairs_is_no_date(typed):
    assert terms_in(typed).birth_dates == ()
    assert terms_in(typed).digits == typed.replace(" ", "")


def test_a_date_is_day_month_year_and_never_guessed_otherwise():
    assert terms_in("01/02/2003").birth_dates == (date(2003, 2, 1),)
    assert terms_in("07/14/1985").birth_dates == ()
    assert terms_in("31/02/1985").birth_dates == ()


def test_words_digits_and_a_date_are_told_apart():
    assert terms_in("Jones 14/07/1985") == Terms(words=("jones",), birth_dates=BORN)
    assert terms_in("004 217").digits == "004217"
    assert terms_in("amy +44 (0)20 7946-0000") == Terms(words=("amy",), digits="4402079460000", phone="2079460000")
    assert terms_in("٠٢٠٧٩٤٦").digits == "0207946"


@pytest.mark.parametrize("typed", ["", "   ", "%", "_", "---", "*", "%_%", "\u200b"])
def test_blanks_and_wildcards_are_nothing(typed):
    assert not terms_in(typed)


def test_what_was_typed_becomes_details_of_a_new_patient():
    today = date(2026, 3, 1)

    assert details_in("amy jones 14/07/85", today) == {
        "family_name": "Jones",
        "given_name": "Amy",
        "date_of_birth": BORN[0],
    }
    assert details_in("O'BRIEN-NG, José +44 20 7946 0132", today) == {
        "family_name": "O'BRIEN-NG",
        "given_name": "José",
        "phone": "+44 20 7946 0132",
    }
    assert details_in("anna maria de souza", today)["given_name"] == "Anna Maria De"
    assert details_in("", today) == {"family_name": "", "given_name": ""}
