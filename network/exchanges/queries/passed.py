"""Visits in lists as their days have made them, whether somebody stored that already or not."""

from datetime import datetime

from network.exchanges.models.visits import Visit
from network.exchanges.rules import reports, timing
from network.exchanges.rules.facts import Facts
from network.exchanges.vocabulary import VisitState


def as_it_is(visits: list[Visit], now: datetime) -> list[Visit]:
    """The same visits, where their days have brought them by now; to be shown, never stored.

    What hosts answered in time is not looked at here: the page of one visit does that.
    """
    for visit in visits:
        state = timing.state_by_days(_days(visit), now)
        if state is VisitState.REPORT_DUE and visit.state is not state and visit.last_on:
            visit.ended_on = visit.last_on
            visit.report_due_on = reports.report_due(visit.last_on)
        visit.state = state
    return visits


def _days(visit: Visit) -> Facts:
    return Facts(
        state=visit.state,
        reopened_at=visit.reopened_at,
        zone=visit.zone or "UTC",
        window_ends_on=visit.until_on,
        ends_on=visit.last_on,
    )
