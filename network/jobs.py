"""What runs by itself: the list of periodic jobs, and the loop that runs them.

Any number of processes may run this loop: mails are leased, deliveries marked, and a job that
must run once per period claims it first.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from network import outbox
from network.adapters import search
from network.adapters.fetch import Fetcher
from network.adapters.mail import mailer
from network.calendars import jobs as calendars
from network.calendars.refreshing import refresh
from network.centres.actions import profile
from network.exchanges import jobs as exchanges
from network.expertise import actions as expertise
from network.files.actions import looking as files
from network.files.actions import taking
from network.kernel import clock
from network.knowledge import jobs as knowledge
from network.notifications import actions as notifications
from network.notifications import jobs as mail
from network.people.actions import accounts, passphrases
from network.searches import actions as searches
from network.settings import Settings
from network.site import rebuilding
from network.supervision import jobs as supervision
from network.wellbeing import jobs as wellbeing
from network.workshops import jobs as workshops

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do every so often; `once` when one process must do it for all."""

    name: str
    every: timedelta
    run: Callable[[], Awaitable[object]]
    once: bool = False


def jobs(settings: Settings) -> list[Job]:
    """Everything that runs by itself."""
    sender, fetcher = mailer(settings), Fetcher(settings.fetch_allow)

    async def send_mail() -> None:
        while await mail.send_mail(sender, settings.mail_from):
            pass

    async def read_outside_calendars() -> None:
        await refresh(fetcher)

    return [
        Job("outside-calendars", timedelta(seconds=5), read_outside_calendars),
        Job("mail", timedelta(seconds=2), send_mail),
        Job("resets", timedelta(seconds=2), passphrases.settle_resets),
        Job("deliveries", timedelta(seconds=5), outbox.deliver_owed),
        Job("files", timedelta(seconds=2), files.look_at_waiting),
        Job("files-unfinished", timedelta(hours=6), taking.purge, once=True),
        Job("digests", timedelta(minutes=10), mail.send_digests, once=True),
        Job("listings-due", timedelta(hours=1), expertise.remind_due, once=True),
        Job("saved-searches", timedelta(days=1), searches.tell_new, once=True),
        Job("search-hidden", timedelta(hours=1), expertise.forget_hidden, once=True),
        Job("search-index", timedelta(minutes=10), rebuilding.rebuild_if_outdated, once=True),
        Job("search-tidy", timedelta(days=1), search.tidy, once=True),
        Job("centres-due", timedelta(hours=1), profile.remind_due, once=True),
        Job("requests-lapse", timedelta(hours=1), expertise.lapse_requests, once=True),
        *(Job(name, every, run, once=True) for name, every, run in supervision.JOBS),
        *(Job(name, every, run, once=True) for name, every, run in knowledge.JOBS),
        *(Job(name, every, run, once=True) for name, every, run in exchanges.JOBS),
        *(Job(name, every, run, once=True) for name, every, run in wellbeing.JOBS),
        *(Job(name, every, run, once=True) for name, every, run in workshops.JOBS),
        *(Job(name, every, run, once=True) for name, every, run in calendars.JOBS),
        Job("purge-access", timedelta(minutes=15), accounts.purge, once=True),
        Job("purge-notices", timedelta(days=1), notifications.purge, once=True),
        Job("purge-facts", timedelta(days=1), outbox.purge, once=True),
    ]


async def run_for_ever(settings: Settings, stop: asyncio.Event) -> None:
    """Run all jobs until told to stop; one that fails is logged and tried at its next turn."""
    await asyncio.gather(*(_repeat(job, stop) for job in jobs(settings)))


async def _repeat(job: Job, stop: asyncio.Event) -> None:
    while not stop.is_set():
        await run_once(job)
        try:
            await asyncio.wait_for(stop.wait(), job.every.total_seconds())
        except TimeoutError:
            continue


async def run_once(job: Job) -> None:
    """Run a job now, unless another process has it in this period."""
    try:
        if not job.once or await notifications.claim_run(job.name, _period(job)):
            await job.run()
    except Exception:
        log.exception("job failed", extra={"job": job.name})


def _period(job: Job) -> str:
    return str(int(clock.now().timestamp() // job.every.total_seconds()))
