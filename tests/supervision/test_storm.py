"""Two hundred people, two server processes, one slot: one booking, and 199 who can choose anew."""

import asyncio
import html
import re
from collections import Counter

import httpx
import pytest

from network.notifications.models import Notice
from network.outbox import RecordedEvent
from network.settings import Settings
from network.supervision.models import SessionState, SupervisionSession
from network.supervision.queries import sessions as queries
from tests.supervision import promises
from tests.supervision.crowd import Booker, crowded_client, days_ahead, make_crowd, portals
from tests.supervision_makers import make_supervisor

pytestmark = [pytest.mark.anyio, pytest.mark.process]

_PEOPLE = 200


async def test_two_hundred_requests_for_one_slot_book_it_once(db: Settings) -> None:
    supervisor = await make_supervisor(before=10, after=15)
    crowd = await make_crowd([supervisor], _PEOPLE)
    at = days_ahead(3)

    with portals(db, 2, jobs_inside="false") as servers:
        async with crowded_client() as client:
            answers = await asyncio.gather(
                *(one.book(client, servers[n % 2], at) for n, one in enumerate(crowd))
            )

    assert Counter(answer.status_code for answer in answers) == {303: 1, 409: _PEOPLE - 1}
    refused = [(one, a) for one, a in zip(crowd, answers, strict=True) if a.status_code == 409]
    assert [one.note for one, page in refused if _typed(page) != one.note] == []
    assert {_is_fresh(page, at.strftime("%Y-%m-%dT%H:%MZ")) for _, page in refused} == {True}
    await _is_booked_once_for(next(o for o, a in zip(crowd, answers, strict=True) if a.is_redirect))


def _typed(page: httpx.Response) -> str:
    found = re.search(r'<textarea[^>]*name="note"[^>]*>\n?([^<]*)</textarea>', page.text)
    return html.unescape(found[1]) if found else ""


def _is_fresh(page: httpx.Response, taken: str) -> bool:
    """Whether there are times to choose from, without the one that was taken."""
    offered = re.findall(r'name="slot" value="([^"]+)"', page.text)
    return len(offered) > 10 and taken not in offered


async def _is_booked_once_for(winner: Booker) -> None:
    session = await SupervisionSession.get().prefetch_related("places")
    people = {winner.person_id, winner.supervisor.person_id}
    assert session.state is SessionState.CONFIRMED
    assert set(queries.people_in(session)) == people
    assert await promises.double_booked() == []
    assert await promises.wrong_claims() == Counter()
    assert await promises.half_booked() == []
    told = await Notice.all().values_list("person_id", flat=True)
    assert sorted(map(str, told)) == sorted(map(str, people))
    assert await RecordedEvent.filter(name="SessionBooked").count() == 1
