"""When a release becomes live, on the clock of a site: clocks that are put forward and back, other zones."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from clinic.audit.refusals import Refused
from treatments.policies import why_not_publish_at
from treatments.publishing_times import in_words, moment_at, zone_of

LONDON, AUCKLAND = ZoneInfo("Europe/London"), ZoneInfo("Pacific/Auckland")


@pytest.mark.parametrize(
    ("day", "clock", "zone", "moment"),
    [
        (date(2027, 1, 10), time(7, 30), LONDON, datetime(2027, 1, 10, 7, 30, tzinfo=UTC)),
        (date(2027, 7, 10), time(7, 30), LONDON, datetime(2027, 7, 10, 6, 30, tzinfo=UTC)),
        (date(2027, 7, 10), time(7, 30), AUCKLAND, datetime(2027, 7, 9, 19, 30, tzinfo=UTC)),
        (date(2027, 3, 28), time(0, 59), LONDON, datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (date(2027, 3, 28), time(2, 0), LONDON, datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
    ],
)
def test_a_time_is_meant_on_the_clock_of_the_site(day, clock, zone, moment):
    assert moment_at(day, clock, zone) == moment


@pytest.mark.parametrize("clock", [time(1, 0), time(1, 30), time(1, 59)])
def test_a_time_that_is_skipped_when_clocks_go_forward_is_refused_in_words(clock):
    with pytest.raises(Refused, match="clocks are put forward") as refused:
        moment_at(date(2027, 3, 28), clock, LONDON)
    assert "Europe/London" in str(refused.value.reason)


def test_of_a_time_that_comes_twice_the_first_is_meant():
    moment = moment_at(date(2027, 10, 31), time(1, 30), LONDON)
    assert moment == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert in_words(moment, LONDON) == "31 October 2027, 01:30 (Europe/London, UTC+01:00)"


def test_the_same_moment_reads_differently_elsewhere_and_always_names_its_zone():
    moment = datetime(2027, 1, 10, 20, 0, tzinfo=UTC)
    assert in_words(moment, LONDON) == "10 January 2027, 20:00 (Europe/London, UTC+00:00)"
    assert in_words(moment, AUCKLAND) == "11 January 2027, 09:00 (Pacific/Auckland, UTC+13:00)"


def test_somebody_without_a_site_has_the_clock_of_the_server():
    assert zone_of(None).key == "UTC"


def test_only_a_time_that_is_still_to_come_and_not_far_away_will_do():
    now = datetime(2027, 1, 10, 20, 0, tzinfo=UTC)
    assert "has passed" in why_not_publish_at(now, now)
    assert why_not_publish_at(now.replace(minute=1), now) is None
    assert "within a year" in why_not_publish_at(now.replace(year=2029), now)
