"""Calendars in the demonstration: for everybody one feed of each level their centre allows."""

from network.calendars.actions import feeds
from network.calendars.models.feeds import Detail, Feed, Purpose, Reach
from network.calendars.queries import feeds as queries
from network.demo.foundation import Loaded, actor_of
from network.kernel.ids import hash_token
from network.web.routing import path_for

_DEVICES = {
    Detail.BUSY: "Computer at work",
    Detail.NEUTRAL: "Telephone",
    Detail.FULL: "Tablet at home",
}
_WITH_DEADLINES = "LAK-2"


async def load(found: Loaded) -> None:
    """Make the feeds and note their addresses, which the portal itself does not keep."""
    for key in found.people:
        for detail in await queries.details_for(await actor_of(found, key)):
            await _feed(found, key, Purpose.SESSIONS, detail)
    await _feed(found, _WITH_DEADLINES, Purpose.DEADLINES, Detail.NEUTRAL)


async def _feed(found: Loaded, key: str, purpose: Purpose, detail: Detail) -> None:
    actor = await actor_of(found, key)
    token = await feeds.open_feed(actor, purpose, detail, _DEVICES[detail], Reach.FAR)
    if purpose is Purpose.DEADLINES:
        feed = await Feed.get(token_hash=hash_token(token))
        found.note("feed", path_for("feeds:edit", id=feed.id), key)
    found.feeds.append(
        {
            "owner": found.people[key].email,
            "purpose": purpose.value,
            "level": detail.value,
            "url": path_for("feeds:read", token=token),
        }
    )
