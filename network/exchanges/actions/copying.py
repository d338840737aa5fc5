"""Starting an application from an earlier one."""

from network.db import transaction
from network.exchanges import policy
from network.exchanges.actions import applying
from network.exchanges.actions.applying import Goal
from network.exchanges.models.offers import ExchangeCall
from network.exchanges.models.visits import Visit
from network.exchanges.queries import visits
from network.kernel.actor import Actor
from network.kernel.errors import require

_COPIED = ("person", "content", "passing_on", "needs")
_STILL_TRUE = ("visa", "document_until", "days", "is_virtual")  # of the practical piece, no days


async def copy(actor: Actor, earlier: Visit, call: ExchangeCall | None = None) -> Visit:
    """Begin a draft with the words of one's own earlier application.

    Days, the own view of safety, consents and ratings belong to one visit, and are asked anew.
    """
    require(policy.can_write(actor, earlier))
    async with transaction():
        visit = await applying.start(actor, earlier.home_centre_id, call)
        await _copy_pieces(actor, earlier, visit)
        for goal in await visits.goals_of(earlier):
            written = Goal(
                specific=goal.specific,
                measure=goal.measure,
                how=goal.how,
                relevance=goal.relevance,
                competency=goal.competency,
            )
            await applying.write_goal(actor, visit, written)
    return await visits.fresh(visit.id)


async def _copy_pieces(actor: Actor, earlier: Visit, visit: Visit) -> None:
    old = await visits.application_of(earlier.id)
    found = {**old.parts, **old.private}
    practical = found.get("practical", {})
    kept = {name: found[name] for name in _COPIED if name in found}
    still = {name: practical[name] for name in _STILL_TRUE if name in practical}
    if still:
        kept["practical"] = still
    for version, (name, values) in enumerate(kept.items(), 1):
        await applying.save_piece(actor, visit, name, version, values)
