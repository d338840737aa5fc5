"""Writing an application piece by piece, submitting it, and what the own coordinator says."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from network.centres import queries as centres
from network.db import transaction
from network.exchanges import policy
from network.exchanges.actions.moving import held, move
from network.exchanges.models.learning import LearningGoal
from network.exchanges.models.offers import ExchangeCall, ExchangeWindow
from network.exchanges.models.visits import Application, HostChoice, Visit
from network.exchanges.pieces import PIECES, unknown_fields
from network.exchanges.queries import gates as gate_queries
from network.exchanges.queries import visits, windows
from network.exchanges.rules import gates as gate_rules
from network.exchanges.rules import goals, offers
from network.exchanges.rules.facts import Request
from network.exchanges.rules.selection import Gate
from network.exchanges.vocabulary import Move, OfferState, Part, VisitState
from network.kernel import taxonomy
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Forbidden, Invalid, Stale, require
from network.kernel.i18n import _

MOST_HOSTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What somebody wants to be able to do, and where they see themselves before (0 to 4)."""

    specific: str
    measure: str = ""
    how: str = ""
    relevance: str = ""
    by_on: date | None = None
    competency: str = ""
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """A centre somebody would like to visit, in one of its windows or at any time."""

    centre_id: UUID
    window_id: UUID | None = None


# writing -----------------------------------------------------------------------------------------


async def start(
    actor: Actor,
    centre_id: UUID,
    call: ExchangeCall | None = None,
    window: ExchangeWindow | None = None,
) -> Visit:
    """Begin an application from a centre, for a call that is open, an offer, or of its own.

    Nobody else sees it before it is submitted. Raises Conflict when the call takes none now, and
    Invalid for an offer of the own centre.
    """
    require(policy.can_apply(actor, centre_id))
    if actor.person_id is None:
        raise Forbidden
    if call is not None and not offers.takes(call, windows.today()):
        raise Conflict(_("This call does not take applications now."))
    async with transaction():
        visit = await Visit.create(
            visitor_id=actor.person_id,
            home_centre_id=centre_id,
            call_id=call.id if call else None,
        )
        await Application.create(visit_id=visit.id)
        if window is not None:
            await _begin_from(actor, visit, window)
    return visit


async def _begin_from(actor: Actor, visit: Visit, window: ExchangeWindow) -> None:
    """What an offer says already, and its centre as the first host."""
    await rank_hosts(actor, visit, [Wish(window.centre_id, window.id)])
    purpose = window.purposes[0] if len(window.purposes) == 1 else ""
    content = {"purpose": purpose, "themes": window.themes, "lang": window.lang}
    kept = {name: value for name, value in content.items() if value}
    await save_piece(actor, visit, "content", 1, kept)


async def save_piece(
    actor: Actor, visit: Visit, name: str, version: int, values: Mapping[str, Any]
) -> Application:
    """Keep one piece of an application as it is, finished or not.

    Raises Stale with what is stored when the application changed since `version`, Conflict once it
    is not a draft any more, and Invalid for fields the piece does not have.
    """
    require(policy.can_write(actor, visit))
    unknown = unknown_fields(name, values)
    if name not in PIECES or unknown:
        raise Invalid(**{field: _("This is not asked here.") for field in unknown})
    async with transaction():
        stored = await _draft(visit)
        application = await visits.application_of(visit.id)
        column = "private" if PIECES[name].is_private else "parts"
        kept = {**getattr(application, column), name: dict(values)}
        if not await application.store(version, **{column: kept}):
            raise Stale(_("This was changed in another window."), application)
        await _mirror(stored, name, values)
    return application


async def _draft(visit: Visit) -> Visit:
    """A draft as it is now, held until the transaction ends."""
    stored = await held(visit)
    if stored.state is not VisitState.DRAFT:
        raise Conflict(_("This application was submitted. It can be changed when it is returned."))
    return stored


_MIRRORED: Mapping[str, Mapping[str, Any]] = {
    "content": {"purpose": "", "themes": [], "lang": ""},
    "practical": {"is_virtual": False, "days": 0, "from_on": None, "until_on": None},
}
_DAYS = ("from_on", "until_on")


async def _mirror(visit: Visit, name: str, values: Mapping[str, Any]) -> None:
    """Keep with the visit what lists and rules ask of it; a day that is none is left out."""
    columns = _MIRRORED.get(name, {})
    changes = {column: values.get(column) or empty for column, empty in columns.items()}
    changes |= {day: _day(day, changes[day]) for day in _DAYS if changes.get(day)}
    _check_mirrored(changes)
    if changes:
        await visit.store(visit.version, **changes)


def _day(name: str, written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise Invalid(**{name: _("This is not a day.")}) from None


def _check_mirrored(changes: Mapping[str, Any]) -> None:
    if changes.get("purpose") and changes["purpose"] not in taxonomy.codes("purposes"):
        raise Invalid(purpose=_("Choose one of the list."))
    days = changes.get("days", 0)
    if not isinstance(days, int) or days < 0:
        raise Invalid(days=_("Give a number of days."))
    first, last = changes.get("from_on"), changes.get("until_on")
    if first and last and last < first:
        raise Invalid(until_on=_("The last day is before the first."))


async def write_goal(actor: Actor, visit: Visit, goal: Goal) -> LearningGoal:
    """Add a learning goal to a draft; three are enough."""
    require(policy.can_write(actor, visit))
    _check_goal(goal)
    async with transaction():
        await _draft(visit)
        count = await LearningGoal.filter(visit_id=visit.id).count()
        if count >= goals.MOST_GOALS:
            raise Conflict(_("Three goals are enough for one visit."))
        last = await LearningGoal.filter(visit_id=visit.id).order_by("-position").first()
        position = last.position + 1 if last else 0
        return await LearningGoal.create(visit_id=visit.id, position=position, **asdict(goal))


async def change_goal(
    actor: Actor, visit: Visit, stored: LearningGoal, version: int, goal: Goal
) -> None:
    """Write a learning goal of a draft anew. Raises Stale when it changed since `version`."""
    require(policy.can_write(actor, visit))
    _check_goal(goal)
    async with transaction():
        await _draft(visit)
        if not await stored.store(version, **asdict(goal)):
            fresh = await LearningGoal.get_or_none(id=stored.id)
            raise Stale(_("This was changed in another window."), fresh or stored)


def _check_goal(goal: Goal) -> None:
    if not goal.specific.strip():
        raise Invalid(specific=_("Say what you want to be able to do."))
    if goal.before is not None and goal.before not in goals.SCALE:
        raise Invalid(before=_("Choose one of the list."))
    if goal.competency and goal.competency not in taxonomy.codes("competencies", "approaches"):
        raise Invalid(competency=_("Choose one of the list."))


async def remove_goal(actor: Actor, visit: Visit, goal_id: UUID) -> None:
    """Take a learning goal out of a draft."""
    require(policy.can_write(actor, visit))
    async with transaction():
        await _draft(visit)
        await LearningGoal.filter(id=goal_id, visit_id=visit.id).delete()


async def rank_hosts(actor: Actor, visit: Visit, wishes: Iterable[Wish]) -> None:
    """Say which centres could be the host, the best first. Those asked before keep their answer.

    Raises Invalid for the own centre, NotFound for centres and windows the actor does not see. A
    window of a centre that does not show its name can be chosen like any other.
    """
    require(policy.can_rank_hosts(actor, visit))
    wanted = list(dict.fromkeys(wishes))[:MOST_HOSTS]
    await _check_wishes(actor, visit, wanted)
    async with transaction():
        await held(visit)
        await HostChoice.filter(visit_id=visit.id, state=OfferState.RANKED).delete()
        last = await HostChoice.filter(visit_id=visit.id).order_by("-rank").first()
        first = last.rank + 1 if last else 1
        for rank, wish in enumerate(wanted, first):
            await HostChoice.create(visit_id=visit.id, rank=rank, **asdict(wish))


async def _check_wishes(actor: Actor, visit: Visit, wishes: list[Wish]) -> None:
    for wish in wishes:
        if wish.centre_id == visit.home_centre_id:
            raise Invalid(hosts=_("The host has to be another centre."))
        if wish.window_id is None:
            await centres.get_centre_by_id(actor, wish.centre_id)
        elif (await windows.get_window(actor, wish.window_id)).centre_id != wish.centre_id:
            raise Invalid(hosts=_("Choose one of the list."))


# from hand to hand -------------------------------------------------------------------------------


async def submit(actor: Actor, visit: Visit) -> Visit:
    """Give an application to the own coordinator; raises Refused while something is missing."""
    return await move(actor, visit, Move.SUBMIT)


async def give_back(actor: Actor, visit: Visit, note: str) -> Visit:
    """Return an application to its writer with a word on what is missing; it stays the same one."""
    return await move(actor, visit, Move.RETURN, Request(note=note))


async def endorse(
    actor: Actor,
    visit: Visit,
    gates: Iterable[Gate],
    cover: str,
    *,
    is_small: bool = False,
    version: int | None = None,
) -> Visit:
    """Say that the home centre stands behind an application: which conditions are met, and who
    covers the work. What is known counts more than what is said: a condition that is known not to
    be met is not. Raises Refused while one is not, Stale if it was written anew since `version`.
    """
    require(Part.HOME in policy.parts_in(actor, visit))
    async with transaction():
        stored = await held(visit)
        application = await visits.application_of(visit.id)
        if version is not None and application.version != version:
            raise Stale(_("The application was changed since you read it."), application)
        known = await gate_queries.known_of(stored, application, is_small=is_small)
        met = set(gates) - set(gate_rules.contradicted(known))
        kept = {str(gate): gate in met for gate in Gate} | {gate_rules.IS_SMALL: is_small}
        await Application.filter(visit_id=visit.id).update(gates=kept, cover=cover.strip())
        return await move(actor, visit, Move.ENDORSE)
