"""Where help is, who may be asked for it, and who was."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, NoReturn
from uuid import UUID

from network.centres import queries as centres
from network.db import plain
from network.kernel import companions
from network.kernel.actor import Actor, Role
from network.kernel.errors import NotFound
from network.wellbeing import policy
from network.wellbeing.models.help import ContactWish, InstrumentFile, Signpost
from network.wellbeing.queries import rounds
from network.wellbeing.rules import timing
from network.wellbeing.vocabulary import Addressee, FileState, WishState


@dataclass(frozen=True, slots=True)
class Companion:
    """Somebody who may be asked to get in touch, and as what."""

    person_id: UUID
    addressee: Addressee


class Waiting(NamedTuple):
    """How many people wait to hear from somebody, and how many of the signposts they keep nobody
    has looked at for a year.
    """

    wishes: int
    signposts: int


_WAITING = """
    SELECT
        (SELECT COUNT(*) FROM contact_wish WHERE to_id = $1 AND state = $2) AS wishes,
        (SELECT COUNT(*) FROM signpost WHERE checked_on <= $3 AND {}) AS signposts
"""


async def countries_of(actor: Actor) -> list[str]:
    """The countries of the centres somebody works at."""
    found = await centres.centres_by_id(actor.centre_ids)
    return sorted({one.country for one in found.values() if one.country})


async def kept_countries(actor: Actor) -> list[str]:
    """The countries whose signposts a coordinator keeps."""
    found = await centres.centres_by_id(actor.coordinated_ids)
    return sorted({one.country for one in found.values() if one.country})


async def signposts(
    actor: Actor, countries: Iterable[str], langs: Iterable[str] = ()
) -> list[Signpost]:
    """What helps in these countries and everywhere; what the reader reads best comes first."""
    if not policy.can_view_signposts(actor):
        _absent()
    found = await _posts(["", *countries])
    ranks = {lang: rank for rank, lang in enumerate(dict.fromkeys(langs))}
    return sorted(found, key=lambda one: ranks.get(one.lang, len(ranks)))


async def get_signpost(actor: Actor, signpost_id: UUID) -> Signpost:
    found = await Signpost.get_or_none(id=signpost_id)
    if found is None or not policy.can_view_signposts(actor):
        _absent()
    return found


async def companions_of(actor: Actor) -> list[Companion]:
    """Whom the actor may ask to get in touch: own supervisors, and focal points of own centres."""
    found = [Companion(one, Addressee.SUPERVISOR) for one in await companions.supervisors_of(actor)]
    at = await centres.holders_everywhere(Role.FOCAL_POINT)
    near = [person_id for person_id, where in at.items() if where & actor.centre_ids]
    found += [Companion(one, Addressee.FOCAL_POINT) for one in sorted(near)]
    return [one for one in found if one.person_id != actor.person_id]


async def wishes(actor: Actor) -> list[ContactWish]:
    """Open wishes of the actor, and those addressed to them."""
    visible = ContactWish.filter(policy.wishes_visible_to(actor), state=WishState.OPEN)
    return await visible.order_by("goes_on", "id").limit(100)


async def get_wish(actor: Actor, wish_id: UUID) -> ContactWish:
    found = await ContactWish.get_or_none(policy.wishes_visible_to(actor), id=wish_id)
    return found or _absent()


async def waiting_for(actor: Actor, countries: Iterable[str]) -> Waiting:
    """What waits for somebody who keeps the signposts of these countries, as a coordinator."""
    kept = [] if actor.is_secretariat else sorted(set(countries))
    which = "1 = 1" if actor.is_secretariat else f"country IN ({plain.marks(kept, 4)})"
    day = timing.last_good_check(rounds.today())
    sql = _WAITING.format(which if actor.is_secretariat or kept else "1 = 0")
    (row,) = await plain.rows(sql, actor.person_id, WishState.OPEN, day, *kept)
    return Waiting(row["wishes"], row["signposts"])


async def instruments(actor: Actor) -> list[InstrumentFile]:
    """Files the secretariat brought in; others see those in use."""
    query = InstrumentFile.all()
    if not policy.can_keep_instruments(actor):
        query = query.filter(state=FileState.IN_USE)
    return await query.order_by("key", "lang", "-created_at").limit(100)


async def get_instrument(actor: Actor, file_id: UUID) -> InstrumentFile:
    found = await InstrumentFile.get_or_none(id=file_id)
    if found is None or not (
        policy.can_keep_instruments(actor)
        or (policy.can_check_in(actor) and found.state is FileState.IN_USE)
    ):
        _absent()
    return found


async def _posts(countries: list[str]) -> list[Signpost]:
    where = f"WHERE country IN ({plain.marks(countries)}) ORDER BY kind, country, title, id"
    return await plain.records(Signpost, f"{where} LIMIT 300", *countries)


def _absent() -> NoReturn:
    raise NotFound
