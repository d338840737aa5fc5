"""Who is in a visit, and who is told of its moves."""

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from network.centres import queries as centres
from network.exchanges.models.visits import Visit
from network.exchanges.vocabulary import Part
from network.kernel.actor import Role


def members_of(visit: Visit) -> list[UUID]:
    """Those in whose calendars a visit is: visitor, mentor, and the two who coordinate it."""
    found = (
        visit.visitor_id,
        visit.mentor_id,
        visit.home_coordinator_id,
        visit.host_coordinator_id,
    )
    return [person for person in found if person is not None]


class Left(NamedTuple):
    """The host and the mentor a visit had before something was done: who left is told of it."""

    host_id: UUID | None = None
    mentor_id: UUID | None = None


# who is told in several parts is told in the one nearest to the visit
_NEAREST = (Part.VISITOR, Part.MENTOR, Part.HOST, Part.HOME, Part.FOCAL_POINT, Part.SECRETARIAT)


async def told_of(visit: Visit, parts: Iterable[Part], before: Left | None) -> frozenset[UUID]:
    """The people behind some parts of a visit who are told what happens in it."""
    return frozenset(await parts_told(visit, parts, before))


async def parts_told(
    visit: Visit, parts: Iterable[Part], before: Left | None, actor_id: UUID | None = None
) -> dict[UUID, Part]:
    """The people behind some parts, but for who acts, each with the part in which they are told.

    The host is who is asked or agreed now, or did before. Of what was never submitted, nobody but
    the visitor knows.
    """
    wanted, before = set(parts), before or Left()
    now = Left(visit.host_centre_id or before.host_id, visit.mentor_id or before.mentor_id)
    if visit.submitted_at is None:
        wanted &= {Part.VISITOR}
    found: dict[UUID, Part] = {}
    for part in _NEAREST:
        if part in wanted:
            found = dict.fromkeys(await _behind(part, visit, now), part) | found
    return {person_id: part for person_id, part in found.items() if person_id != actor_id}


async def _behind(part: Part, visit: Visit, now: Left) -> list[UUID]:
    if part is Part.VISITOR:
        return [visit.visitor_id]
    if part is Part.MENTOR:
        return [now.mentor_id] if now.mentor_id else []
    if part is Part.SECRETARIAT:
        return await centres.secretariat_ids()
    if part is Part.HOME:
        return await centres.holders_of(visit.home_centre_id, Role.COORDINATOR)
    if part is Part.HOST and now.host_id:
        return await centres.holders_of(now.host_id, Role.COORDINATOR)
    return await focal_points_of(visit, now.host_id) if part is Part.FOCAL_POINT else []


async def focal_points_of(visit: Visit, host: UUID | None = None) -> list[UUID]:
    """The safety focal points of both centres; where there are none, those of the network."""
    centre_ids = [key for key in (visit.home_centre_id, visit.host_centre_id or host) if key]
    found: set[UUID] = set()
    for centre_id in centre_ids:
        found.update(await centres.holders_of(centre_id, Role.FOCAL_POINT))
    if not found:
        held = await centres.network_roles()
        found = {person for person, roles in held.items() if Role.FOCAL_POINT in roles}
    return sorted(found - {visit.visitor_id})
