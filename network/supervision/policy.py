"""Who may see and do what in supervision. First lines are printed in docs/permissions.md.

Agreements come with their parties and their supervisor, sessions with their seats.
"""

from uuid import UUID

from tortoise.expressions import Q

from network.kernel.actor import Actor, Role
from network.supervision.models import (
    Agreement,
    Certificate,
    Kind,
    Party,
    PartyRole,
    PartyState,
    Poll,
    SeatState,
    SupervisionSession,
    Supervisor,
    SupervisorState,
    UrgentRequest,
)
from network.supervision.rules import agreements as rules

_LEADS = (PartyRole.SUPERVISOR, PartyRole.DEPUTY, PartyRole.FACILITATOR)


# supervisors -------------------------------------------------------------------------------------


def can_propose(actor: Actor) -> bool:
    """Whoever has the role of supervisor at a centre writes a supervisor's profile."""
    return Role.SUPERVISOR in actor.all_roles


def can_verify(actor: Actor, supervisor: Supervisor) -> bool:
    """The secretariat verifies supervisors, but nobody verifies themselves."""
    return actor.is_secretariat and actor.person_id != supervisor.person_id


def can_keep(actor: Actor, supervisor: Supervisor) -> bool:
    """A supervisor alone changes their profile, hours and days away."""
    return actor.person_id is not None and actor.person_id == supervisor.person_id


def supervisors_visible_to(actor: Actor) -> Q:
    """Members see verified supervisors; the secretariat and the supervisor see any state."""
    own = Q(person_id=actor.person_id)
    if actor.is_secretariat:
        return Q()
    return own | Q(state=SupervisorState.VERIFIED) if actor.is_member else own


def can_see_supervisor(actor: Actor, supervisor: Supervisor) -> bool:
    """The same as `supervisors_visible_to`, for one profile."""
    if actor.is_secretariat or can_keep(actor, supervisor):
        return True
    return actor.is_member and supervisor.state is SupervisorState.VERIFIED


# agreements --------------------------------------------------------------------------------------


def can_ask_agreement(actor: Actor, supervisor: Supervisor) -> bool:
    """Anybody who works at a centre asks a verified supervisor for an agreement."""
    is_verified = supervisor.state is SupervisorState.VERIFIED
    return bool(actor.centre_ids) and is_verified and not can_keep(actor, supervisor)


def agreements_visible_to(actor: Actor) -> Q:
    """An agreement is seen by its supervisor and its parties until they leave; by nobody else."""
    party = Q(parties__person_id=actor.person_id, parties__state__not=PartyState.LEFT)
    return party | Q(supervisor__person_id=actor.person_id)


def can_see_agreement(actor: Actor, agreement: Agreement) -> bool:
    """The same as `agreements_visible_to`, for one agreement."""
    return party_of(agreement, actor.person_id) is not None or leads(actor, agreement)


def leads(actor: Actor, agreement: Agreement) -> bool:
    """Its supervisor, facilitator, or a deputy who signed leads what is done under it."""
    if actor.person_id is None:
        return False
    if agreement.supervisor and agreement.supervisor.person_id == actor.person_id:
        return True
    party = party_of(agreement, actor.person_id)
    if party is None or party.role not in _LEADS:
        return False
    return party.role is not PartyRole.DEPUTY or party.state is PartyState.SIGNED


def can_draft(actor: Actor, agreement: Agreement) -> bool:
    """The supervisor, or the facilitator of a peer group, writes the agreement."""
    return leads(actor, agreement)


def can_sign(actor: Actor, agreement: Agreement) -> bool:
    """Every party signs for themselves."""
    return party_of(agreement, actor.person_id) is not None


def can_start(actor: Actor, kind: Kind, own: Supervisor | None) -> bool:
    """A verified supervisor starts a group; a peer group is started by anybody at a centre."""
    if kind is Kind.PEER:
        return bool(actor.centre_ids)
    is_verified = own is not None and own.state is SupervisorState.VERIFIED
    return is_verified and kind is not Kind.INDIVIDUAL and own is not None and can_keep(actor, own)


def can_settle_agreement(actor: Actor, agreement: Agreement) -> bool:
    """Supervisor and supervisee change, pause and resume their agreement; who leads, a group's."""
    alone = rules.is_alone(agreement) and party_of(agreement, actor.person_id) is not None
    return alone or leads(actor, agreement)


def can_end(actor: Actor, agreement: Agreement) -> bool:
    """Whoever can change an agreement ends it; the secretariat ends any."""
    return actor.is_secretariat or can_settle_agreement(actor, agreement)


def can_leave(actor: Actor, agreement: Agreement) -> bool:
    """Members and deputies leave a group, or do not join it; who leads ends it instead."""
    party = party_of(agreement, actor.person_id)
    if party is None or rules.is_alone(agreement):
        return False
    return party.role in (PartyRole.SUPERVISEE, PartyRole.DEPUTY)


def can_waive(actor: Actor) -> bool:
    """The secretariat allows a line manager to supervise, and sees nothing else of it."""
    return actor.is_secretariat


def party_of(agreement: Agreement, person_id: UUID | None) -> Party | None:
    """Somebody's party in an agreement, unless they left."""
    return next(
        (p for p in agreement.parties if p.person_id == person_id and p.state != PartyState.LEFT),
        None,
    )


# sessions ----------------------------------------------------------------------------------------


def sessions_visible_to(actor: Actor) -> Q:
    """A session is seen by who leads it, who has or waits for a seat, and its group's members."""
    seated = Q(places__person_id=actor.person_id)
    member = Q(
        kind__not=Kind.INDIVIDUAL,
        agreement__parties__person_id=actor.person_id,
        agreement__parties__state=PartyState.SIGNED,
    )
    return Q(leader_id=actor.person_id) | seated | member


def is_leader(actor: Actor, session: SupervisionSession) -> bool:
    """Who gives a session confirms, records and cancels it."""
    return actor.person_id is not None and actor.person_id == session.leader_id


def is_seated(actor: Actor, session: SupervisionSession) -> bool:
    """Who has a seat in a session may leave it, and move one that is theirs alone."""
    return any(
        s.person_id == actor.person_id and s.state is SeatState.TAKEN for s in session.places
    )


def can_move(actor: Actor, session: SupervisionSession) -> bool:
    """A session is moved by who leads it; an individual one also by the supervisee."""
    alone = session.kind in (Kind.INDIVIDUAL, Kind.SUPERVISORS)
    return is_leader(actor, session) or (alone and is_seated(actor, session))


def can_cancel(actor: Actor, session: SupervisionSession) -> bool:
    """A session is cancelled by who leads it or its agreement, or whose alone it is; by the
    secretariat when who leads it cannot.
    """
    if is_leader(actor, session) or actor.is_secretariat:
        return True
    alone = session.seats == 1 and is_seated(actor, session)
    return alone or (session.agreement is not None and leads(actor, session.agreement))


def can_join(actor: Actor, session: SupervisionSession) -> bool:
    """Whoever signed a group's agreement may take a free seat of its sessions, or wait for one."""
    if session.agreement is None or session.kind in (Kind.INDIVIDUAL, Kind.SUPERVISORS):
        return False
    party = party_of(session.agreement, actor.person_id)
    is_signed = party is not None and party.state is PartyState.SIGNED
    return is_signed and not is_leader(actor, session)


def can_see_members(actor: Actor, agreement: Agreement | None) -> bool:
    """Members of a group see one another unless it was agreed otherwise; who leads sees all."""
    return agreement is None or not agreement.hides_members or leads(actor, agreement)


def can_vote(actor: Actor, agreement: Agreement) -> bool:
    """Everybody of a group answers its polls."""
    return party_of(agreement, actor.person_id) is not None


def can_decide(actor: Actor, poll: Poll, agreement: Agreement) -> bool:
    """Who asked a group for a time, and who leads it, decide."""
    return leads(actor, agreement) or poll.organiser_id == actor.person_id


# urgent requests ---------------------------------------------------------------------------------


def can_ask_urgent(actor: Actor) -> bool:
    """Anybody who works at a centre asks for a session soon, and gives no reason."""
    return bool(actor.centre_ids)


def can_withdraw_urgent(actor: Actor, request: UrgentRequest) -> bool:
    """An urgent request belongs to who asked."""
    return actor.person_id is not None and request.person_id == actor.person_id


# hours -------------------------------------------------------------------------------------------


def can_see_certificate(actor: Actor, certificate: Certificate) -> bool:
    """A certificate belongs to its person; others see only what its code proves."""
    return actor.person_id is not None and certificate.person_id == actor.person_id
