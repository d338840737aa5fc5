"""What of workshops waits for a reader, for Today."""

from datetime import timedelta

from network.kernel import clock, moments
from network.kernel.actor import Actor
from network.kernel.i18n import _, lazy, ngettext
from network.kernel.travel import Where
from network.site.tasks import Task
from network.web.routing import path_for
from network.workshops.queries.waiting_for import ON, Waiting, waiting_for

_MOST = 8
_SHOW = "workshops:show"
_OWN_ACTIONS = "workshops:actions"  # also of workshops that somebody does not see
_KINDS = {  # what: route, title, act; the most urgent first
    "offer": ("workshops:offer", lazy("A place in a workshop is kept for you"), lazy("Answer")),
    "code": ("workshops:present", lazy("Say that you are there"), lazy("Enter the code")),
    "under_way": (_SHOW, lazy("A workshop is under way"), lazy("Look")),
    "on": (_SHOW, lazy("A workshop is on today"), lazy("Look")),
    "invited": ("workshops:invitation", lazy("You are invited to a workshop"), lazy("Answer")),
    "speak": ("workshops:agenda", lazy("You are asked to speak at a workshop"), lazy("Answer")),
    "questions": ("workshops:follow-up", lazy("A workshop asks you something"), lazy("Answer")),
    "approve": ("workshops:people", lazy("People would like to come"), lazy("Look")),
    "check": (_SHOW, lazy("A workshop waits to be checked"), lazy("Read")),
    "outcome": ("workshops:outcome", lazy("Write what came of a workshop"), lazy("Write")),
    "read": ("workshops:outcome", lazy("The outcome of a workshop waits"), lazy("Read")),
    "action": (_OWN_ACTIONS, lazy("Something agreed at a workshop is due"), lazy("Look")),
    "release": ("workshops:agenda-draft", lazy("An agenda is not released yet"), lazy("Look")),
    "evaluate": ("workshops:evaluation", lazy("What was a workshop worth to you?"), lazy("Answer")),
}
_UNTIL = ("offer", "invited")


async def waiting(actor: Actor, zone: Where) -> list[Task]:
    """What the reader has to do for workshops, the most urgent kinds first."""
    order = list(_KINDS)
    found = [one for one in await waiting_for(actor) if _is_now(one, zone)]
    found.sort(key=lambda one: order.index(one.what))
    tasks = [_task(one, actor, zone) for one in found[:_MOST]]
    return [*tasks, _rest()] if len(found) > _MOST else tasks


def _task(one: Waiting, actor: Actor, zone: Where) -> Task:
    route, title, act = _KINDS[one.what]
    link = path_for(route) if route == _OWN_ACTIONS else path_for(route, id=one.id)
    when = _hours(one, actor, zone) if one.what in ON else _when(one, zone)
    return Task(_title(one, str(title)), when, link, str(act))


def _is_now(one: Waiting, zone: Where) -> bool:
    """What begins on another day of the reader's is not on yet."""
    return one.what != "on" or _is_today(one, zone)


def _is_today(one: Waiting, zone: Where) -> bool:
    return moments.local_day(one.at, zone) == moments.local_day(clock.now(), zone)


def _hours(one: Waiting, actor: Actor, zone: Where) -> str:
    """Which workshop, when it is on or goes on, and where: for members alone."""
    if not one.count:
        return one.title
    told = {"title": one.title, "place": one.place if actor.is_member else ""}
    if one.at > clock.now() and not _is_today(one, zone):
        return _("%(title)s. It goes on: %(at)s", at=moments.moment(one.at, zone), **told)
    told["since"] = moments.time(one.at, zone)
    told["until"] = moments.time(one.at + timedelta(minutes=one.count), zone)
    if told["place"]:
        return _("%(title)s, %(since)s to %(until)s, %(place)s", **told)
    return _("%(title)s, %(since)s to %(until)s", **told)


def _title(one: Waiting, title: str) -> str:
    if one.what != "approve":
        return title
    return ngettext(
        "%(n)s person would like to come to a workshop",
        "%(n)s people would like to come to a workshop",
        one.count,
    )


def _when(one: Waiting, zone: Where) -> str:
    """Which workshop, and until when, as far as there is an end."""
    until = _end(one, zone)
    if not until:
        return one.title
    if not one.title:
        return _("until %(at)s", at=until)
    return _("%(title)s, until %(at)s", title=one.title, at=until)


def _end(one: Waiting, zone: Where) -> str:
    if one.what in _UNTIL:
        return moments.moment(one.at, zone)
    return moments.day(one.due_on) if one.due_on else ""


def _rest() -> Task:
    text = _("What waits longest stands first.")
    return Task(_("More on workshops"), text, path_for("workshops:mine"), _("Look"))
