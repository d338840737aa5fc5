"""What the reader's own registration is, and what they can do about it now."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from network.kernel import clock, moments
from network.kernel.actor import Actor
from network.kernel.i18n import _, ngettext
from network.kernel.travel import Where
from network.web.routing import path_for
from network.workshops import policy
from network.workshops.models.registrations import Registration
from network.workshops.models.workshops import Workshop
from network.workshops.pages import shown
from network.workshops.pages.own_place import told_to_reader
from network.workshops.queries import registrations
from network.workshops.queries.whole import Whole
from network.workshops.rules import names, registering, seats
from network.workshops.rules.registering import LIVE, PRESENT
from network.workshops.rules.states_table import IS_LEFT, TAKES_SEATS
from network.workshops.vocabulary import Part, RegMove, RegState, Tie, WorkshopState

_CALLS = (RegState.OFFERED, RegState.CONFIRMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """The reader's place: its name, what that means, and what they can do."""

    name: str = ""
    kind: str = "wait"
    lines: list[str] = field(default_factory=list)
    first: tuple[str, str] | None = None
    takes_offer: bool = False
    links: list[tuple[str, str]] = field(default_factory=list)

    @property
    def is_mine(self) -> bool:
        """Whether it is the reader who acts next."""
        return self.takes_offer


def box(actor: Actor, whole: Whole, where: Where) -> Box | None:
    """The reader's place; none where there was never one to be had."""
    own = whole.own
    if own is not None and own.state in LIVE:
        return _registered(whole, own, where)
    if actor.person_id is None:
        return _for_visitors(whole)
    return _open_to(actor, whole, own)


# somebody who is not registered ------------------------------------------------------------------


def _for_visitors(whole: Whole) -> Box | None:
    if whole.workshop.state is not WorkshopState.OPEN:
        return None
    page = path_for("workshops:show", id=whole.workshop.id)
    told = _("Members of the network register. Sign in to do so.")
    return Box(lines=[told], first=(path_for("people:sign-in", next=page), _("Sign in")))


def _open_to(actor: Actor, whole: Whole, own: Registration | None) -> Box | None:
    """The way in, or why there is none now."""
    workshop, is_invited = whole.workshop, Tie.INVITED in whole.seen.ties
    name = str(names.REGISTRATIONS[own.state]) if own else ""
    if not policy.can_register(actor, *whole.seen):
        return _not_for(whole)
    codes = registering.cannot_apply(workshop, own, clock.now(), is_invited=is_invited)
    if codes:
        return _closed(whole, name, [registering.text(code) for code in codes])
    lines = [_("You are invited. An invitation keeps no place: please register.")] * is_invited
    label = _("Register again") if own else _("Register")
    link = path_for("workshops:register", id=workshop.id)
    return Box(name=name, lines=[*lines, _what_comes(whole)], first=(link, label))


def _not_for(whole: Whole) -> Box | None:
    if whole.workshop.state is not WorkshopState.OPEN:
        return None
    told = _("People who work at a centre register. A coordinator can add you to theirs.")
    return Box(lines=[told])


def _closed(whole: Whole, name: str, reasons: list[str]) -> Box | None:
    """Before and while a workshop is near it is said why nobody registers; after it, no more."""
    if whole.workshop.state not in TAKES_SEATS and not name:
        return None
    return Box(name=name, lines=reasons[:1])


def _what_comes(whole: Whole) -> str:
    """What happens with a registration that is made now."""
    if whole.workshop.needs_approval:
        return _("The organisers look at each registration, and tell you what they decide.")
    if shown.full(shown.places(whole.workshop, whole.room)):
        return _("All places are taken. You can go on the waiting list: places do become free.")
    if whole.room.groups:
        return _("You have a place at once if there is one for your group; else you wait in line.")
    return _("You have a place at once.")


# somebody who is ---------------------------------------------------------------------------------


def _registered(whole: Whole, own: Registration, where: Where) -> Box:
    state = registering.state_now(own, clock.now())
    lines = [*_told(whole, own, state, where), *_giving_up(whole.workshop, own, state, where)]
    is_offered = state is RegState.OFFERED and whole.workshop.state in TAKES_SEATS
    return Box(
        name=str(names.REGISTRATIONS[state]),
        kind="move"
        if is_offered
        else "done"
        if state in (RegState.CONFIRMED, *PRESENT)
        else "wait",
        lines=[line for line in lines if line],
        takes_offer=is_offered,
        links=_ways(whole, own, state),
    )


def _told(whole: Whole, own: Registration, state: RegState, where: Where) -> list[str]:
    """What a state means for its person; only they read it."""
    if state is RegState.APPLIED:
        told = _("The organisers look at your registration, and tell you what they decide.")
        return [told, _("Your place is kept meanwhile.")] if own.is_seated else [told]
    if state is RegState.WAITLISTED:
        return _in_line(whole, own)
    if state is RegState.OFFERED and own.offered_until:
        until = moments.moment(own.offered_until, where)
        return [_("A place is kept for you until %(moment)s. Take it, or let it go.", moment=until)]
    if state is RegState.CONFIRMED and whole.workshop.state in TAKES_SEATS:
        return [_("You have a place. It stands in your calendar.")]
    if state is RegState.CONFIRMED and whole.workshop.state is WorkshopState.POSTPONED:
        return [_("You keep your place. You are told once there are new days.")]
    return []


def _in_line(whole: Whole, own: Registration) -> list[str]:
    if whole.workshop.state not in TAKES_SEATS:
        return []
    told = ngettext(
        "You are next on the waiting list.",
        "You are number %(n)s on the waiting list.",
        max(1, whole.position),
    )
    blocks = seats.blocks(registrations.seeker_of(own), whole.room, clock.now())
    return [
        told,
        *told_to_reader(blocks),
        _("As soon as a place is free for you, it is offered to you."),
    ]


def _giving_up(workshop: Workshop, own: Registration, state: RegState, where: Where) -> list[str]:
    """Until when a place can be given up here, or why it cannot."""
    if state is not RegState.CONFIRMED or workshop.state not in TAKES_SEATS:
        return []
    codes = registering.refusals(RegMove.WITHDRAW, own, workshop, Part.PERSON, clock.now())
    if codes:
        return [registering.text(codes[0])]
    until = registering.cancels_until(workshop)
    if until is None:
        return []
    return [_("You can give it up until %(moment)s.", moment=moments.moment(until, where))]


def _ways(whole: Whole, own: Registration, state: RegState) -> list[tuple[str, str]]:
    """What its person can do with a registration, as addresses with their names."""
    workshop, now = whole.workshop, clock.now()
    found = []
    if not registering.cannot_edit(workshop, now):
        found.append(("workshops:register", _("Look at or change my answers")))
    if _may_withdraw(workshop, own, state):
        leaves = _("Give up my place") if state in _CALLS else _("Withdraw my registration")
        found.append(("workshops:withdraw", leaves))
    if workshop.state is WorkshopState.RUNNING and state in (RegState.CONFIRMED, *PRESENT):
        found.append(("workshops:present", _("Say that I am there")))
    return [(path_for(route, id=workshop.id), label) for route, label in found + _after(own, state)]


def _may_withdraw(workshop: Workshop, own: Registration, state: RegState) -> bool:
    if state is not own.state or workshop.state not in IS_LEFT:
        return state in registering.IN_LINE and workshop.state in IS_LEFT
    return not registering.refusals(RegMove.WITHDRAW, own, workshop, Part.PERSON, clock.now())


def _after(own: Registration, state: RegState) -> list[tuple[str, str]]:
    if state not in PRESENT:
        return []
    asked: Sequence[tuple[str, str]] = [("workshops:evaluation", _("Say what it was worth"))]
    kept = [("workshops:certificate", _("My certificate"))]
    return kept if own.has_evaluated else [*asked, *kept]
