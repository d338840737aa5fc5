"""A server killed in the middle of many bookings, and a mail server that is away."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

import httpx
import pytest

from network.adapters import mail
from network.adapters.mail import FolderMailer
from network.kernel import clock
from network.notifications import jobs
from network.notifications.models import MailState, QueuedMail
from network.outbox import Delivery
from network.settings import Settings
from network.supervision.models import SupervisionSession
from tests.servers import Server
from tests.supervision import promises
from tests.supervision.crowd import Booker, crowded_client, days_ahead, make_crowd, portals
from tests.supervision_makers import make_supervisor

pytestmark = [pytest.mark.anyio, pytest.mark.process]

_EACH = 12  # bookings of each of four supervisors
_KILLED_AFTER = 12  # answers


async def test_whatever_was_acknowledged_before_a_kill_is_there_once_after_a_restart(
    db: Settings,
) -> None:
    supervisors = [await make_supervisor() for _ in range(4)]
    crowd = await make_crowd(supervisors, _EACH)
    wishes = [(one, days_ahead(2 + n % _EACH)) for n, one in enumerate(crowd)]

    with portals(db) as [server]:
        acknowledged = await _storm_and_kill(server, wishes)
    stored_before = await _booked()
    with portals(db) as [server]:
        await _until_nothing_is_owed()
        kept, broken = await _booked(), await promises.half_booked()
        async with crowded_client() as client:
            again = await asyncio.gather(*(one.book(client, server, at) for one, at in wishes))
        await _until_nothing_is_owed()

    assert _KILLED_AFTER <= len(acknowledged) < len(wishes)
    assert kept == stored_before
    assert {wish: kept[wish] for wish in acknowledged} == dict.fromkeys(acknowledged, 1)
    assert broken == []
    assert {answer.status_code for answer in again} == {303}
    assert await _booked() == {(one.person_id, at): 1 for one, at in wishes}
    assert await promises.half_booked() == []
    assert await promises.wrong_claims() == Counter()
    assert await promises.double_booked() == []


async def _storm_and_kill(
    server: Server, wishes: list[tuple[Booker, datetime]]
) -> set[tuple[UUID, datetime]]:
    """Send everything at once; kill the server after some answers. Returns what was promised."""
    acknowledged: set[tuple[UUID, datetime]] = set()

    async def book(one: Booker, at: datetime) -> None:
        try:
            answer = await one.book(client, server, at)
        except httpx.TransportError:
            return
        assert answer.status_code == 303, answer.text
        acknowledged.add((one.person_id, at))
        if len(acknowledged) == _KILLED_AFTER:
            server.process.kill()

    async with crowded_client() as client:
        await asyncio.gather(*(book(one, at) for one, at in wishes))
    server.process.wait(10)
    return acknowledged


async def _booked() -> Counter[tuple[UUID, datetime]]:
    rows = await SupervisionSession.all().prefetch_related("places")
    return Counter((seat.person_id, row.starts_at) for row in rows for seat in row.places)


async def _until_nothing_is_owed() -> None:
    for _ in range(150):
        if not await Delivery.filter(done_at=None).exists():
            return
        await asyncio.sleep(0.1)


async def test_while_the_mail_server_is_away_bookings_go_on_and_mails_wait(db: Settings) -> None:
    supervisor = await make_supervisor()
    crowd = await make_crowd([supervisor], 6)

    with portals(db, smtp_host="127.0.0.1", smtp_port="9", smtp_tls="none") as [server]:
        async with crowded_client() as client:
            answers = [
                await one.book(client, server, days_ahead(2 + n)) for n, one in enumerate(crowd)
            ]
        await _until_every_mail_was_tried()
        states = Counter(await QueuedMail.all().values_list("state", flat=True))
    folder = db.var_dir / "sent"
    with clock.at(clock.now() + timedelta(hours=1)):
        while await jobs.send_mail(FolderMailer(folder), db.mail_from):
            pass
        left = await jobs.send_mail(FolderMailer(folder), db.mail_from)

    assert [answer.status_code for answer in answers] == [303] * 6
    assert states == {MailState.QUEUED: 12}
    assert await promises.half_booked() == []
    assert left == 0
    to = Counter(mail.read(path)["to"] for path in mail.written(folder))
    assert sum(to.values()) == 12
    assert sorted(to.values()) == [1] * 6 + [6]
    assert Counter(await QueuedMail.all().values_list("state", flat=True)) == {MailState.SENT: 12}


async def _until_every_mail_was_tried() -> None:
    for _ in range(150):
        if not await QueuedMail.filter(attempts=0).exists():
            return
        await asyncio.sleep(0.1)
