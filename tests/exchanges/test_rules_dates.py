"""Days that never shift, room at hosts, early starts, and checklists dated backwards."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.exchanges.rules import checklists, dates, reports
from network.exchanges.rules.checklists import Done, Entry, Ready
from network.exchanges.rules.dates import Clash, Host, Span, Visa, Week
from network.exchanges.vocabulary import Part

DAY = timedelta(days=1)
EUROPE = Week(weekend=frozenset({6, 7}))
CAIRO = Week(weekend=frozenset({5, 6}))
# the story, section 8, step 6: SYC-2 at LUM, across Europe's change of clocks and Easter
EASTER = Span(date(2027, 3, 22), date(2027, 4, 2))
DATES = st.dates(date(2026, 1, 1), date(2029, 12, 31))
WEEKS = st.builds(Week, weekend=st.frozensets(st.integers(1, 7), max_size=3))


def test_days_are_counted_across_a_change_of_clocks_as_days() -> None:
    assert EASTER.days == 12


@pytest.mark.parametrize(
    ("weeks", "count"),
    [((EUROPE,), 10), ((CAIRO,), 9), ((EUROPE, CAIRO), 8), ((), 12)],
)
def test_working_days_are_those_on_which_everybody_works(
    weeks: tuple[Week, ...], count: int
) -> None:
    assert dates.working_days(EASTER, *weeks) == count


def test_monday_to_thursday_is_inside_the_week_of_both() -> None:
    monday = date(2027, 3, 1)

    found = [n for n in range(1, 8) if dates.is_working(monday + (n - 1) * DAY, EUROPE, CAIRO)]

    assert found == [1, 2, 3, 4]


@given(DATES, st.integers(1, 30), WEEKS, WEEKS)
def test_counting_working_days_forth_lands_on_one_with_so_many_passed(
    on: date, count: int, one: Week, other: Week
) -> None:
    if one.weekend | other.weekend == frozenset(range(1, 8)):
        return

    found = dates.working_days_after(on, count, one, other)

    assert dates.is_working(found, one, other)
    assert dates.working_days(Span(on + DAY, found), one, other) == count


def test_a_centre_that_never_works_makes_no_search_endless() -> None:
    never = Week(weekend=frozenset(range(1, 8)))
    on = date(2027, 1, 4)

    assert dates.working_days_after(on, 3, never) == date(2027, 1, 7)
    assert dates.last_working_day(on, never) == on


def test_no_days_at_all_have_passed_after_none() -> None:
    assert dates.working_days_after(date(2027, 3, 6), 0, EUROPE) == date(2027, 3, 6)


# at the host -------------------------------------------------------------------------------------

HOST = Host(windows=(Span(date(2027, 3, 1), date(2027, 5, 31)),), week=EUROPE)
VISIT = Span(date(2027, 4, 19), date(2027, 4, 30))


@pytest.mark.parametrize(
    ("host", "found"),
    [
        (HOST, []),
        (replace(HOST, windows=()), []),
        (replace(HOST, windows=(Span(date(2027, 4, 20), date(2027, 5, 31)),)), [Clash.OUTSIDE]),
        (
            replace(HOST, week=Week(closures=(Span(date(2027, 4, 30), date(2027, 5, 4)),))),
            [Clash.CLOSED],
        ),
        (replace(HOST, booked=(Span(date(2027, 4, 30), date(2027, 5, 3)),)), [Clash.FULL]),
        (replace(HOST, at_once=2, booked=(VISIT,)), []),
        (
            replace(
                HOST,
                booked=(
                    Span(date(2027, 5, 3), date(2027, 5, 7)),
                    Span(date(2027, 5, 10), date(2027, 5, 14)),
                ),
            ),
            [Clash.QUARTER],
        ),
    ],
)
def test_a_host_takes_a_visit_or_says_why_not(host: Host, found: list[Clash]) -> None:
    assert dates.clashes(VISIT, host) == found


def test_a_visit_on_days_off_alone_is_no_visit() -> None:
    assert dates.clashes(Span(date(2027, 4, 24), date(2027, 4, 25)), HOST) == [Clash.NO_WORK]


@given(DATES, st.integers(1, 20), st.integers(1, 40))
def test_free_days_lie_within_what_both_said_and_never_clash(
    on: date, days: int, flexible: int
) -> None:
    wanted = Span(on, on + (flexible - 1) * DAY)

    found = dates.free_spans(wanted, days, HOST)

    assert all(dates.within(span, wanted) and span.days == days for span in found)
    assert [span for span in found if dates.clashes(span, HOST)] == []


# how early ---------------------------------------------------------------------------------------

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("visa", "visa_days", "is_respite", "expected"),
    [
        (Visa.NOT_NEEDED, 0, False, date(2027, 2, 1)),  # ten weeks, whatever is ready before
        (Visa.NEEDED, 30, False, date(2027, 2, 1)),
        (Visa.NEEDED, 60, False, date(2027, 2, 22)),  # agreed 9 Dec, invited 17 Dec, 60 + 7 days
        (Visa.UNSURE, 60, False, date(2027, 2, 22)),
        (Visa.NOT_NEEDED, 0, True, date(2026, 12, 7)),  # respite: two weeks
        (Visa.NEEDED, 30, True, date(2027, 1, 25)),  # a visa takes its time all the same
    ],
)
def test_the_earliest_start_is_what_the_steps_add_up_to(
    visa: Visa,
    visa_days: int,
    is_respite: bool,
    expected: date,
) -> None:
    found = dates.earliest_start(TODAY, visa, visa_days, (EUROPE, CAIRO), is_respite=is_respite)

    assert found == expected


@given(DATES, st.sampled_from(Visa), st.integers(0, 180), WEEKS)
def test_a_longer_visa_never_lets_a_visit_begin_earlier(
    on: date, visa: Visa, days: int, week: Week
) -> None:
    def start(visa_days: int) -> date:
        return dates.earliest_start(on, visa, visa_days, (week,))

    assert start(days) <= start(days + 1)


@pytest.mark.parametrize(("month", "is_valid"), [(10, True), (9, False)])
def test_a_travel_document_outlasts_the_visit_by_six_months(month: int, is_valid: bool) -> None:
    assert dates.is_document_valid(date(2027, month, 1), VISIT) is is_valid


# checklists --------------------------------------------------------------------------------------


@given(DATES, st.integers(1, 60), WEEKS, WEEKS)
def test_items_before_a_visit_are_due_on_working_days_and_never_later_than_they_should(
    on: date, days: int, home: Week, host: Week
) -> None:
    if home.weekend | host.weekend == frozenset(range(1, 8)):
        return
    span = Span(on, on + (days - 1) * DAY)
    offsets = {item.code: item.days for item in checklists.TEMPLATE}

    found = checklists.dated(checklists.TEMPLATE, span, (home, host))

    assert len(found) == len(checklists.TEMPLATE)
    assert all(dates.is_working(entry.due_on, home, host) for entry in found)
    assert all(e.due_on <= on + offsets[e.code] * DAY for e in found if e.is_before)
    assert all(e.due_on > span.last_on for e in found if not e.is_before)


def test_items_are_dated_around_both_weekends_and_closures() -> None:
    closed = Week(weekend=frozenset({6, 7}), closures=(Span(date(2027, 3, 8), date(2027, 3, 10)),))
    contact = [item for item in checklists.TEMPLATE if item.code == "contact"]

    found = checklists.dated(contact, EASTER, (closed, CAIRO))

    # fourteen days before is Monday 8 March, closed; Fri, Sat and Sun are somebody's weekend
    assert [entry.due_on for entry in found] == [date(2027, 3, 4)]


def test_a_visit_with_a_visa_has_every_item_of_the_template() -> None:
    assert checklists.items_for(Visa.UNSURE) == list(checklists.TEMPLATE)
    assert {item.area for item in checklists.TEMPLATE} == set(checklists.Area)


def test_a_virtual_exchange_needs_no_visa_and_no_journey() -> None:
    areas = {item.area for item in checklists.items_for(Visa.NEEDED, is_virtual=True)}
    without = {item.area for item in checklists.items_for(Visa.NOT_NEEDED)}

    assert areas == {checklists.Area.DIGITAL, checklists.Area.HEALTH, checklists.Area.HOME}
    assert without == set(checklists.Area) - {checklists.Area.VISA}


# readiness board ---------------------------------------------------------------------------------

START = date(2027, 4, 19)


def entry(due_on: date, state: Done = Done.OPEN, *, is_required: bool = True) -> Entry:
    return Entry(
        code="visa", owner=Part.VISITOR, due_on=due_on, is_required=is_required, state=state
    )


@pytest.mark.parametrize(
    ("today", "entries", "expected"),
    [
        (date(2027, 2, 21), [entry(date(2027, 2, 1))], Ready.NOT_YET),
        (date(2027, 2, 22), [entry(date(2027, 2, 21))], Ready.LATE),
        (date(2027, 2, 22), [entry(date(2027, 3, 1))], Ready.SOON),
        (date(2027, 2, 22), [entry(date(2027, 3, 2))], Ready.ON_TIME),
        (date(2027, 2, 22), [entry(date(2027, 2, 1), Done.WAIVED)], Ready.READY),
        (date(2027, 2, 22), [entry(date(2027, 2, 1), is_required=False)], Ready.READY),
    ],
)
def test_readiness_is_watched_from_eight_weeks_before(
    today: date, entries: list[Entry], expected: Ready
) -> None:
    assert checklists.readiness(entries, START, today) is expected


# reports and follow-ups --------------------------------------------------------------------------


def test_reports_and_follow_ups_have_the_days_of_the_documents() -> None:
    assert reports.report_due(VISIT.last_on) == date(2027, 5, 21)
    assert reports.report_due(VISIT.last_on, is_short=True) == date(2027, 5, 14)
    assert reports.host_review_due(date(2027, 5, 21), EUROPE) == date(2027, 6, 4)
    assert reports.follow_ups_due(VISIT.last_on) == (date(2027, 7, 30), date(2027, 10, 30))


@pytest.mark.parametrize(
    ("today", "sent", "due"),
    [
        (date(2027, 5, 6), [], []),
        (date(2027, 5, 7), [], [14]),
        (date(2027, 5, 7), [14], []),
        (date(2027, 5, 18), [14], [7, 3]),
        (date(2027, 5, 18), [], [14, 7, 3]),
        (date(2027, 5, 22), [], []),
    ],
)
def test_a_stopped_worker_catches_up_with_one_reminder(
    today: date, sent: list[int], due: list[int]
) -> None:
    assert reports.reminders_due(date(2027, 5, 21), sent, today) == due


@pytest.mark.parametrize(
    ("days", "sent", "due"),
    [(-1, [], []), (0, [], [0]), (9, [0], [7]), (22, [0, 7, 21], [])],
)
def test_follow_ups_are_reminded_at_0_7_and_21_days(
    days: int, sent: list[int], due: list[int]
) -> None:
    due_on = date(2027, 7, 30)
    today = due_on + days * DAY

    assert reports.late_reminders_due(due_on, sent, today) == due


def test_the_day_of_an_instant_is_the_one_where_the_centre_is() -> None:
    late = datetime(2027, 3, 27, 22, 30, tzinfo=UTC)

    assert dates.local_day(late, "Africa/Cairo") == date(2027, 3, 28)
    assert dates.local_day(late, "America/Santiago") == date(2027, 3, 27)
