"""Rules of repeating events: as another engine follows them, and never without end."""

from datetime import datetime, timedelta
from itertools import islice

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from network.calendars.rules.recurrence import RuleError, occurrences, read_rule

FIRST, LAST = datetime(2026, 12, 10), datetime(2027, 3, 1)
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def _listed(values: st.SearchStrategy[object], most: int = 3) -> st.SearchStrategy[str]:
    some = st.lists(values, min_size=1, max_size=most, unique=True)
    return some.map(lambda found: ",".join(str(one) for one in found))


@st.composite
def rules(draw: st.DrawFn) -> str:
    """Rules on whose meaning both engines agree with the RFC.

    No mixed numbered weekdays, and no places in weeks: the other takes the first for a part week.
    """
    freq = draw(st.sampled_from(["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY"]))
    parts = [f"FREQ={freq}", f"INTERVAL={draw(st.integers(1, 6))}"]
    choices = {
        "BYMONTH": _listed(st.integers(1, 12)),
        "BYDAY": _listed(st.sampled_from(DAYS)),
        "BYHOUR": st.just("9,17"),
        "WKST": st.sampled_from(["MO", "SU"]),
    }
    if freq in ("YEARLY", "MONTHLY"):
        numbered = st.tuples(st.sampled_from(["1", "2", "-1"]), st.sampled_from(DAYS))
        choices["BYDAY"] |= _listed(numbered.map("".join))
    if freq != "WEEKLY":
        choices["BYMONTHDAY"] = _listed(st.sampled_from([1, 15, 29, 30, 31, -1, -2]))
    if freq == "YEARLY":
        choices["BYYEARDAY"] = st.sampled_from(["1,100,-1", "200", "366"])
    for name, values in choices.items():
        if draw(st.booleans()):
            parts.append(f"{name}={draw(values)}")
    if freq != "WEEKLY" and any(part.startswith("BY") for part in parts):
        parts.append(draw(st.sampled_from(["", "BYSETPOS=1", "BYSETPOS=-1", "BYSETPOS=1,-1"])))
    parts.append(draw(st.just("") | st.integers(1, 60).map("COUNT={}".format)))
    return ";".join(filter(None, parts))


@given(rules(), st.datetimes(datetime(2019, 1, 1), datetime(2027, 2, 1)))
@settings(max_examples=300)
def test_a_rule_means_what_another_engine_says(text: str, start: datetime) -> None:
    start = start.replace(microsecond=0, second=0)
    endless, _, count = text.partition(";COUNT=")
    try:
        other = rrulestr(f"{endless};UNTIL={LAST:%Y%m%dT%H%M%S}", dtstart=start)
    except ValueError:  # it finds out first that nothing can fit
        return

    found = list(occurrences(read_rule(text), start, FIRST, LAST))

    wanted = islice(other, int(count) if count else None)
    assert found == [at for at in wanted if FIRST <= at < LAST]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;COUNT=3",
        "FREQ=FORTNIGHTLY",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=-1",
        "FREQ=DAILY;INTERVAL=" + "9" * 5000,
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=x",
        "FREQ=DAILY;BYSECOND=0,1,2",
        "FREQ=DAILY;BYMINUTE=0,1",
        "FREQ=DAILY;BYMINUTE=60",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=YEARLY;BYMONTHDAY=0",
        "FREQ=YEARLY;BYMONTHDAY=1,",
        "FREQ=YEARLY;BYDAY=XX",
        "FREQ=YEARLY;BYEASTER=0",
        "FREQ=YEARLY;RSCALE=CHINESE",
        "FREQ=DAILY;FREQ=SECONDLY",
        "FREQ=DAILY;UNTIL",
    ],
)
def test_a_rule_too_fast_or_not_understood_is_refused(text: str) -> None:
    with pytest.raises(RuleError):
        read_rule(text)


@pytest.mark.parametrize(
    "text",
    ["FREQ=HOURLY", "FREQ=HOURLY;COUNT=99999999999", "FREQ=HOURLY;COUNT=9;BYMONTH=2;BYMONTHDAY=30"],
)
def test_a_rule_without_an_end_in_sight_is_refused(text: str) -> None:
    with pytest.raises(RuleError):
        list(occurrences(read_rule(text), datetime(1, 1, 1), FIRST, LAST + timedelta(days=90)))


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYWEEKNO=53;BYMONTH=6",
        "FREQ=YEARLY;INTERVAL=9999",
    ],
)
def test_a_rule_that_never_fits_is_over_at_once(text: str) -> None:
    assert list(occurrences(read_rule(text), datetime(1, 1, 2), FIRST, LAST)) == []


def test_a_rule_since_the_year_one_costs_what_lies_in_the_stretch() -> None:
    found = list(occurrences(read_rule("FREQ=DAILY"), datetime(1, 1, 1, 9), FIRST, LAST))

    assert found[0] == FIRST + timedelta(hours=9)
    assert len(found) == (LAST - FIRST).days


@pytest.mark.parametrize(
    ("text", "many", "latest"),
    [
        ("FREQ=DAILY;COUNT=999999", 81, datetime(2027, 2, 28)),
        ("FREQ=DAILY;COUNT=739968", 9, datetime(2026, 12, 18)),
        ("FREQ=HOURLY;COUNT=999999", 0, None),
        ("FREQ=HOURLY;COUNT=17759215", 199, datetime(2026, 12, 18, 6)),
        ("FREQ=WEEKLY;COUNT=105711", 2, datetime(2026, 12, 21)),
        ("FREQ=DAILY;INTERVAL=99999999999;COUNT=3", 0, None),
        ("FREQ=YEARLY;COUNT=2027", 1, datetime(2027, 1, 1)),
    ],
)
def test_a_rule_that_is_counted_since_the_year_one_is_followed(
    text: str, many: int, latest: datetime | None
) -> None:
    found = list(occurrences(read_rule(text), datetime(1, 1, 1), FIRST, LAST))

    assert (len(found), max(found, default=None)) == (many, latest)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FREQ=HOURLY;BYMONTH=2;BYDAY=MO;BYMONTHDAY=29;COUNT=1", datetime(2044, 2, 29)),
        ("FREQ=HOURLY;INTERVAL=5;BYMONTH=7;BYHOUR=3;COUNT=1", datetime(2026, 7, 5, 3)),
        ("FREQ=YEARLY;BYWEEKNO=20;COUNT=1", datetime(2026, 5, 15, 9)),
        ("FREQ=WEEKLY;BYDAY=WE,SA;BYSETPOS=1;COUNT=1", datetime(2026, 1, 7, 9)),
    ],
)
def test_rules_that_seldom_fit_are_followed_to_where_they_do(text: str, expected: datetime) -> None:
    start = datetime(2026, 1, 2, 9)  # a Friday

    assert list(occurrences(read_rule(text), start, start, datetime(2050, 1, 1))) == [expected]


def test_the_last_days_of_the_calendar_are_no_trouble() -> None:
    for freq in ("YEARLY", "MONTHLY", "WEEKLY", "DAILY"):
        rule = read_rule(f"FREQ={freq}")

        assert list(occurrences(rule, datetime(9999, 12, 31, 23), FIRST, LAST)) == []
        assert (
            list(
                occurrences(
                    rule, datetime(9998, 12, 31), datetime(9999, 1, 1), datetime(9999, 12, 31)
                )
            )
            == []
        )
