"""Stories of the demonstration network, told day by day around today."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from network.demo.foundation import Loaded, actor_of
from network.kernel import clock
from network.kernel.actor import Actor


def _today() -> date:
    """Each day's steps are taken at noon: before noon, yesterday is the last day of a story."""
    return (clock.now() - timedelta(hours=12)).date()


@dataclass(slots=True)
class Days:
    """Who is in a story, and the day that is today in it."""

    found: Loaded
    today: date = field(default_factory=_today)

    async def act(self, key: str) -> Actor:
        return await actor_of(self.found, key)

    @asynccontextmanager
    async def on(self, days: int) -> AsyncIterator[date]:
        """So many days from today, at noon."""
        day = self.today + timedelta(days=days)
        with clock.at(datetime.combine(day, time(12), UTC)):
            yield day
