"""Who may see and do what in workshops. First lines are printed in docs/permissions.md.

What a part may do to a workshop's state is in the table of `rules.states_table`. `ties` are what
binds the actor to the workshop beside their roles: `queries.workshops` finds them.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol, TypeAlias

from tortoise.expressions import Q, Subquery

from network.centres import policy as centres
from network.kernel.actor import Actor, Role
from network.workshops.models.agenda import AgendaSpeaker, Proposal
from network.workshops.models.outcomes import Outcome, OutcomeAction
from network.workshops.models.registrations import (
    Registration,
    TrainerAccreditation,
    WorkshopInvitation,
)
from network.workshops.models.workshops import Workshop, WorkshopOrganiser, WorkshopReader
from network.workshops.rules.registering import COMING, LIVE
from network.workshops.rules.states_table import SHOWN
from network.workshops.vocabulary import (
    Access,
    InvitationState,
    Level,
    Part,
    ProposalState,
    RegState,
    SpeakerState,
    Tie,
    WorkshopState,
)

Ties: TypeAlias = Collection[Tie]


class Readable(Protocol):
    """A material, as far as it says who may read it."""

    @property
    def access(self) -> Access: ...

    @property
    def removed_at(self) -> datetime | None: ...


_RUNS = frozenset({Part.ORGANISER, Part.SECRETARIAT})
_CHECKS = frozenset({Part.FOCAL_POINT, Part.EDITOR})
_BOUND = frozenset({Tie.SPEAKER, Tie.INVITED, Tie.REGISTERED, Tie.CONFIRMED})
_TOOK_PART = frozenset({Tie.NAMED, Tie.SPEAKER, Tie.CONFIRMED})
_OPENS_INVITATIONS = (InvitationState.PENDING, InvitationState.ACCEPTED)
_PREPARES = frozenset({Role.ORGANISER, Role.COORDINATOR})
_CHECKED_IN = (WorkshopState.DRAFT, WorkshopState.CHECKED)
_READ_BY_EDITORS = (WorkshopState.OUTCOMES_DUE, WorkshopState.OUTCOMES_PUBLISHED)


# seeing ------------------------------------------------------------------------------------------


def parts_in(actor: Actor, workshop: Workshop, ties: Ties) -> frozenset[Part]:
    """Organisers and the host's coordinators run a workshop; nobody checks what they run.

    Of the secretariat they are then no part: somebody else publishes, or opens again.
    """
    if actor.person_id is None:
        return frozenset({Part.SYSTEM}) if actor.is_secretariat else frozenset()
    if Tie.ORGANISER in ties or actor.coordinates(workshop.centre_id):
        return frozenset({Part.ORGANISER})
    found = set(_secretariat(actor))
    if Role.EDITOR in actor.network_roles:
        found.add(Part.EDITOR)
    if _is_focal_point(actor, workshop):
        found.add(Part.FOCAL_POINT)
    return frozenset(found)


def visible_to(actor: Actor) -> Q:
    """Who runs a workshop sees it always; its audience once it was open; checkers once asked."""
    if actor.is_secretariat:
        return Q()
    was_open = _was_open()
    seen = was_open & _for_audience(actor)
    if actor.person_id is None:
        return seen
    seen |= Q(centre_id__in=list(actor.coordinated_ids)) | _organised(actor)
    return seen | _checked_by(actor) | (was_open & _bound(actor))


def can_view(actor: Actor, workshop: Workshop, ties: Ties) -> bool:
    """The same as `visible_to`, for one workshop."""
    parts = parts_in(actor, workshop, ties)
    if parts & (_RUNS | {Part.SYSTEM}):
        return True
    if parts & _CHECKS and _is_to_be_read(parts, workshop):
        return True
    if workshop.state not in SHOWN or was_never_open(workshop):
        return False
    return is_in_audience(actor, workshop, ties) or not _BOUND.isdisjoint(ties)


def was_never_open(workshop: Workshop) -> bool:
    """A workshop that was cancelled before it opened was nobody's but its organisers'."""
    is_cancelled = workshop.state is WorkshopState.CANCELLED
    return is_cancelled and workshop.came_from not in SHOWN


def is_in_audience(actor: Actor, workshop: Workshop, ties: Ties) -> bool:
    """Its safety level says for whom a workshop is: everybody, members, or those named."""
    if workshop.level is Level.PUBLIC:
        return True
    if workshop.level is Level.MEMBERS:
        return actor.is_member
    return Tie.NAMED in ties


def knows_town(actor: Actor, workshop: Workshop, ties: Ties) -> bool:
    """The town of a host is for who runs a workshop, meets there, or may read it of the centre.

    Others see its clocks by how far they are from UTC: the name of a zone is that of a town.
    """
    if can_see_people(actor, workshop, ties):
        return True
    host = workshop.centre
    return centres.can_view(actor, host) and centres.can_see_field(actor, host, "town")


def can_see_reason(actor: Actor, workshop: Workshop, ties: Ties) -> bool:
    """A reason of safety or health is known to those who run or check it; others read "changed"."""
    return bool(parts_in(actor, workshop, ties))


# running -----------------------------------------------------------------------------------------


def can_start(actor: Actor, centre_id: object) -> bool:
    """Workshop organisers and coordinators of a centre, and the secretariat, begin a workshop."""
    roles = next((r for c, r in actor.roles.items() if c == centre_id), frozenset())
    return actor.is_secretariat or not _PREPARES.isdisjoint(roles)


def can_start_somewhere(actor: Actor) -> bool:
    """Whether somebody may begin a workshop at one of their centres at least."""
    return actor.is_secretariat or not _PREPARES.isdisjoint(actor.all_roles)


def can_run(actor: Actor, workshop: Workshop, ties: Ties) -> bool:
    """Organisers, the host's coordinators and the secretariat write, invite and keep the lists."""
    return not parts_in(actor, workshop, ties).isdisjoint(_RUNS)


def can_check(actor: Actor, workshop: Workshop, ties: Ties) -> bool:
    """Focal points and editors who do not run a workshop check it before it opens."""
    return not parts_in(actor, workshop, ties).isdisjoint(_CHECKS)


def can_clone(actor: Actor, workshop: Workshop, ties: Ties) -> bool:
    """Who runs a workshop makes a copy of it, for a centre at which they may begin one."""
    return can_run(actor, workshop, ties)


# people ------------------------------------------------------------------------------------------


def can_register(actor: Actor, workshop: Workshop, ties: Ties) -> bool:
    """Members for whom a workshop is, and who was invited, register; guests by invitation only."""
    if actor.person_id is None or not actor.is_member or not can_view(actor, workshop, ties):
        return False
    is_staff = bool(actor.network_roles) or any(
        roles - {Role.GUEST} for roles in actor.roles.values()
    )
    return is_staff or Tie.INVITED in ties


def is_own(actor: Actor, registration: Registration) -> bool:
    """A registration is its person's own to withdraw, to answer and to change."""
    return actor.person_id is not None and actor.person_id == registration.person_id


def can_see_registrations(actor: Actor, workshop: Workshop, ties: Ties) -> bool:
    """Who runs a workshop sees everybody who registered, with answers and states."""
    return can_run(actor, workshop, ties)


def can_see_people(actor: Actor, workshop: Workshop, ties: Ties) -> bool:
    """Who has a place, or speaks, sees those with a place who agreed to be listed."""
    meets = {Tie.CONFIRMED, Tie.SPEAKER}
    return can_run(actor, workshop, ties) or not meets.isdisjoint(ties)


def is_shown_to_others(registration: Registration) -> bool:
    """Others see who has a place and agreed to it; never who waits, nor who came or stayed away."""
    return registration.is_listed and registration.state in COMING


def shown_state(
    actor: Actor, workshop: Workshop, ties: Ties, registration: Registration
) -> RegState | None:
    """The state of a registration is for its person and those who run it; for others there is none.

    Nobody but the person and the organisers learns who was absent.
    """
    if is_own(actor, registration) or can_run(actor, workshop, ties):
        return registration.state
    return None


def can_answer_invitation(actor: Actor, invitation: WorkshopInvitation) -> bool:
    """An invitation is answered by who was invited."""
    return actor.person_id is not None and actor.person_id == invitation.person_id


# agenda, materials -------------------------------------------------------------------------------


def can_see_draft_agenda(actor: Actor, workshop: Workshop, ties: Ties) -> bool:
    """The agenda as it is written is for those who run it, and who checks it until it opens."""
    parts = parts_in(actor, workshop, ties)
    is_checked_now = workshop.state in _CHECKED_IN and _is_to_be_read(parts, workshop)
    return not parts.isdisjoint(_RUNS) or (is_checked_now and not parts.isdisjoint(_CHECKS))


def can_speak(actor: Actor, speaker: AgendaSpeaker) -> bool:
    """Speakers say themselves whether they come."""
    return actor.person_id is not None and actor.person_id == speaker.person_id


def can_say_times(actor: Actor, workshop: Workshop, ties: Ties) -> bool:
    """Speakers say themselves when they could speak; nobody says it for them."""
    return Tie.SPEAKER in ties and can_view(actor, workshop, ties)


def can_see_times(actor: Actor, workshop: Workshop, ties: Ties) -> bool:
    """When speakers could is for those who run a workshop; each speaker sees what they said."""
    return can_run(actor, workshop, ties)


def can_write_minutes(actor: Actor, workshop: Workshop, ties: Ties) -> bool:
    """Organisers and speakers write down what was said."""
    return can_run(actor, workshop, ties) or Tie.SPEAKER in ties


def can_read_minutes(actor: Actor, workshop: Workshop, ties: Ties) -> bool:
    """Minutes are read by those who had a place, spoke or ran it."""
    return can_see_people(actor, workshop, ties)


def can_propose(actor: Actor, workshop: Workshop, ties: Ties) -> bool:
    """Members for whom a workshop is propose something for its agenda."""
    return can_register(actor, workshop, ties)


def can_see_proposal(actor: Actor, workshop: Workshop, ties: Ties, proposal: Proposal) -> bool:
    """A proposal is seen by who made it and by those who run the workshop."""
    is_mine = actor.person_id is not None and actor.person_id == proposal.person_id
    return is_mine or can_run(actor, workshop, ties)


def shown_decision(
    actor: Actor, workshop: Workshop, ties: Ties, proposal: Proposal
) -> ProposalState:
    """A decision on a proposal is for those who run the workshop alone until it is told."""
    is_known = proposal.is_told or can_run(actor, workshop, ties)
    return proposal.state if is_known else ProposalState.SUBMITTED


def can_see_material(
    actor: Actor, workshop: Workshop, ties: Ties, material: Readable, *, is_reader: bool = False
) -> bool:
    """A material is for everybody registered, those with a place, named people or organisers."""
    if material.removed_at is not None:
        return False
    if can_run(actor, workshop, ties):
        return True
    if material.access is Access.NAMED:
        return is_reader
    if Tie.SPEAKER in ties:
        return material.access is not Access.ORGANISERS
    wanted = Tie.REGISTERED if material.access is Access.REGISTERED else Tie.CONFIRMED
    return material.access is not Access.ORGANISERS and wanted in ties


def can_download(workshop: Workshop) -> bool:
    """What only named people may know is not taken away as one file."""
    return workshop.level is not Level.STRICT


# what came of it ---------------------------------------------------------------------------------


def can_write_outcome(actor: Actor, workshop: Workshop, ties: Ties) -> bool:
    """The outcome is written by its owner and those who run the workshop."""
    is_owner = actor.person_id is not None and actor.person_id == workshop.outcome_owner_id
    return is_owner or can_run(actor, workshop, ties)


def can_read_outcome(actor: Actor, workshop: Workshop, ties: Ties, outcome: Outcome) -> bool:
    """An outcome is its writers' own until it is sent, the editors' to read, then for its level."""
    if can_write_outcome(actor, workshop, ties):
        return True
    if outcome.published_at is not None and _is_for(outcome.level, actor, ties):
        return True
    is_sent = outcome.submitted_at is not None
    return is_sent and bool(parts_in(actor, workshop, ties) & (_RUNS | {Part.EDITOR}))


def can_settle_action(actor: Actor, workshop: Workshop, ties: Ties, action: OutcomeAction) -> bool:
    """What was agreed is settled by who sees to it, or by those who run the workshop."""
    is_owner = actor.person_id is not None and actor.person_id == action.owner_id
    return is_owner or can_run(actor, workshop, ties)


def can_see_actions(actor: Actor, workshop: Workshop, ties: Ties) -> bool:
    """What was agreed is seen by those who had a place, spoke or ran it."""
    return can_see_people(actor, workshop, ties)


def can_evaluate(actor: Actor, registration: Registration) -> bool:
    """Who took part says what it was worth, once; nobody learns who said what."""
    is_present = registration.state in (RegState.ATTENDED, RegState.PARTLY)
    return is_own(actor, registration) and is_present and not registration.has_evaluated


def can_accredit(actor: Actor, workshop: Workshop, ties: Ties) -> bool:
    """Who runs a training of trainers says who may train others."""
    return can_run(actor, workshop, ties)


def can_see_accreditation(actor: Actor, accreditation: TrainerAccreditation) -> bool:
    """That somebody may train others is known to all members."""
    return actor.is_member or actor.person_id == accreditation.person_id


# what the parts above are made of ----------------------------------------------------------------


def _is_for(level: str, actor: Actor, ties: Ties) -> bool:
    """Whether what is published for a level is for somebody who sees the workshop."""
    if level in (Level.NAMED, Level.STRICT):
        return not _TOOK_PART.isdisjoint(ties)
    return level == Level.PUBLIC or actor.is_member


def _secretariat(actor: Actor) -> frozenset[Part]:
    return frozenset({Part.SECRETARIAT}) if actor.is_secretariat else frozenset()


def _is_focal_point(actor: Actor, workshop: Workshop) -> bool:
    at_host = actor.roles.get(workshop.centre_id, frozenset())
    return Role.FOCAL_POINT in actor.network_roles or Role.FOCAL_POINT in at_host


def _is_to_be_read(parts: Collection[Part], workshop: Workshop) -> bool:
    if workshop.state is WorkshopState.DRAFT:
        return workshop.asked_at is not None
    if workshop.state is WorkshopState.CHECKED:
        return True
    return Part.EDITOR in parts and workshop.state in _READ_BY_EDITORS


def _checked_by(actor: Actor) -> Q:
    to_check = Q(state=WorkshopState.DRAFT, asked_at__isnull=False)
    to_check |= Q(state=WorkshopState.CHECKED)
    if Role.EDITOR in actor.network_roles:
        return to_check | Q(state__in=list(_READ_BY_EDITORS))
    if Role.FOCAL_POINT in actor.network_roles:
        return to_check
    own = [c for c, roles in actor.roles.items() if Role.FOCAL_POINT in roles]
    return to_check & Q(centre_id__in=own)


def _was_open() -> Q:
    shown = [state for state in SHOWN if state is not WorkshopState.CANCELLED]
    return Q(state__in=shown) | Q(state=WorkshopState.CANCELLED, came_from__in=list(SHOWN))


def _for_audience(actor: Actor) -> Q:
    levels = [Level.PUBLIC, Level.MEMBERS] if actor.is_member else [Level.PUBLIC]
    found = Q(level__in=levels)
    if actor.person_id is None:
        return found
    mine = WorkshopReader.filter(person_id=actor.person_id).values("workshop_id")
    found |= Q(level__in=[Level.NAMED, Level.STRICT], id__in=Subquery(mine))
    if actor.centre_ids:
        ours = WorkshopReader.filter(centre_id__in=list(actor.centre_ids)).values("workshop_id")
        found |= Q(level=Level.NAMED, id__in=Subquery(ours))
    return found


def _organised(actor: Actor) -> Q:
    own = WorkshopOrganiser.filter(person_id=actor.person_id).values("workshop_id")
    return Q(id__in=Subquery(own))


def _bound(actor: Actor) -> Q:
    who = actor.person_id
    places = Registration.filter(person_id=who, state__in=list(LIVE)).values("workshop_id")
    asked = WorkshopInvitation.filter(person_id=who, state__in=list(_OPENS_INVITATIONS))
    speaks = AgendaSpeaker.filter(person_id=who, item__removed_at__isnull=True).exclude(
        state=SpeakerState.WITHDRAWN
    )
    found = Q(id__in=Subquery(places)) | Q(id__in=Subquery(asked.values("workshop_id")))
    return found | Q(id__in=Subquery(speaks.values("item__workshop_id")))
