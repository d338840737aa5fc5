"""What of exchange visits waits for a reader, for Today."""

from network.exchanges.queries import duties
from network.exchanges.queries.duties import Duty
from network.kernel import clock, moments
from network.kernel.actor import Actor
from network.kernel.i18n import _, lazy
from network.site.tasks import Task
from network.web.routing import path_for

_MOST = 8
_ACTS = {
    "endorse": lazy("Read"),
    "answer": lazy("Answer"),
    "answer_place": lazy("Answer"),
    "answer_poll": lazy("Answer"),
    "answer_days": lazy("Answer"),
    "sign": lazy("Read"),
    "report": lazy("Write"),
    "read": lazy("Read"),
    "clear": lazy("Read"),
    "follow_up": lazy("Answer"),
    "review": lazy("Read"),
}


async def waiting(actor: Actor) -> list[Task]:
    """What the reader has to do on visits, the most urgent first; the rest is on the desk."""
    found = await duties.duties_of(actor, clock.now())
    mine = [one for one in found if one.is_mine]
    tasks = [_task(one) for one in mine[:_MOST]]
    return [*tasks, _rest()] if len(mine) > _MOST else tasks


def _task(one: Duty) -> Task:
    link = path_for(one.link, **one.values)
    return Task(one.text, _until(one), link, str(_ACTS.get(one.code, lazy("Look"))))


def _until(one: Duty) -> str:
    if one.due_on is None:
        return _("Exchange visit")
    return _("Exchange visit, until %(day)s", day=moments.day(one.due_on))


def _rest() -> Task:
    text = _("What waits longest stands first.")
    return Task(_("More on exchange visits"), text, path_for("visits:mine"), _("Look"))
