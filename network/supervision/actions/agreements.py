"""Asking for an agreement, writing it, waiving and signing; features, section 4.2."""

from dataclasses import dataclass
from typing import Any

from network import events, outbox
from network.db import transaction
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Forbidden, Invalid, Stale, require
from network.kernel.i18n import _
from network.supervision import policy
from network.supervision.actions.agreement_states import (
    change_state,
    locked,
    others,
    settle_signatures,
    tell,
)
from network.supervision.models import (
    Agreement,
    AgreementState,
    Kind,
    Party,
    PartyRole,
    PartyState,
    Supervisor,
    SupervisorState,
)
from network.supervision.queries import agreements as queries
from network.supervision.rules import agreements as rules
from network.supervision.rules.agreements import Elements, Problem

S = AgreementState
DECLINE_REASONS = ("full", "times", "language", "fit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What somebody asks a supervisor for; `note` is read by that supervisor."""

    kind: Kind = Kind.INDIVIDUAL
    note: str = ""
    is_line_manager: bool = False


# asking and answering ----------------------------------------------------------------------------


async def ask(actor: Actor, supervisor: Supervisor, wanted: Ask) -> Agreement:
    """Ask a supervisor for an agreement of one's own. It runs out after fourteen days.

    Raises Conflict when there is one already, or when the supervisor has no room.
    """
    require(policy.can_ask_agreement(actor, supervisor))
    if wanted.kind not in rules.ALONE:
        raise Invalid(kind=_("Groups are started by who leads them."))
    async with transaction():
        await _check_room(supervisor, wanted.kind)
        if await queries.open_with(actor.person_id, supervisor.id):
            raise Conflict(_("You have an agreement with this supervisor, or asked already."))
        agreement = await Agreement.create(
            supervisor_id=supervisor.id,
            kind=wanted.kind,
            note=wanted.note,
            minutes=supervisor.minutes,
            is_line_manager=wanted.is_line_manager,
            asked_by_id=actor.person_id,
            previous_id=await queries.last_with_another(actor.person_id, supervisor.id),
            terms={rules.ZONE: supervisor.zone},
        )
        await add_party(agreement, supervisor.person_id, PartyRole.SUPERVISOR)
        await add_party(agreement, actor.person_id, PartyRole.SUPERVISEE)
        agreement = await queries.fresh(agreement.id)
        await tell(actor, agreement)
        if wanted.is_line_manager:
            await outbox.record(actor, events.WaiverAsked(agreement_id=agreement.id))
    return agreement


async def _check_room(supervisor: Supervisor, kind: Kind) -> None:
    """Raise Conflict unless a supervisor takes on one more; those who ask wait for one another."""
    stored = await Supervisor.select_for_update().get(id=supervisor.id)
    if not rules.offers(stored, kind):
        raise Conflict(_("This supervisor does not take on anybody for this now."))
    if not await queries.has_room(stored, kind):
        raise Conflict(_("This supervisor has no room now."))


async def check_room(supervisor: Supervisor, kind: Kind) -> None:
    """Raise Conflict when a supervisor is not verified, or has as many as they wish."""
    await Supervisor.select_for_update().get(id=supervisor.id)
    if not await queries.has_room(supervisor, kind):
        raise Conflict(_("You have as many as you said you can take. Change that in your profile."))


async def add_party(agreement: Agreement, person_id: Any, role: PartyRole) -> None:
    """Add somebody to an agreement, or take back in who left."""
    found, is_new = await Party.get_or_create(
        agreement_id=agreement.id, person_id=person_id, defaults={"role": role}
    )
    if not is_new:
        if found.state is not PartyState.LEFT:
            raise Conflict(_("They are part of this agreement already."))
        await Party.filter(id=found.id).update(
            role=role, state=PartyState.INVITED, signed_edition=0, signed_at=None
        )


async def accept(actor: Actor, agreement: Agreement) -> None:
    """Take up a request: from now on the agreement is written.

    Raises Conflict without room, or while the secretariat has to allow a line manager.
    """
    require(policy.can_draft(actor, agreement))
    async with transaction():
        _check_waiver(agreement)
        supervisor = agreement.supervisor
        if supervisor is None or supervisor.state is not SupervisorState.VERIFIED:
            raise Conflict(_("Only verified supervisors take up requests. Ask the secretariat."))
        await check_room(supervisor, agreement.kind)
        await change_state(agreement, S.DRAFTING)
        await tell(actor, agreement)


async def decline(actor: Actor, agreement: Agreement, reason: str = "") -> None:
    """Decline a request, with a reason of the list or none."""
    require(policy.can_draft(actor, agreement))
    if reason and reason not in DECLINE_REASONS:
        raise Invalid(reason=_("Choose one of the list."))
    async with transaction():
        if rules.state_at(agreement, clock.now()) is not S.REQUESTED:
            raise Conflict(_("This request was answered, taken back or ran out already."))
        await change_state(agreement, S.DECLINED, reason=reason, settled_at=clock.now())
        await tell(actor, agreement)


# line managers -----------------------------------------------------------------------------------


async def declare_line_manager(actor: Actor, agreement: Agreement) -> None:
    """Say that the supervisor is somebody's line manager; the secretariat is asked first."""
    require(policy.can_sign(actor, agreement) and agreement.supervisor_id is not None)
    async with transaction():
        declared = await Agreement.filter(
            id=agreement.id, state__in=rules.BEFORE_FORCE, is_line_manager=False
        ).update(is_line_manager=True, changed_at=clock.now())
        if not declared:
            raise Conflict(_("This was said already, or the agreement stands."))
        await outbox.record(actor, events.WaiverAsked(agreement_id=agreement.id))


async def waive(actor: Actor, agreement: Agreement) -> None:
    """Let a line manager supervise; those in the agreement can go on."""
    _check_waives(actor, agreement)
    async with transaction():
        waived = await Agreement.filter(id=agreement.id, waived_by_id=None).update(
            waived_by_id=actor.person_id
        )
        if not waived:
            raise Conflict(_("This was decided already."))
        await tell(actor, agreement)


async def refuse_waiver(actor: Actor, agreement: Agreement) -> None:
    """Do not let a line manager supervise; the agreement ends before it began."""
    _check_waives(actor, agreement)
    async with transaction():
        await change_state(agreement, S.DECLINED, reason="line_manager", settled_at=clock.now())
        await tell(actor, agreement)


def _check_waives(actor: Actor, agreement: Agreement) -> None:
    """Nobody decides about an agreement of their own."""
    require(policy.can_waive(actor))
    if policy.can_see_agreement(actor, agreement):
        raise Forbidden
    if not rules.needs_waiver(agreement):
        raise Conflict(_("This was decided already."))


def _check_waiver(agreement: Agreement) -> None:
    if rules.needs_waiver(agreement):
        raise Conflict(
            _("The secretariat has to allow it first, because the supervisor is a line manager.")
        )


# writing -----------------------------------------------------------------------------------------


async def save_draft(actor: Actor, agreement: Agreement, version: int, elements: Elements) -> None:
    """Keep a draft as it is. Raises Stale with what is stored if it changed meanwhile."""
    require(policy.can_draft(actor, agreement))
    if agreement.state is not S.DRAFTING:
        raise Conflict(_("This is not a draft any more."))
    async with transaction():
        await _store(actor, agreement, version, _columns(agreement, elements))


async def send(actor: Actor, agreement: Agreement, version: int, elements: Elements) -> None:
    """Give a draft to everybody to sign. Raises Invalid while a required element is missing."""
    require(policy.can_draft(actor, agreement))
    check(agreement, elements)
    async with transaction():
        _check_waiver(agreement)
        await _store(actor, agreement, version, _columns(agreement, elements))
        editions = [rules.as_stored(rules.elements_of(agreement))]
        await change_state(agreement, S.SIGNING, editions=editions, edition=1)
        await tell(actor, agreement)


async def revise(actor: Actor, agreement: Agreement, version: int, elements: Elements) -> None:
    """Write a new edition for all to sign. What was signed before stands until they did."""
    require(policy.can_settle_agreement(actor, agreement))
    check(agreement, elements)
    if rules.state_at(agreement, clock.now()) not in (S.SIGNING, *rules.STANDS):
        raise Conflict(_("There is nothing to change yet, or any more."))
    newest = rules.elements_in(agreement, agreement.edition)
    written = _with_zone(agreement, elements)
    if not rules.changed(newest, written):
        raise Conflict(_("Nothing in it is different. There is nothing to sign."))
    editions = [*agreement.editions, rules.as_stored(written)]
    changes: dict[str, Any] = {"editions": editions, "edition": len(editions)}
    if not agreement.in_force:
        # who agreed to be hidden stays hidden until a new edition is signed
        is_hidden = agreement.hides_members or written.hides_members
        changes |= _columns(agreement, written) | {"hides_members": is_hidden}
    async with transaction():
        await _store(actor, agreement, version, changes)
        fact = events.AgreementChanged(
            agreement_id=agreement.id,
            edition=agreement.edition,
            told=tuple(others(actor, agreement)),
        )
        await outbox.record(actor, fact)


async def drop_change(actor: Actor, agreement: Agreement) -> None:
    """Take back a change that not everybody signed; what stands goes on standing."""
    require(policy.can_settle_agreement(actor, agreement))
    async with transaction():
        stored = await locked(agreement)
        if not rules.has_change(stored):
            raise Conflict(_("There is no change to take back."))
        await stored.store(stored.version, edition=stored.in_force)
        await Party.filter(agreement_id=stored.id, signed_edition__gt=stored.in_force).update(
            signed_edition=stored.in_force
        )


def check(agreement: Agreement, elements: Elements) -> None:
    """Raise Invalid with a message for each element that keeps it from being signed."""
    found = rules.problems(agreement.kind, elements, clock.now().date())
    messages = {name: _message(problem) for name, problem in found.items()}
    if elements.most_members < rules.seats_taken(agreement):
        messages["most_members"] = _("More people than that are in it already.")
    if messages:
        raise Invalid(**messages)


def _message(problem: Problem) -> str:
    return {
        Problem.MISSING: _("This has to be written before anybody signs."),
        Problem.PAST: _("This day has passed."),
        Problem.BEFORE_START: _("The end is not after the start."),
        Problem.AFTER_END: _("The review is after the end."),
        Problem.TOO_LATE: _("Look at the agreement again within twelve months."),
        Problem.OUT_OF_RANGE: _("This number does not fit."),
    }[problem]


def _columns(agreement: Agreement, elements: Elements) -> dict[str, Any]:
    written = _with_zone(agreement, elements)
    return {name: getattr(written, name) for name in Elements.__dataclass_fields__}


def _with_zone(agreement: Agreement, elements: Elements) -> Elements:
    """The zone of record is not written by anybody, so it is taken over."""
    kept = {rules.ZONE: agreement.terms.get(rules.ZONE, "UTC")}
    terms = {name: elements.terms.get(name, "") for name in rules.TERMS}
    plain = {name: getattr(elements, name) for name in Elements.__dataclass_fields__}
    return Elements(**{**plain, "terms": {**terms, **kept}})


async def _store(actor: Actor, agreement: Agreement, version: int, changes: dict[str, Any]) -> None:
    if not await agreement.store(version, **changes):
        stored = await queries.get_agreement(actor, agreement.id)
        raise Stale(_("Somebody changed this while you were writing."), stored)


# signing -----------------------------------------------------------------------------------------


async def sign(actor: Actor, agreement: Agreement, edition: int) -> bool:
    """Sign the edition one has read; says whether it came into force by that.

    Raises Stale with the agreement as it is when another edition is to be signed by now.
    """
    require(policy.can_sign(actor, agreement))
    async with transaction():
        stored = await locked(agreement)
        party = policy.party_of(stored, actor.person_id)
        if party is None:
            raise Forbidden
        _check_waiver(stored)
        wanted = rules.edition_to_sign(stored, party, clock.now())
        if wanted is not None and wanted != edition:
            raise Stale(_("The agreement was changed after you opened it."), stored)
        if wanted is None:
            raise Conflict(_("Nothing waits for your signature here."))
        _check_end(rules.elements_in(stored, wanted))
        await Party.filter(id=party.id).update(
            state=PartyState.SIGNED, signed_edition=wanted, signed_at=clock.now()
        )
        return await settle_signatures(actor, await queries.fresh(agreement.id))


def _check_end(elements: Elements) -> None:
    if elements.ends_on and elements.ends_on < clock.now().date():
        raise Conflict(_("The end date has passed. Write a new one before you sign."))
