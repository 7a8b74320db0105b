"""One phone, however it is written."""

import pytest

from consultations.phones import digits_of, national_digits


@pytest.mark.parametrize(
    "written",
    [
        "020 7946 0132",
        "+44 20 7946 0132",
        "+44 (0)20 7946 0132",
        "0044 20 79460132",
        "020-7946-0132 ext. 12",
        "2079460132",
    ],
)
def test_a_number_is_the_same_with_and_without_its_country_trunk_and_extension(written):
    assert national_digits(written) == "2079460132"


def test_country_codes_have_one_two_or_three_digits():
    assert [national_digits(written) for written in ("+1 212 555 0100", "+49 30 901820", "+353 1 809 3000")] == [
        "2125550100",
        "30901820",
        "18093000",
    ]


def test_digits_of_other_scripts_are_digits_and_letters_are_none():
    assert digits_of("٠٢٠ ext ²") == "020"
    assert national_digits("ring me") == ""
