"""What happens to exchange visits by themselves."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from network.exchanges.actions import alternates, passing_time, programming, reminding, travelling

JOBS: list[tuple[str, timedelta, Callable[[], Awaitable[object]]]] = [
    ("visits-come-due", timedelta(minutes=10), passing_time.catch_up_all),
    ("offer-free-places", timedelta(minutes=10), alternates.offer_again),
    ("remind-of-visits", timedelta(hours=1), reminding.remind_all),
    ("visits-words-by-the-way", timedelta(minutes=5), travelling.ask_after_travellers),
    ("visits-arrivals", timedelta(minutes=10), travelling.ask_about_arrivals),
    ("visits-zone-rules", timedelta(hours=6), programming.follow_zone_rules),
]
