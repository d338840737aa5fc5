"""A workshop in words: when and where it is, what it is about, how many places it has."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from network.centres import policy as centres
from network.kernel import clock, languages, moments, taxonomy, zones
from network.kernel.actor import Actor
from network.kernel.i18n import _, ngettext, series
from network.kernel.travel import Where, zone_of
from network.workshops import policy
from network.workshops.models.workshops import Workshop
from network.workshops.queries import workshops
from network.workshops.queries.whole import Session
from network.workshops.queries.workshops import Seen
from network.workshops.rules import guards, limit_words, names, states, timing
from network.workshops.rules.seats import Group, Room
from network.workshops.rules.states_table import TAKES_SEATS
from network.workshops.vocabulary import Limit, Mode, Reason, Tie, WorkshopState

_GOOD = (
    WorkshopState.OPEN,
    WorkshopState.RUNNING,
    WorkshopState.OUTCOMES_PUBLISHED,
    WorkshopState.ARCHIVED,
)
_MOVED_ASIDE = (WorkshopState.POSTPONED, WorkshopState.CANCELLED)
_MEETS = frozenset({Tie.CONFIRMED, Tie.SPEAKER})


class When(NamedTuple):
    """A time on the clocks of its place, and on the reader's where those show another."""

    day: str
    span: str
    place: str
    own: str = ""


class Places(NamedTuple):
    """Places of everybody, or of a group: in words, and whether all are taken."""

    told: str
    is_full: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A workshop in a list, as far as its reader may know it."""

    workshop: Workshop
    state: str
    state_kind: str
    days: str
    about: list[str]
    centre: str
    spoken: str
    until: str = ""
    note: str = ""


# where it is -------------------------------------------------------------------------------------


def state_of(workshop: Workshop) -> WorkshopState:
    """The state it is in now, also when nothing has stored it yet."""
    return timing.state_now(workshops.facts_from(workshop), clock.now())


def state_words(state: WorkshopState) -> tuple[str, str]:
    """Which kind of tag a state has, and its name."""
    if state is WorkshopState.CANCELLED:
        return "stop", str(names.STATES[state])
    return "done" if state in _GOOD else "wait", str(names.STATES[state])


def reason_of(actor: Actor, seen: Seen) -> str:
    """Why a workshop is off, as far as the reader may know; mostly nothing."""
    code = seen.workshop.reason
    if seen.workshop.state not in _MOVED_ASIDE or not code:
        return ""
    if policy.can_see_reason(actor, *seen):
        return names.reason(code)
    return names.reason(states.shown_reason(Reason(code)) or "")


# lists -------------------------------------------------------------------------------------------


def row(actor: Actor, workshop: Workshop, where: Where, note: str = "") -> Row:
    """A workshop in a list; `note` is what its reader has to do with it."""
    state = state_of(workshop)
    kind, name = state_words(state)
    return Row(
        workshop=workshop,
        state=name,
        state_kind=kind,
        days=days_of(workshop),
        about=[*kinds_of(workshop), *taxonomy.labels(workshop.themes)],
        centre=centres.shown_name(actor, workshop.centre),
        spoken=languages_of(workshop),
        until=until_of(workshop, where) if state is WorkshopState.OPEN else "",
        note=note,
    )


def days_of(workshop: Workshop) -> str:
    """The days of a workshop, on the clocks of its host; none while new days are open."""
    if workshop.state is WorkshopState.POSTPONED:
        return ""
    return moments.period(workshop.first_on, workshop.last_on)


def kinds_of(workshop: Workshop) -> list[str]:
    """What kind of meeting it is, for which part of the world, and how one takes part."""
    region = taxonomy.label(workshop.region) if workshop.region else ""
    found = [taxonomy.label(workshop.kind), region, str(names.MODES[workshop.mode])]
    return [one for one in found if one]


def languages_of(workshop: Workshop) -> str:
    return series(languages.name(code) for code in workshop.languages or [workshop.lang])


def until_of(workshop: Workshop, where: Where) -> str:
    """Until when one can register, on the reader's clocks."""
    at = guards.closes_at(workshops.facts_from(workshop))
    return moments.moment(at, where) if at else ""


# about it ----------------------------------------------------------------------------------------


def facts(actor: Actor, seen: Seen, where: Where) -> list[tuple[str, str]]:
    """What is known of a workshop, by name."""
    workshop = seen.workshop
    interpreted = series(languages.name(code) for code in workshop.interpreted)
    rows = [
        (_("Host"), centres.shown_name(actor, workshop.centre)),
        (_("Together with"), workshop.partners),
        (_("Kind"), taxonomy.label(workshop.kind)),
        (_("Scope"), _scope(workshop)),
        (_("Themes"), series(taxonomy.labels(workshop.themes))),
        (_("Languages"), languages_of(workshop)),
        (_("Interpretation into"), interpreted),
        (_("Form"), str(names.MODES[workshop.mode])),
        (_("Where"), workshop.place if knows_place(actor, seen) else ""),
        (_("For whom"), str(names.LEVELS[workshop.level])),
        (_("Registration"), _registration(workshop, where)),
    ]
    return [(name, value) for name, value in rows if value]


def knows_place(actor: Actor, seen: Seen) -> bool:
    """Where people meet is not for the whole world to know, also of a public workshop; nor for
    members who may not know the town.
    """
    is_there = seen.workshop.mode is not Mode.ONLINE
    return is_there and actor.is_member and policy.knows_town(actor, *seen)


def join_page(actor: Actor, seen: Seen) -> str:
    """Where one joins online: for those with a place, who speak, or who run it."""
    is_on = seen.workshop.mode is not Mode.ON_SITE and seen.workshop.state not in _MOVED_ASIDE
    meets = not _MEETS.isdisjoint(seen.ties) or policy.can_run(actor, *seen)
    return seen.workshop.join_page if is_on and meets else ""


def _scope(workshop: Workshop) -> str:
    region = taxonomy.label(workshop.region) if workshop.region else ""
    return series(one for one in (str(names.SCOPES[workshop.scope]), region) if one)


def _registration(workshop: Workshop, where: Where) -> str:
    opens, now = workshop.opens_at, clock.now()
    if workshop.state is WorkshopState.OPEN and opens and now < opens:
        return _("Opens on %(moment)s", moment=moments.moment(opens, where))
    until = until_of(workshop, where)
    if workshop.state is not WorkshopState.OPEN or not until:
        return ""
    return _("Open until %(moment)s", moment=until)


# when --------------------------------------------------------------------------------------------


def when_of(session: Session, where: Where, *, knows_town: bool) -> When:
    """A session on the clocks of its place, and on the reader's where those show another time."""
    since, until = session.starts_at, session.starts_at + timedelta(minutes=session.minutes)
    own_zone = zone_of(where, since)
    return When(
        day=moments.day(moments.local_day(since, session.zone)),
        span=span(since, until, session.zone),
        place=town_or_offset(since, session.zone, knows_town=knows_town),
        own=_own_time(since, until, session.zone, own_zone) if own_zone else "",
    )


def town_or_offset(at: datetime, zone: str, *, knows_town: bool) -> str:
    """Whose clocks a time is on, in a word."""
    return moments.place(zone) if knows_town else moments.offset(at, zone)


def span(since: datetime, until: datetime, zone: str) -> str:
    """From when to when on the clocks of a zone; another day is said."""
    first, last = moments.local_day(since, zone), moments.local_day(until, zone)
    if first == last:
        return f"{moments.time(since, zone)}–{moments.time(until, zone)}"
    return _(
        "%(since)s to %(until)s on %(day)s",
        since=moments.time(since, zone),
        until=moments.time(until, zone),
        day=moments.near_day(last),
    )


def _own_time(since: datetime, until: datetime, zone: str, own: str) -> str:
    if zones.offset(since, zone) == zones.offset(since, own):
        return ""
    day, there = moments.local_day(since, own), moments.place(own)
    if day == moments.local_day(since, zone):
        return _("%(span)s in %(place)s", span=span(since, until, own), place=there)
    return _(
        "%(day)s, %(span)s in %(place)s",
        day=moments.near_day(day),
        span=span(since, until, own),
        place=there,
    )


# places ------------------------------------------------------------------------------------------


def places(workshop: Workshop, room: Room) -> list[Places]:
    """How many places there are and are free; of each group too, so that a full one is named."""
    if workshop.state not in TAKES_SEATS or not workshop.capacity:
        return []
    return [_all_places(room), *(_of_group(group, room) for group in room.groups)]


def full(rows: Iterable[Places]) -> bool:
    """Whether nobody gets a place any more, of whatever group."""
    return next((one.is_full for one in rows), False)


def _all_places(room: Room) -> Places:
    if not room.free:
        told = ngettext("The only place is taken.", "All %(n)s places are taken.", room.capacity)
        return Places(told, is_full=True)
    told = ngettext(
        "%(free)s of %(n)s place free.",
        "%(free)s of %(n)s places free.",
        room.capacity,
        free=room.free,
    )
    return Places(told, is_full=False)


def _of_group(group: Group, room: Room) -> Places:
    name = limit_words.group_name(group)
    if group.kind is Limit.KEPT:
        return Places(_kept(group, room, name), is_full=False)
    if not group.keys:
        told = ngettext(
            "%(group)s: at most %(n)s place each.",
            "%(group)s: at most %(n)s places each.",
            group.places,
            group=name,
        )
        return Places(told, is_full=False)
    free = max(0, group.places - room.count_of(group))
    if not free:
        told = ngettext(
            "%(group)s: the only place is taken.",
            "%(group)s: all %(n)s places are taken.",
            group.places,
            group=name,
        )
        return Places(told, is_full=True)
    told = ngettext(
        "%(group)s: %(free)s of %(n)s place free.",
        "%(group)s: %(free)s of %(n)s places free.",
        group.places,
        group=name,
        free=free,
    )
    return Places(told, is_full=False)


def _kept(group: Group, room: Room, name: str) -> str:
    is_over = group.kept_until is not None and group.kept_until <= clock.now()
    left = 0 if is_over else max(0, group.places - room.count_of(group))
    if not left:
        return _("%(group)s: no place is kept any more.", group=name)
    return ngettext(
        "%(group)s: %(n)s place is still kept.",
        "%(group)s: %(n)s places are still kept.",
        left,
        group=name,
    )
