"""What around check-ins waits for a reader, for Today; nothing of their own answers."""

from network.expertise.finder import Finder
from network.kernel.actor import Actor
from network.kernel.i18n import _, ngettext
from network.site.tasks import Task
from network.web.routing import path_for
from network.wellbeing.queries import help as queries


async def waiting(actor: Actor, index: Finder) -> list[Task]:
    """People who would like to hear from the reader, and signposts to look at again."""
    near = [index.centres.get(key) for key in actor.coordinated_ids]
    found = await queries.waiting_for(actor, [one.country for one in near if one and one.country])
    return [*_wishes(found.wishes), *_signposts(found.signposts)]


def _wishes(count: int) -> list[Task]:
    if not count:
        return []
    title = ngettext(
        "%(n)s person would like you to get in touch",
        "%(n)s people would like you to get in touch",
        count,
    )
    return [Task(title, "", path_for("check_in.wishes"), _("Look"))]


def _signposts(count: int) -> list[Task]:
    if not count:
        return []
    title = ngettext(
        "%(n)s signpost to help was not checked for a year",
        "%(n)s signposts to help were not checked for a year",
        count,
    )
    text = _("Look whether they are still right.")
    return [Task(title, text, path_for("check_in.signposts"), _("Look"))]
