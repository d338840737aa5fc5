"""The readiness board: visits of the coming eight weeks and what each still needs, all at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tortoise.expressions import Q

from network.exchanges.models.agreeing import AgreementEdition
from network.exchanges.models.staying import ChecklistItem, ProgrammeItem
from network.exchanges.models.visits import Visit
from network.exchanges.queries import labels
from network.exchanges.queries.labels import Labels
from network.exchanges.rules import checklists, clauses, readiness
from network.exchanges.rules.checklists import Done, Entry, Ready
from network.exchanges.rules.readiness import Cell, Need
from network.exchanges.vocabulary import Part, Side, VisitState
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import NotFound
from network.people import queries as people

_WATCHED = (VisitState.HOST_ACCEPTED, VisitState.CONFIRMED)
_MOST = 1_000
_SIGNERS = {Part.VISITOR: Side.VISITOR, Part.HOME: Side.HOME, Part.HOST: Side.HOST}


@dataclass(frozen=True, slots=True)
class Row:
    """One visit on the board."""

    visit: Visit
    ready: Ready
    cells: Mapping[Need, Cell]


async def watched(actor: Actor) -> list[Visit]:
    """The visits that begin within eight weeks: of the own centres, or all for the secretariat.

    For everybody else there is no board.
    """
    if not (actor.is_secretariat or actor.coordinated_ids):
        raise NotFound
    today = clock.now().date()
    until = today + checklists.WATCHED_FROM
    query = Visit.filter(_of_centres(actor), state__in=_WATCHED)
    query = query.filter(first_on__lte=until, last_on__gte=today)
    return await query.order_by("first_on", "id").limit(_MOST)


async def rows_of(actor: Actor, visits: Iterable[Visit]) -> tuple[list[Row], Labels]:
    """How visits stand, with the words for them; as many statements for one as for many."""
    found = list(visits)
    words = await labels.labels_for(actor, found)
    if not found:
        return [], words
    ids = [visit.id for visit in found]
    unsigned = await _unsigned(found)
    items = await _items(ids)
    planned = await _planned(ids)
    today = clock.now().date()
    rows = []
    for visit in found:
        entries = dict(items[visit.id])
        entries[Need.AGREEMENT] = _agreement(visit, unsigned)
        entries[Need.CONDUCT] = _conduct(visit, words)
        entries[Need.PROGRAMME] = _programme(visit, planned)
        rows.append(_row(visit, entries, today))
    return rows, words


def _of_centres(actor: Actor) -> Q:
    if actor.is_secretariat:
        return Q()
    own = list(actor.coordinated_ids)
    return Q(home_centre_id__in=own) | Q(host_centre_id__in=own)


def _row(visit: Visit, entries: Mapping[Need, list[Entry]], today: date) -> Row:
    every = [entry for found in entries.values() for entry in found]
    ready = checklists.readiness(every, visit.first_on or today, today)
    return Row(visit, ready, readiness.cells(entries, today))


# the agreement -----------------------------------------------------------------------------------


async def _unsigned(visits: list[Visit]) -> dict[UUID, list[Part]]:
    """Who has not signed what a visit is now; a confirmed one was signed by all."""
    agreeing = {v.id: v for v in visits if v.state is VisitState.HOST_ACCEPTED}
    if not agreeing:
        return {}
    query = AgreementEdition.filter(visit_id__in=list(agreeing), voided_at=None)
    newest: dict[UUID, AgreementEdition] = {}
    for edition in await query.order_by("number").prefetch_related("signatures"):
        newest[edition.visit_id] = edition
    return {key: _missing(visit, newest.get(key)) for key, visit in agreeing.items()}


def _missing(visit: Visit, newest: AgreementEdition | None) -> list[Part]:
    if newest is None or not clauses.is_current(newest, visit):
        return [Part.HOST, Part.HOME, Part.VISITOR]
    signed = {one.side for one in newest.signatures}
    return [part for part, side in _SIGNERS.items() if side not in signed]


def _agreement(visit: Visit, unsigned: Mapping[UUID, list[Part]]) -> list[Entry]:
    missing = unsigned.get(visit.id, [])
    return _single(
        visit, Need.AGREEMENT, missing[0] if missing else Part.HOST, is_open=bool(missing)
    )


# the rest ----------------------------------------------------------------------------------------


async def _items(ids: list[UUID]) -> dict[UUID, dict[Need, list[Entry]]]:
    found: dict[UUID, dict[Need, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for item in await ChecklistItem.filter(visit_id__in=ids):
        if item.due_on is not None:
            found[item.visit_id][Need(item.area)].append(_entry(item, item.due_on))
    return found


def _entry(item: ChecklistItem, due_on: date) -> Entry:
    return Entry(
        code=item.code,
        owner=Part(item.owner),
        due_on=due_on,
        is_required=item.is_required,
        state=Done(item.state),
        is_before=item.offset_days < 0,
    )


async def _planned(ids: list[UUID]) -> set[UUID]:
    """The visits that have something in their programme."""
    rows = ProgrammeItem.filter(visit_id__in=ids, removed_at=None).distinct()
    return set(await rows.values_list("visit_id", flat=True))  # type: ignore[arg-type]


def _conduct(visit: Visit, words: Labels) -> list[Entry]:
    visitor = words.people.get(visit.visitor_id)
    owes = visitor is None or people.owes_conduct(visitor[0])
    return _single(visit, Need.CONDUCT, Part.VISITOR, is_open=owes)


def _programme(visit: Visit, planned: set[UUID]) -> list[Entry]:
    return _single(visit, Need.PROGRAMME, Part.HOST, is_open=visit.id not in planned)


def _single(visit: Visit, need: Need, owner: Part, *, is_open: bool) -> list[Entry]:
    starts_on = visit.first_on or clock.now().date()
    return [readiness.entry_of(need, owner, starts_on, is_done=not is_open)]
