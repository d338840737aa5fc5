"""What of supervision waits for a reader, for Today."""

from network.kernel import moments
from network.kernel.actor import Actor
from network.kernel.i18n import _, lazy
from network.kernel.travel import Where
from network.site.tasks import Task
from network.supervision.queries.waiting_for import Waiting, waiting_for
from network.web.routing import path_for

_SESSION, _RECORD = "sessions:show", "records:new"
_KINDS = {  # what: route, title, act
    "seat": (_SESSION, lazy("A seat is kept for you"), lazy("Look")),
    "answer": (_SESSION, lazy("You are asked for a session"), lazy("Answer")),
    "record": (_RECORD, lazy("Say what became of a session"), lazy("Record it")),
    "sign": ("agreements:show", lazy("An agreement waits for your signature"), lazy("Read")),
    "draft": ("agreements:show", lazy("You are asked for supervision"), lazy("Answer")),
    "poll": ("polls:show", lazy("Which times suit you?"), lazy("Answer")),
    "check": (_SESSION, lazy("Is the record of a session right?"), lazy("Look")),
    "coming": (_SESSION, lazy("A session is near"), lazy("Look")),
}
_UNTIL = ("seat", "poll")


async def waiting(actor: Actor, zone: Where) -> list[Task]:
    """Tasks, the most urgent kinds first."""
    order = list(_KINDS)
    found = await waiting_for(actor)
    found.sort(key=lambda one: order.index(one.what))
    return [_task(one, zone) for one in found]


def _task(one: Waiting, zone: Where) -> Task:
    route, title, act = _KINDS[one.what]
    return Task(str(title), _when(one, zone), path_for(route, id=one.id), str(act))


def _when(one: Waiting, zone: Where) -> str:
    if one.what in ("sign", "draft"):
        return ""
    at = moments.moment(one.at, zone)
    return _("until %(at)s", at=at) if one.what in _UNTIL else at
