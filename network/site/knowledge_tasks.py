"""What of knowledge waits for a reader, for Today."""

from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.i18n import _, lazy, ngettext
from network.knowledge import policy
from network.knowledge.queries import desk
from network.site.tasks import Task
from network.web.routing import path_for

_KINDS = {  # what: route, title, act
    "returned": ("knowledge:edit", lazy("A text of yours came back with a note"), lazy("Read")),
    "due": ("knowledge:show", lazy("Is this still valid?"), lazy("Look")),
}


async def waiting(actor: Actor) -> list[Task]:
    """Texts to review, texts that came back, and items to look at again."""
    found = await desk.waiting_for(actor, clock.now().date())
    return [*await _to_review(actor), *(_task(one) for one in found)]


async def _to_review(actor: Actor) -> list[Task]:
    count = len(await desk.queue(actor)) if policy.has_queue(actor) else 0
    if not count:
        return []
    title = ngettext("%(n)s text to review", "%(n)s texts to review", count)
    text = _("What waits longest stands first.")
    return [Task(title, text, path_for("knowledge:review"), _("Review"))]


def _task(one: desk.Waiting) -> Task:
    route, title, act = _KINDS[one.what]
    return Task(str(title), one.title, path_for(route, id=one.id), str(act))
