"""Reading centres, memberships and imports, always scoped to what the actor may see."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, NoReturn
from uuid import UUID

from tortoise.expressions import Q, Subquery
from tortoise.functions import Count

from network.centres import policy, rules
from network.centres.models import (
    Centre,
    CentreState,
    ColumnMapping,
    Contact,
    ImportBatch,
    ImportRow,
    Membership,
    NetworkRole,
    Revision,
    Risk,
)
from network.db import plain, read_instant
from network.kernel import clock, taxonomy, towns
from network.kernel.actor import Actor, Role, Standing
from network.kernel.errors import NotFound
from network.kernel.i18n import locale
from network.people import queries as people

if TYPE_CHECKING:
    from network.people.models import Person

_LONGEST_SLUG = 80
_STANDING = """
    SELECT 'role' AS what, centre_id, role FROM membership
        WHERE person_id = $1 AND (ends_at IS NULL OR ends_at > $2)
    UNION ALL SELECT 'network', NULL, role FROM network_role WHERE person_id = $1
    UNION ALL SELECT 'contact', contact.other_id, '' FROM contact
        JOIN membership ON membership.centre_id = contact.one_id
        WHERE person_id = $1 AND (ends_at IS NULL OR ends_at > $2)
    UNION ALL SELECT 'contact', contact.one_id, '' FROM contact
        JOIN membership ON membership.centre_id = contact.other_id
        WHERE person_id = $1 AND (ends_at IS NULL OR ends_at > $2)
"""  # everything an actor is made of, in one query, as every request asks for it
_AT_RISK = """
    SELECT membership.person_id FROM membership JOIN centre ON centre.id = membership.centre_id
    WHERE centre.risk = $1 AND (membership.ends_at IS NULL OR membership.ends_at > $2)
    AND membership.person_id IN ({})
"""
_WORKERS = """
    WHERE (membership.ends_at IS NULL OR membership.ends_at > $1)
    AND membership.person_id IN ({}) AND NOT person.is_disabled
"""


_STAFF = """
    SELECT membership.person_id AS person_id, membership.centre_id AS centre_id, centre.region,
        person.profession, MIN(membership.created_at) AS since, person.created_at AS opened
    FROM membership JOIN centre ON centre.id = membership.centre_id
        JOIN person ON person.id = membership.person_id
    WHERE centre.state = $1 AND membership.role <> $2 AND NOT person.is_disabled
        AND (membership.ends_at IS NULL OR membership.ends_at > $3)
    GROUP BY membership.person_id, membership.centre_id, centre.region, person.profession,
        person.created_at
    ORDER BY since, membership.centre_id, membership.person_id
"""


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody on the staff of a confirmed centre, and since when."""

    person_id: UUID
    centre_id: UUID
    region: str
    profession: str
    since: datetime


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """A centre as the directory keeps it. `levels` says from which standing each field is seen,
    `since` from which the centre itself is, or None while it is not in the directory.
    """

    id: UUID
    slug: str
    name: str
    sort_key: str
    town: str
    country: str
    region: str
    zone: str
    confirmed_at: datetime | None
    revision: int
    codes: tuple[str, ...]
    languages: tuple[str, ...]
    levels: Mapping[str, Standing]
    since: Standing | None
    tags: Mapping[str, Standing]

    def shows(self, actor: Actor, field: str) -> bool:
        """Whether this reader sees a field of the entry."""
        return actor.standing_to_centre(self.id) >= self.levels[field]


@dataclass(frozen=True, slots=True)
class Member:
    """A person at a centre with all their roles there."""

    person: "Person"
    roles: tuple[Role, ...]


def actor_of(person_id: UUID) -> plain.Question[Actor]:
    """Who somebody is right now: their roles at each centre and in the network, their contacts."""
    told = plain.rows(_STANDING, person_id, clock.now())
    return told.then(lambda rows: _actor(person_id, rows))


def _actor(person_id: UUID, rows: list[dict[str, Any]]) -> Actor:
    held: dict[UUID, set[Role]] = defaultdict(set)
    network, contacts = set(), set()
    for row in rows:
        if row["what"] == "role":
            held[UUID(str(row["centre_id"]))].add(Role(row["role"]))
        elif row["what"] == "network":
            network.add(Role(row["role"]))
        else:
            contacts.add(UUID(str(row["centre_id"])))
    return Actor(
        person_id=person_id,
        roles={centre_id: frozenset(roles) for centre_id, roles in held.items()},
        network_roles=frozenset(network),
        contact_ids=frozenset(contacts - set(held)),
    )


def role_name(role: str) -> str:
    """A role in the reader's words."""
    return str(rules.ROLE_NAMES[Role(role)]) if role in set(Role) else role


def field_names() -> dict[str, str]:
    """The fields of a profile in the reader's words."""
    return {name: str(label) for name, label in rules.FIELD_NAMES.items()}


def weekday_names() -> list[tuple[int, str]]:
    """ISO weekdays with their names in the reader's language."""
    names = locale().days["stand-alone"]["wide"]
    return [(day, str(names[day - 1])) for day in range(1, 8)]


def person_word(kind: str, code: str) -> str:
    """The word under which a profession or language is stored with a person."""
    return f"zz{kind}{code.lower().replace('-', '')}"


async def contacts_of(centre_ids: Iterable[UUID]) -> frozenset[UUID]:
    """The centres that are in contact with one of these."""
    own = list(centre_ids)
    if not own:
        return frozenset()
    pairs = await Contact.filter(one_id__in=own).values_list("one_id", "other_id")
    pairs += await Contact.filter(other_id__in=own).values_list("one_id", "other_id")
    return frozenset(centre for pair in pairs for centre in pair) - frozenset(own)


async def get_centre(actor: Actor, slug: str) -> Centre:
    """A centre the actor may see, by its address."""
    if len(slug) > _LONGEST_SLUG:
        return _absent()
    query = Centre.filter(policy.visible_to(actor)).get_or_none(slug=slug)
    return await query or _absent()


async def get_centre_by_id(actor: Actor, centre_id: UUID) -> Centre:
    """A centre the actor may see, by its key."""
    query = Centre.filter(policy.visible_to(actor)).get_or_none(id=centre_id)
    return await query or _absent()


async def centres_by_id(ids: Iterable[UUID]) -> dict[UUID, Centre]:
    """Centres by key, seen or not: what of them is shown is decided by `rules.shown_name`."""
    wanted = list(set(ids))
    if not wanted:
        return {}
    rows = await plain.records(Centre, f"WHERE id IN ({plain.marks(wanted)})", *wanted)
    return {row.id: row for row in rows}


async def coordinated(actor: Actor) -> list[Centre]:
    """The centres the actor coordinates, by name."""
    ids = list(actor.coordinated_ids)
    return await Centre.filter(id__in=ids).order_by("name_key") if ids else []


async def own_centres(actor: Actor) -> list[Centre]:
    """The centres the actor works at, by name."""
    ids = list(actor.centre_ids)
    return await Centre.filter(id__in=ids).order_by("name_key") if ids else []


async def all_centres(
    actor: Actor, *, state: str = "", query: str = "", page: int = 1, size: int = 50
) -> tuple[list[Centre], int]:
    """One page of all centres for the secretariat's desk, and how many there are."""
    if not actor.is_secretariat:
        raise NotFound
    found = Centre.all()
    if state in set(CentreState):
        found = found.filter(state=state)
    if query:
        found = found.filter(name_key__contains=rules.name_key(query))
    total = await found.count()
    return await found.order_by("name_key").offset((page - 1) * size).limit(size), total


def closures_of(centre: Centre) -> list[tuple[date, date]]:
    """The first and last day of each time a centre is closed, in their order."""
    return rules.closures(centre.closures)


async def counts_by_state() -> dict[str, int]:
    """How many centres are drafts, confirmed, closed."""
    rows = await Centre.annotate(n=Count("id")).group_by("state").values_list("state", "n")
    return dict.fromkeys(map(str, CentreState), 0) | {str(state): n for state, n in rows}


async def members_of(centre_id: UUID) -> list[Member]:
    """Everybody who works at a centre, by name, without shut accounts."""
    held: dict[UUID, list[Role]] = defaultdict(list)
    rows = await Membership.filter(_current(), centre_id=centre_id).values_list("person_id", "role")
    for person_id, role in rows:
        held[person_id].append(Role(role))
    found = await people.people_of(held)
    members = [Member(p, tuple(sorted(held[p.id]))) for p in found.values()]
    return sorted(members, key=lambda m: rules.name_key(m.person.name))


async def centres_of(person_ids: Iterable[UUID]) -> dict[UUID, list[Centre]]:
    """The confirmed and draft centres each person works at."""
    rows = await Membership.filter(_current(), person_id__in=list(person_ids)).select_related(
        "centre"
    )
    found: dict[UUID, dict[UUID, Centre]] = defaultdict(dict)
    for row in rows:
        found[row.person_id][row.centre_id] = row.centre
    return {person_id: list(centres.values()) for person_id, centres in found.items()}


async def workers_of(person_ids: Iterable[UUID]) -> "dict[UUID, tuple[Person, list[Centre]]]":
    """People whose account is open, with the centres each works at; those who work at one."""
    wanted = list(person_ids)
    if not wanted:
        return {}
    which = _WORKERS.format(plain.marks(wanted, 2))
    found: dict[UUID, tuple[Person, list[Centre]]] = {}
    sides = ("person", "centre")
    for person, centre in await plain.ends(Membership, which, clock.now(), *wanted, related=sides):
        centres = found.setdefault(person.id, (person, []))[1]
        if centre not in centres:
            centres.append(centre)
    return found


def _current() -> Q:
    """Roles that have not ended."""
    return Q(ends_at=None) | Q(ends_at__gt=clock.now())


async def holders_of(centre_id: UUID, *roles: Role) -> list[UUID]:
    """The people who hold one of these roles at a centre."""
    rows = Membership.filter(
        _current(), centre_id=centre_id, role__in=[str(role) for role in roles]
    )
    return sorted(set(await rows.values_list("person_id", flat=True)))  # type: ignore[arg-type]


async def holders_everywhere(*roles: Role) -> dict[UUID, frozenset[UUID]]:
    """Everybody who holds one of these roles at a confirmed centre, with all their centres."""
    rows = Membership.filter(_current(), centre__state=CentreState.CONFIRMED)
    held: dict[UUID, set[UUID]] = defaultdict(set)
    able: set[UUID] = set()
    for person_id, centre_id, role in await rows.values_list("person_id", "centre_id", "role"):
        held[person_id].add(centre_id)
        if role in roles:
            able.add(person_id)
    return {person_id: frozenset(held[person_id]) for person_id in able}


async def staff_everywhere() -> list[Worker]:
    """Everybody on the staff of a confirmed centre, once for each, the earliest first; no guests.

    `since` is when the later of account and membership began.
    """
    told = await plain.rows(_STAFF, CentreState.CONFIRMED, Role.GUEST, clock.now())
    return [
        Worker(
            person_id=UUID(str(row["person_id"])),
            centre_id=UUID(str(row["centre_id"])),
            region=row["region"],
            profession=row["profession"],
            since=max(read_instant(row["since"]), read_instant(row["opened"])),
        )
        for row in told
    ]


async def coordinator_ids() -> list[UUID]:
    """Everybody who coordinates a confirmed centre."""
    rows = Membership.filter(_current(), role=Role.COORDINATOR, centre__state=CentreState.CONFIRMED)
    return sorted(set(await rows.values_list("person_id", flat=True)))  # type: ignore[arg-type]


async def team_sizes(centre_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many people of each of these centres have an account here."""
    return {key: len(people) for key, people in (await teams_of(centre_ids)).items()}


async def teams_of(centre_ids: Iterable[UUID]) -> dict[UUID, set[UUID]]:
    """Who has an account at each of these centres."""
    found: dict[UUID, set[UUID]] = {key: set() for key in centre_ids}
    rows = Membership.filter(_current(), centre_id__in=list(found))
    for centre_id, person_id in await rows.values_list("centre_id", "person_id"):
        found[centre_id].add(person_id)
    return found


async def secretariat_ids() -> list[UUID]:
    rows = NetworkRole.filter(role=Role.NETWORK_ADMIN)
    return list(await rows.values_list("person_id", flat=True))  # type: ignore[arg-type]


async def network_roles() -> dict[UUID, list[str]]:
    """Everybody with a role for the whole network."""
    found: dict[UUID, list[str]] = defaultdict(list)
    for row in await NetworkRole.all().order_by("role"):
        found[row.person_id].append(row.role)
    return found


async def without_coordinator() -> list[Centre]:
    """Centres that nobody coordinates, drafts first."""
    taken = Subquery(Membership.filter(role=Role.COORDINATOR).values("centre_id"))
    query = Centre.exclude(state=CentreState.CLOSED).exclude(id__in=taken)
    return await query.order_by("-state", "name_key").limit(200)


async def closed_of(ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of these centres that are closed."""
    wanted = list(ids)
    if not wanted:
        return frozenset()
    rows = Centre.filter(id__in=wanted, state=CentreState.CLOSED)
    return frozenset(await rows.values_list("id", flat=True))  # type: ignore[arg-type]


def is_due(centre: Centre | DirectoryEntry) -> bool:
    """Whether it is time to ask a centre "still right?"."""
    return rules.is_due(centre.confirmed_at, clock.now())


async def at_high_risk(person_ids: Iterable[UUID]) -> frozenset[UUID]:
    """Those of these people who work at a centre about which a leak would do much harm."""
    wanted = list(person_ids)
    if not wanted:
        return frozenset()
    which = _AT_RISK.format(plain.marks(wanted, 3))
    rows = await plain.rows(which, Risk.HIGH.value, clock.now(), *wanted)
    return frozenset(UUID(str(row["person_id"])) for row in rows)


async def due_centres(limit: int = 50) -> list[Centre]:
    """Confirmed centres not confirmed again for six months and not reminded since."""
    now = clock.now()
    rows = await Centre.filter(
        state=CentreState.CONFIRMED, confirmed_at__lte=now - rules.FRESH
    ).order_by("confirmed_at")
    return [r for r in rows if r.reminded_at is None or r.reminded_at <= now - rules.FRESH][:limit]


async def stale_centres() -> list[Centre]:
    """Confirmed centres that are due, for the secretariat."""
    limit = clock.now() - rules.FRESH
    return (
        await Centre.filter(state=CentreState.CONFIRMED, confirmed_at__lte=limit)
        .order_by("confirmed_at")
        .limit(100)
    )


async def entries_changed_since(revision: int) -> list[DirectoryEntry]:
    """Directory entries that changed after a revision; all of them for a negative one."""
    rows = await Centre.filter(revision__gt=revision) if revision >= 0 else await Centre.all()
    return [_entry(row) for row in rows]


def _entry(centre: Centre) -> DirectoryEntry:
    levels = {field: rules.level_of(centre, field).needs for field in rules.FIELDS}
    tags = {c: levels.get(taxonomy.taxonomy_of(c) or "", Standing.OWN) for c in centre.codes}
    tags |= {f"language:{code}": levels["languages"] for code in centre.languages}
    tags[f"region:{centre.region}"] = Standing.VISITOR
    tags[f"zone:{centre.zone}"] = levels["town"]
    if place := towns.coordinates(centre.town, centre.country):
        tags[f"place:{place[0]:g},{place[1]:g}"] = levels["town"]
    return DirectoryEntry(
        id=centre.id,
        slug=centre.slug,
        name=centre.name,
        sort_key=centre.name_key,
        town=centre.town,
        country=centre.country,
        region=centre.region,
        zone=centre.zone,
        confirmed_at=centre.confirmed_at,
        revision=centre.revision,
        codes=tuple(centre.codes),
        languages=tuple(centre.languages),
        levels=levels,
        since=rules.listed_from(centre),
        tags=tags,
    )


async def revision() -> int:
    """The number of the last change to anything the directory shows."""
    return int((await Revision.get(id=1)).number)


async def get_batch(actor: Actor, batch_id: UUID) -> ImportBatch:
    """An import and its rows, for those who may import."""
    if not policy.can_import(actor):
        raise NotFound
    found = await ImportBatch.get_or_none(id=batch_id)
    return found or _absent()


async def batch_rows(batch_id: UUID) -> list[ImportRow]:
    return await ImportRow.filter(batch_id=batch_id).order_by("number")


async def recent_batches(actor: Actor) -> list[ImportBatch]:
    if not policy.can_import(actor):
        raise NotFound
    return await ImportBatch.all().order_by("-created_at").limit(20)


async def remembered_mapping(header_key: str) -> dict[str, str] | None:
    """How columns with this header were understood last time."""
    found = await ColumnMapping.get_or_none(header_key=header_key)
    return found.mapping if found else None


async def centres_named(keys: Iterable[str]) -> list[Centre]:
    """Centres by the folded form of their names, to recognise duplicates in a file."""
    return await Centre.filter(name_key__in=list(keys))


def _absent() -> NoReturn:
    raise NotFound


async def ids_by_name(names: Iterable[str]) -> dict[str, UUID]:
    """Centres behind their names or short names (slugs), as somebody wrote them in a file."""
    keys = {name: rules.name_key(name) for name in names}
    found = Centre.filter(Q(slug__in=list(keys)) | Q(name_key__in=list(keys.values())))
    rows = await found.values_list("id", "slug", "name_key")
    by_name = {str(written): key for key, *both in rows for written in both}
    return {
        name: by_name[written]
        for name, plain in keys.items()
        for written in (plain, name)
        if written in by_name
    }
