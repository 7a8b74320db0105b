from datetime import date, timedelta

import pytest

from consultations.answering import age_in_years


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(1985, 7, 14), date(2026, 7, 13), 40),
        (date(1985, 7, 14), date(2026, 7, 14), 41),
        (date(2024, 2, 29), date(2026, 2, 28), 1.99),
        (date(2024, 2, 29), date(2026, 3, 1), 2),
        (date(2026, 3, 1), date(2026, 3, 1), 0),
        (date(2026, 3, 1), date(2026, 3, 22), 0.05),
        (date(2025, 3, 1), date(2026, 3, 1), 1),
        (date(2025, 3, 1), date(2026, 2, 28), 0.99),
    ],
)
def test_an_age_is_whole_from_two_and_has_decimals_below(born, on, years):
    assert age_in_years(born, on) == years
    assert isinstance(age_in_years(born, on), int) == (years == int(years))


def test_nobody_is_a_year_old_before_the_birthday_and_ages_never_go_back():
    for born in (date(2024, 2, 29), date(2025, 1, 31), date(2023, 12, 31)):
        ages = [age_in_years(born, born + timedelta(days=number)) for number in range(900)]
        assert ages == sorted(ages)
        assert sum(age < 1 for age in ages) in (365, 366)
