"""What opening a round fixes: who is asked and where each of them counts, and its lock."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from uuid import UUID

from network.adapters import lock_files, sealing
from network.centres import queries as centres
from network.centres.queries import Worker
from network.wellbeing.models.rounds import Asked, CheckInRound, RoundCentre
from network.wellbeing.queries import kept
from network.wellbeing.rules import differencing, trees

_AT_ONCE = 500


async def draw_up(one: CheckInRound) -> tuple[UUID, ...]:
    """Write down who is asked, each at one centre; says who they are."""
    staff = _each_once(await centres.staff_everywhere(), set(one.centre_ids))
    rows = [_asked(one, worker) for worker in staff]
    await Asked.bulk_create(rows, batch_size=_AT_ONCE)
    before = await kept.staff_before()
    await RoundCentre.bulk_create(_centres(one, staff, rows, before), batch_size=_AT_ONCE)
    return tuple(sorted(row.person_id for row in rows))


def lock_for(one: CheckInRound) -> bytes:
    """A new lock; its key is on the disk, beside the database, before anything is locked."""
    lock, key = sealing.new_lock()
    lock_files.keep(one.id, key)
    return lock


def _each_once(staff: Iterable[Worker], centre_ids: set[str]) -> list[Worker]:
    """Whoever works at several centres counts where they were first; in no order."""
    found: dict[UUID, Worker] = {}
    for worker in staff:
        if not centre_ids or str(worker.centre_id) in centre_ids:
            found.setdefault(worker.person_id, worker)
    return random.sample(list(found.values()), len(found))


def _asked(one: CheckInRound, worker: Worker) -> Asked:
    return Asked(
        round_id=one.id,
        person_id=worker.person_id,
        centre_id=worker.centre_id,
        family=trees.family_of(worker.profession),
        is_new=differencing.is_new(worker.since.date(), one.opens_on),
    )


def _centres(
    one: CheckInRound,
    staff: Iterable[Worker],
    rows: Iterable[Asked],
    before: dict[UUID, frozenset[str]],
) -> list[RoundCentre]:
    regions = {worker.centre_id: worker.region for worker in staff}
    sizes: dict[UUID, Counter[str]] = defaultdict(Counter)
    now: dict[UUID, set[str]] = defaultdict(set)
    for row in rows:
        sizes[row.centre_id][str(row.family)] += 1
        now[row.centre_id].add(str(row.person_id))
    return [
        RoundCentre(
            round_id=one.id,
            centre_id=centre_id,
            region=regions[centre_id],
            eligible=dict(found),
            is_withheld=differencing.has_moved(before.get(centre_id, frozenset()), now[centre_id]),
        )
        for centre_id, found in sizes.items()
    ]
