"""Reading accounts: the session behind a cookie, people by what they show, ways in."""

from collections.abc import Iterable
from typing import NoReturn
from uuid import UUID

from network.db import plain
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import NotFound
from network.kernel.ids import derive_token, hash_token
from network.kernel.keys import key
from network.kernel.travel import Days, Stretch, Where, stretches, where
from network.people import policy, rules
from network.people.models import (
    DisplayMode,
    Invitation,
    Person,
    RecoveryCode,
    Reset,
    SecondFactor,
    Session,
    Stage,
    Stay,
)


async def session_of(token: str) -> Session | None:
    """The living session behind a cookie, with its person; None when it ended or never was."""
    which = "WHERE session.token_hash = $1 AND NOT person.is_disabled"
    found = await plain.records(Session, which, hash_token(token), related=("person",))
    return found[0] if found and rules.is_alive(found[0], clock.now()) else None


def shown_name(person: Person, centre: str, region: str) -> str:
    """How a person is named to others, by their own choice."""
    return rules.shown_name(person, person.position, centre, region)


def shows_position(person: Person) -> bool:
    """Whether a person's position may stand beside their name without telling more."""
    return person.display_mode is DisplayMode.REAL


def shows_centre(person: Person) -> bool:
    """Whether a person's centre may be named beside them, by their own choice."""
    return rules.shows_centre(person)


def initials(name: str) -> str:
    """Up to two letters for the round mark in the bar."""
    return rules.initials(name)


def owes_conduct(person: Person) -> bool:
    """Whether a person has yet to accept the code of conduct as it is now."""
    return person.conduct_version < rules.CONDUCT_VERSION


def is_open(session: Session) -> bool:
    """Whether a session owes nothing more, such as a code."""
    return session.stage is Stage.OPEN


async def sessions_of(actor: Actor) -> list[Session]:
    """The actor's own living sessions, newest first."""
    rows = await Session.filter(person_id=actor.person_id, stage=Stage.OPEN).order_by("-seen_at")
    return [row for row in rows if rules.is_alive(row, clock.now())]


async def get_own(actor: Actor) -> Person:
    """The actor's own account."""
    return await get_person(actor.person_id) if actor.person_id else _absent()


async def get_person(person_id: UUID) -> Person:
    """An account that is not shut; what of it is shown is for the caller to ask the policy."""
    return await Person.get_or_none(id=person_id, is_disabled=False) or _absent()


async def get_any_person(person_id: UUID) -> Person:
    """An account, shut or not, for those who manage accounts."""
    return await Person.get_or_none(id=person_id) or _absent()


async def people_after(after: UUID | None, most: int) -> list[Person]:
    """The accounts that follow one, by key."""
    query = Person.filter(id__gt=after) if after else Person.all()
    return await query.order_by("id").limit(most)


async def people_of(ids: Iterable[UUID]) -> dict[UUID, Person]:
    """Accounts by key, without those shut."""
    rows = await Person.filter(id__in=list(ids), is_disabled=False)
    return {row.id: row for row in rows}


async def find_account(email: str) -> Person | None:
    return await Person.get_or_none(email_key=rules.email_key(email))


async def workplaces_of(person: Person) -> list[str]:
    """The names of the centres a person works or worked at."""
    names = await Person.filter(id=person.id).values_list("memberships__centre__name", flat=True)
    return [str(name) for name in names if name]


async def has_second_factor(person_id: UUID) -> bool:
    return await SecondFactor.filter(person_id=person_id).exists()


async def recovery_codes_left(person_id: UUID) -> int:
    return await RecoveryCode.filter(person_id=person_id, used_at=None).count()


async def invitation_behind(token: str) -> Invitation:
    """The open invitation behind a link, with its centre; used, old and unknown look the same."""
    found = await Invitation.get_or_none(token_hash=hash_token(token)).select_related("centre")
    return found if found and rules.is_open(found, clock.now()) else _absent()


async def get_invitation(invitation_id: UUID) -> Invitation:
    found = await Invitation.get_or_none(id=invitation_id).select_related("centre")
    return found or _absent()


async def open_invitations(centre_ids: Iterable[UUID] | None) -> list[Invitation]:
    """Invitations that can still be used; for these centres, or all with None."""
    query = Invitation.filter(accepted_at=None, revoked_at=None, ends_at__gt=clock.now())
    if centre_ids is not None:
        query = query.filter(centre_id__in=list(centre_ids))
    return await query.select_related("centre").order_by("-created_at").limit(200)


async def reset_behind(token: str) -> Reset:
    """The open reset behind a link, with its person; used, old and unknown look the same."""
    found = await Reset.get_or_none(token_hash=hash_token(token)).select_related("person")
    if found is None or found.person is None or not rules.is_open(found, clock.now()):
        return _absent()
    return _absent() if found.person.is_disabled else found


async def get_reset(reset_id: UUID) -> Reset:
    return await Reset.get_or_none(id=reset_id).select_related("person") or _absent()


def link_token(way_in: Invitation | Reset) -> str:
    """The token of a way in, computed again from its nonce; only its hash is stored."""
    purpose = type(way_in).__name__.lower()
    return derive_token(key("links"), purpose, way_in.nonce)


# travel ------------------------------------------------------------------------------------------


async def stays_of(actor: Actor) -> list[Stay]:
    """What the actor noted about their own travels, first to last."""
    return await Stay.filter(person_id=actor.person_id).order_by("first_on")


async def get_stay(actor: Actor, stay_id: UUID) -> Stay:
    """One of the actor's own stays."""
    found = await Stay.get_or_none(id=stay_id)
    return found if found and policy.can_keep_stay(actor, found) else _absent()


def days_of(stay: Stay) -> Days:
    """The days of a stay, for the rules of travel."""
    return Days(stay.first_on, stay.last_on, stay.zone)


async def where_is(person: Person) -> Where:
    """The clocks a person lives by, for their own eyes.

    Never for mail, which may be read by others.
    """
    if not travels(person):
        return person.zone
    return where(person.zone, (await travel_of([person.id], all_of=[person.id])).get(person.id, ()))


def travels(person: Person) -> bool:
    """Whether somebody noted days elsewhere that are not long over."""
    return rules.travels(person.away_until, clock.now())


def may_travel(person: object) -> bool:
    """The same for a relation that was read or not; if not, who knows."""
    return travels(person) if isinstance(person, Person) else True


async def travel_of(
    ids: Iterable[UUID], *, all_of: Iterable[UUID | None] = ()
) -> dict[UUID, tuple[Stretch, ...]]:
    """Those of some people who travel, and when by which clocks, to plan times with.

    Only what they let be planned with, but for `all_of`, who are shown their own. The zones are
    for computing; whoever shows something to others takes `travel.hidden`.
    """
    wanted = list(ids)
    if not wanted:
        return {}
    which = f"WHERE person_id IN ({plain.marks(wanted)})"
    rows = await plain.records(Stay, which, *wanted)
    found: dict[UUID, list[Days]] = {}
    own = set(all_of)
    for row in rows:
        if row.is_shared or row.person_id in own:
            found.setdefault(row.person_id, []).append(days_of(row))
    return {person_id: stretches(days) for person_id, days in found.items()}


def _absent() -> NoReturn:
    raise NotFound
