"""What happens in supervision by itself: what runs out, what is asked for, what was passed on."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from network.supervision.actions import (
    agreement_states,
    booking,
    polls,
    recording,
    series,
    supervisors,
    urgent,
    waiting,
)

_SOON, _OFTEN, _SELDOM = timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=6)

JOBS: list[tuple[str, timedelta, Callable[[], Awaitable[object]]]] = [
    ("session-requests-expire", _SOON, booking.expire_requests),
    ("session-requests-remind", _OFTEN, booking.remind_of_requests),
    ("seat-offers", _SOON, waiting.pass_on_offers),
    ("polls-close", _SOON, polls.close_polls),
    ("urgent-requests-expire", _OFTEN, urgent.expire_requests),
    ("session-records-ask", _OFTEN, recording.ask_for_records),
    ("session-records-settle", _SELDOM, recording.settle_old),
    ("agreements-lapse", _SELDOM, agreement_states.lapse_agreements),
    ("agreements-warn", _SELDOM, agreement_states.warn_ending),
    ("agreement-requests-expire", _SELDOM, agreement_states.expire_requests),
    ("supervisors-due", _SELDOM, supervisors.remind_due),
    ("hour-shifts", _SELDOM, series.warn_of_shifts),
    ("zone-rules", _SELDOM, series.follow_zone_rules),
]
