"""What pages of agreements say: names, states, elements, who signed, and who acts next."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from network.kernel import clock, moments
from network.kernel.actor import Actor
from network.kernel.i18n import _, lazy
from network.supervision import policy
from network.supervision.forms.agreements import GROUPS_ONLY, SECTIONS, labels
from network.supervision.models import Agreement, AgreementState, Party, PartyRole, PartyState
from network.supervision.queries import agreements as queries
from network.supervision.queries.people import Named
from network.supervision.rules import agreements as rules
from network.supervision.rules.agreements import Elements
from network.supervision.rules.names import KIND_NAMES

S = AgreementState
STATE_NAMES = {
    S.REQUESTED: lazy("Asked for"),
    S.DRAFTING: lazy("Being written"),
    S.SIGNING: lazy("Being signed"),
    S.ACTIVE: lazy("Active"),
    S.PAUSED: lazy("Paused"),
    S.LAPSED: lazy("Has run out"),
    S.ENDED: lazy("Ended"),
    S.DECLINED: lazy("Declined"),
    S.EXPIRED: lazy("Not answered in time"),
}
_LOOKS = {
    S.ACTIVE: "done",
    S.REQUESTED: "wait",
    S.DRAFTING: "wait",
    S.SIGNING: "wait",
    S.PAUSED: "wait",
    S.LAPSED: "move",
}
ROLE_NAMES = {
    PartyRole.SUPERVISOR: lazy("Supervisor"),
    PartyRole.DEPUTY: lazy("Deputy"),
    PartyRole.FACILITATOR: lazy("Facilitator"),
    PartyRole.SUPERVISEE: lazy("Member"),
}
Names = dict[UUID, Named]


@dataclass(frozen=True, slots=True)
class Row:
    """An agreement in a list."""

    id: UUID
    title: str
    kind: str
    state: str
    look: str
    note: str
    is_mine: bool
    is_over: bool


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody in an agreement, as the reader may know them."""

    id: UUID
    name: str
    centre: str
    role: str
    signed: str
    waits_for: int | None
    can_uninvite: bool


@dataclass(frozen=True, slots=True)
class Change:
    """An element that another edition says otherwise."""

    label: str
    before: str
    after: str


def names_needed(actor: Actor, agreement: Agreement) -> set[UUID]:
    """Whose names a page of the agreement shows."""
    return {p.person_id for p in queries.seen_parties(actor, agreement)}


def title(actor: Actor, agreement: Agreement, names: Names) -> str:
    """A group by its name, an agreement between two by the other's."""
    if not rules.is_alone(agreement):
        return agreement.title
    other = next((p for p in agreement.parties if p.person_id != actor.person_id), None)
    return names[other.person_id].name if other else str(KIND_NAMES[agreement.kind])


def row(actor: Actor, agreement: Agreement, names: Names) -> Row:
    """One line of the list of one's agreements."""
    state = rules.state_at(agreement, clock.now())
    step, is_mine = next_step(actor, agreement, names)
    return Row(
        agreement.id,
        title(actor, agreement, names),
        str(KIND_NAMES[agreement.kind]),
        str(STATE_NAMES[state]),
        "move" if is_mine else look(state),
        step,
        is_mine,
        state not in rules.OPEN,
    )


def look(state: AgreementState) -> str:
    return _LOOKS.get(state, "")


def editions_seen(actor: Actor, agreement: Agreement) -> tuple[int, int | None]:
    """Which edition the page shows, and which one waits for the reader's signature."""
    party = policy.party_of(agreement, actor.person_id)
    wanted = rules.edition_to_sign(agreement, party, clock.now()) if party else None
    shown = agreement.in_force or (agreement.edition if agreement.editions else 0)
    return shown, wanted


# who acts next -----------------------------------------------------------------------------------


def next_step(actor: Actor, agreement: Agreement, names: Names) -> tuple[str, bool]:
    """What happens next and who acts; and whether it is the reader."""
    now = clock.now()
    state, is_lead = rules.state_at(agreement, now), policy.leads(actor, agreement)
    if rules.needs_waiver(agreement) and state in rules.BEFORE_FORCE:
        return _("The secretariat decides first whether a line manager may supervise."), False
    if editions_seen(actor, agreement)[1] is not None:
        return _("Waits for your signature."), True
    if state is S.REQUESTED:
        return _on_request(agreement, is_lead=is_lead)
    if state is S.DRAFTING:
        return _on_draft(agreement, names, is_lead=is_lead)
    if state is S.SIGNING or rules.has_change(agreement):
        return _("You have signed. It waits for the others."), False
    return _standing(agreement, state), state is S.LAPSED and is_lead


def _on_request(agreement: Agreement, *, is_lead: bool) -> tuple[str, bool]:
    until = moments.short_day((agreement.created_at + rules.ANSWER_WITHIN).date())
    if is_lead:
        return _("Waits for your answer until %(day)s.", day=until), True
    return _("The supervisor answers by %(day)s, or the request closes.", day=until), False


def _on_draft(agreement: Agreement, names: Names, *, is_lead: bool) -> tuple[str, bool]:
    if is_lead:
        return _("Write it, then give it to be signed."), True
    writer = next(iter(queries.leader_ids(agreement)), None)
    name = names[writer].name if writer in names else ""
    return _("%(name)s writes it. You read and sign it then.", name=name), False


def _standing(agreement: Agreement, state: AgreementState) -> str:
    if agreement.ends_on is None or state not in rules.STANDS:
        return ""
    end = moments.short_day(agreement.ends_on)
    if state is S.LAPSED:
        return _("It ran out on %(day)s. Write new dates and sign again to go on.", day=end)
    return _("Until %(day)s.", day=end)


# what it says ------------------------------------------------------------------------------------


def sections(agreement: Agreement, elements: Elements) -> list[tuple[str, list[tuple[str, str]]]]:
    """All elements that say something, under their headings."""
    said, named = rules.flat(elements), labels()
    left_out = GROUPS_ONLY if rules.is_alone(agreement) else ("title",)
    return [
        (
            str(heading),
            [(named[n], value(n, said[n])) for n in listed if n not in left_out and said[n] != ""],
        )
        for heading, listed in SECTIONS
    ]


def changes(before: Elements, after: Elements) -> list[Change]:
    """What two editions say differently."""
    old, new, named = rules.flat(before), rules.flat(after), labels()
    return [
        Change(named[name], value(name, old[name]), value(name, new[name]))
        for name in rules.changed(before, after)
        if name in named
    ]


def value(name: str, given: Any) -> str:
    """An element in the reader's words."""
    if isinstance(given, bool):
        return _("Yes") if given else _("No")
    if isinstance(given, date):
        return moments.day(given)
    if given is None or given == "":
        return _("Not written yet")
    units = {"minutes": _("%(n)s minutes", n=given), "cancel_hours": _("%(n)s hours", n=given)}
    return units.get(name, str(given))


# who signed --------------------------------------------------------------------------------------


def signers(actor: Actor, agreement: Agreement, names: Names) -> list[Signer]:
    """Everybody in it whom the reader may know of, and which edition they signed."""
    is_lead, now = policy.leads(actor, agreement), clock.now()
    return [
        Signer(
            p.person_id,
            names[p.person_id].name,
            names[p.person_id].centre,
            _role(agreement, p),
            _signed(p),
            rules.edition_to_sign(agreement, p, now),
            is_lead and _can_uninvite(agreement, p),
        )
        for p in queries.seen_parties(actor, agreement)
    ]


def _role(agreement: Agreement, party: Party) -> str:
    if party.role is PartyRole.SUPERVISEE and rules.is_alone(agreement):
        return _("Supervisee")
    return str(ROLE_NAMES[party.role])


def _signed(party: Party) -> str:
    if party.signed_at is None or not party.signed_edition:
        return ""
    on = moments.short_day(_date(party.signed_at))
    return _("Signed edition %(n)s on %(day)s", n=party.signed_edition, day=on)


def _date(at: datetime) -> date:
    return at.date()


def _can_uninvite(agreement: Agreement, party: Party) -> bool:
    is_member = party.role in (PartyRole.SUPERVISEE, PartyRole.DEPUTY)
    return is_member and party.state is PartyState.INVITED and not rules.is_alone(agreement)
