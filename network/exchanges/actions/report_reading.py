"""What both centres and the library do with a learning report that was given."""

from uuid import UUID

from network import outbox
from network.db import transaction
from network.exchanges import policy
from network.exchanges.actions.moving import fact_of, held
from network.exchanges.models.learning import LearningReport
from network.exchanges.models.visits import Visit
from network.exchanges.queries import people, reports
from network.exchanges.vocabulary import Move, Part, VisitState
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, require
from network.kernel.i18n import _
from network.kernel.moves import Calendar


async def pass_to_host(actor: Actor, visit: Visit) -> None:
    """Say as the home coordinator that the report was read; the host hears that it is its turn.

    Doing it twice tells nobody again.
    """
    require(policy.can_endorse_report(actor, visit))
    async with transaction():
        stored = await held(visit)
        if stored.state is not VisitState.REPORT_REVIEW or stored.host_centre_id is None:
            raise Conflict(_("There is no report to read at this step."))
        unread = LearningReport.filter(visit_id=visit.id, home_read_at=None)
        if await unread.update(home_read_at=clock.now()):
            told = await people.parts_told(stored, [Part.HOST], None, actor.person_id)
            await outbox.record(actor, fact_of(stored, str(Move.REPORT), Calendar.NONE, told))


async def keep_item(visit_id: UUID, item_id: UUID) -> None:
    """Note which item of the library a released report became."""
    report = await reports.report_of(visit_id)
    if report is None or not await report.store(report.version, item_id=item_id):
        raise Conflict(_("The report was changed a moment ago."))
