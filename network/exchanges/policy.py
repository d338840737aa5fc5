"""Who may see and do what in exchange visits. First lines are printed in docs/permissions.md.

What a part may do to a visit's state is in the table of `rules.states`; who has which part is here.
"""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from tortoise.expressions import Q

from network.centres import policy as centres
from network.exchanges.models.learning import LearningReport
from network.exchanges.models.offers import CallState, ExchangeCall, ExchangeWindow, WindowState
from network.exchanges.models.staying import ChecklistItem, TaskState
from network.exchanges.models.visits import ApplicationReview, Visit
from network.exchanges.vocabulary import Move, Part, Reason, Side, VisitState
from network.kernel.actor import Actor, Role

_HOST_SETTLED = (
    VisitState.HOST_ACCEPTED,
    VisitState.CONFIRMED,
    VisitState.IN_PROGRESS,
    VisitState.REPORT_DUE,
    VisitState.REPORT_REVIEW,
    VisitState.SHARING,
    VisitState.POSTPONED,
    VisitState.ENDED_EARLY,
    VisitState.CLOSED,
    VisitState.CANCELLED,
)
_SAFETY = (
    VisitState.HOST_ACCEPTED,
    VisitState.CONFIRMED,
    VisitState.IN_PROGRESS,
    VisitState.REPORT_DUE,
    VisitState.POSTPONED,
    VisitState.ENDED_EARLY,
)
_INVOLVED = frozenset({Part.VISITOR, Part.HOME, Part.HOST, Part.MENTOR, Part.FOCAL_POINT})
_RED = "red"
_EDITED = (VisitState.REPORT_REVIEW, VisitState.SHARING)
_STANDS_IN = {
    Side.VISITOR: Part.HOME,
    Side.HOME: Part.SECRETARIAT,
    Side.HOST: Part.SECRETARIAT,
}
_NOT_STAFF = frozenset({Role.GUEST})


# visits ------------------------------------------------------------------------------------------


def parts_in(actor: Actor, visit: Visit) -> frozenset[Part]:
    """The parts somebody has in a visit; who visits has no other."""
    if actor.person_id is None:
        return frozenset({Part.SYSTEM}) if actor.is_secretariat else frozenset()
    if visit.visitor_id == actor.person_id:
        return frozenset({Part.VISITOR})
    return frozenset(_centre_parts(actor, visit) | _office_parts(actor, visit))


def visible_to(actor: Actor) -> Q:
    """A draft is its visitor's alone; then both coordinators, mentor and secretariat see the visit.

    Focal points see it while somebody may travel, editors while the report is read.
    """
    sent = Q(submitted_at__isnull=False)
    offices = Q(home_centre_id__in=list(actor.coordinated_ids))
    offices |= Q(host_centre_id__in=list(actor.coordinated_ids))
    offices |= Q(mentor_id=actor.person_id, mentor_id__isnull=False)
    offices |= _seen_by_focal_points(actor)
    if Role.EDITOR in actor.network_roles:
        offices |= Q(state__in=_EDITED)
    if actor.is_secretariat:
        offices = Q()
    if actor.person_id is None:
        return sent & offices if actor.is_secretariat else Q(id__in=[])
    return Q(visitor_id=actor.person_id) | (sent & offices)


def can_view(actor: Actor, visit: Visit) -> bool:
    """The same as `visible_to`, for one visit."""
    parts = parts_in(actor, visit)
    if Part.VISITOR in parts:
        return True
    return bool(parts) and visit.submitted_at is not None


def has_desk(actor: Actor) -> bool:
    """Coordinators have a desk for the visits of their centres, the secretariat for all."""
    return actor.is_secretariat or bool(actor.coordinated_ids)


def on_desk_of(actor: Actor) -> Q:
    """The visits of a desk; drafts are on none."""
    sent = Q(submitted_at__isnull=False)
    if actor.is_secretariat:
        return sent
    own = list(actor.coordinated_ids)
    return sent & (Q(home_centre_id__in=own) | Q(host_centre_id__in=own))


def can_apply(actor: Actor, centre_id: UUID) -> bool:
    """Whoever works at a centre, and is not there as a guest, applies for a visit from it."""
    return bool(actor.roles.get(centre_id, frozenset()) - _NOT_STAFF)


def can_write(actor: Actor, visit: Visit) -> bool:
    """Only the visitor writes the application, as long as it is a draft."""
    return Part.VISITOR in parts_in(actor, visit)


def can_read_private(actor: Actor, visit: Visit) -> bool:
    """Access, health and care needs are read by the visitor and the two coordinators alone."""
    parts = parts_in(actor, visit)
    if Part.HOST in parts and visit.state in _HOST_SETTLED:
        return True
    return Part.VISITOR in parts or (Part.HOME in parts and visit.submitted_at is not None)


def can_read_application(actor: Actor, visit: Visit) -> bool:
    """Applications are read by the visitor, both coordinators and the secretariat."""
    readers = {Part.VISITOR, Part.HOME, Part.HOST, Part.SECRETARIAT}
    return can_view(actor, visit) and not parts_in(actor, visit).isdisjoint(readers)


def reads_as_host(actor: Actor, visit: Visit) -> bool:
    """A host reads what the visit is about, not what was declared to the home centre."""
    home_side = {Part.VISITOR, Part.HOME, Part.SECRETARIAT}
    return parts_in(actor, visit).isdisjoint(home_side)


def can_rank_hosts(actor: Actor, visit: Visit) -> bool:
    """The visitor ranks hosts in a draft; later the own coordinator and the secretariat do."""
    parts = parts_in(actor, visit)
    if visit.state is VisitState.DRAFT:
        return Part.VISITOR in parts
    return not parts.isdisjoint({Part.HOME, Part.SECRETARIAT})


def can_prepare(actor: Actor, visit: Visit) -> bool:
    """Visitor, mentor and both coordinators agree, prepare and write to each other."""
    preparing = {Part.VISITOR, Part.HOME, Part.HOST, Part.MENTOR}
    return not parts_in(actor, visit).isdisjoint(preparing)


def can_see_checks(actor: Actor, visit: Visit) -> bool:
    """The words agreed on a journey are known to the visitor and the focal points alone."""
    parts = parts_in(actor, visit)
    is_sent = visit.submitted_at is not None
    return is_sent and not parts.isdisjoint({Part.VISITOR, Part.FOCAL_POINT})


def can_print_letter(actor: Actor, visit: Visit) -> bool:
    """The letter of invitation is printed by the visitor and the two coordinators."""
    return not parts_in(actor, visit).isdisjoint({Part.VISITOR, Part.HOME, Part.HOST})


def can_read_brief(actor: Actor, visit: Visit) -> bool:
    """What a mentor prepares with is read by those who agree and prepare the visit."""
    return can_prepare(actor, visit)


def can_write_agreement(actor: Actor, visit: Visit) -> bool:
    """The two coordinators write the host agreement, and a new edition of it."""
    return not parts_in(actor, visit).isdisjoint({Part.HOME, Part.HOST})


def can_settle_dates(actor: Actor, visit: Visit) -> bool:
    """The host's coordinator decides which days it is, after everybody was asked."""
    return Part.HOST in parts_in(actor, visit)


def can_change_mentor(actor: Actor, visit: Visit) -> bool:
    """The host's coordinator says who of the centre looks after the visitor."""
    return Part.HOST in parts_in(actor, visit)


def can_sign(actor: Actor, visit: Visit, side: Side) -> bool:
    """Each side signs for itself, or the home coordinator for the visitor, or the secretariat."""
    parts = parts_in(actor, visit)
    return Part(side) in parts or _STANDS_IN[side] in parts


def can_keep_plan_b(actor: Actor, visit: Visit) -> bool:
    """Visitor and home coordinator say what happens if it cannot be as planned."""
    return not parts_in(actor, visit).isdisjoint({Part.VISITOR, Part.HOME})


def can_keep_budget(actor: Actor, visit: Visit) -> bool:
    """Both coordinators and the secretariat plan, commit and note what a visit costs."""
    return not parts_in(actor, visit).isdisjoint({Part.HOME, Part.HOST, Part.SECRETARIAT})


def can_approve_overrun(actor: Actor, visit: Visit) -> bool:
    """The secretariat approves what goes beyond the plan."""
    return Part.SECRETARIAT in parts_in(actor, visit)


def rates_for(actor: Actor, visit: Visit) -> frozenset[Side]:
    """Coordinators and focal points rate the safety of a visit for their own centre."""
    if actor.person_id == visit.visitor_id:
        return frozenset()
    able = actor.coordinated_ids | _focal_ids(actor)
    sides = {Side.HOME: visit.home_centre_id, Side.HOST: visit.host_centre_id}
    return frozenset(side for side, centre_id in sides.items() if centre_id in able)


def can_change_red(actor: Actor, visit: Visit) -> bool:
    """A red rating is taken back for the centre that gave it."""
    given = {Side.HOME: visit.home_rating, Side.HOST: visit.host_rating}
    return any(given[side] == _RED for side in rates_for(actor, visit))


def can_settle_item(actor: Actor, visit: Visit, item: ChecklistItem, state: TaskState) -> bool:
    """An item is settled by its owner or the home coordinator; a focal point alone waives one."""
    parts = parts_in(actor, visit)
    if state is TaskState.WAIVED:
        return Part.FOCAL_POINT in parts
    return Part(item.owner) in parts or Part.HOME in parts


def can_endorse_report(actor: Actor, visit: Visit) -> bool:
    """The home coordinator reads a report first and passes it to the host."""
    return Part.HOME in parts_in(actor, visit)


def can_clear_report(actor: Actor, visit: Visit) -> bool:
    """The host reads a report first, and takes out what must not be shared."""
    return Part.HOST in parts_in(actor, visit)


def can_read_report(
    actor: Actor, visit: Visit, report: LearningReport, *, is_silent: bool = False
) -> bool:
    """The visitor, once given both coordinators, then those who release it and the mentor."""
    parts = parts_in(actor, visit)
    if Part.VISITOR in parts:
        return True
    if report.submitted_at is None:
        return False
    is_cleared = report.host_cleared_at is not None
    later = {Part.EDITOR, Part.MENTOR, Part.SECRETARIAT} if is_cleared else set()
    silent = {Part.SECRETARIAT} if is_silent else set()
    return not parts.isdisjoint({Part.HOME, Part.HOST} | later | silent)


def can_release_report(actor: Actor, visit: Visit) -> bool:
    """Editors release a report; the secretariat decides when a host is silent."""
    return not parts_in(actor, visit).isdisjoint({Part.EDITOR, Part.SECRETARIAT})


def can_pass_on(actor: Actor, visit: Visit) -> bool:
    """The visitor and the home coordinator note how what was learnt is passed on."""
    return not parts_in(actor, visit).isdisjoint({Part.VISITOR, Part.HOME})


def can_read_follow_ups(actor: Actor, visit: Visit) -> bool:
    """What changed at home is read by the visitor, both coordinators and the secretariat."""
    readers = {Part.VISITOR, Part.HOME, Part.HOST, Part.SECRETARIAT}
    return not parts_in(actor, visit).isdisjoint(readers)


def can_waive_sharing(actor: Actor, visit: Visit) -> bool:
    """The secretariat lets a visit close although nothing was passed on."""
    return Part.SECRETARIAT in parts_in(actor, visit)


def sides_of(actor: Actor, visit: Visit) -> frozenset[Side]:
    """The sides of an agreement somebody speaks for: visitor, home centre, host."""
    parts = parts_in(actor, visit)
    return frozenset(side for side in Side if Part(side) in parts)


def can_replace_visitor(actor: Actor, visit: Visit) -> bool:
    """The own coordinator, or the secretariat, lets somebody else go instead."""
    return not parts_in(actor, visit).isdisjoint({Part.HOME, Part.SECRETARIAT})


def can_go(roles: Iterable[Role]) -> bool:
    """Whether somebody with these roles at a centre can go on a visit from it."""
    return bool(set(roles) - _NOT_STAFF)


def can_pair(actor: Actor, visit: Visit) -> bool:
    """Coordinators say which visit is in return for which."""
    return not parts_in(actor, visit).isdisjoint({Part.HOME, Part.HOST, Part.SECRETARIAT})


def can_answer_place(actor: Actor, visit: Visit) -> bool:
    """The visitor, or the own coordinator, takes up a place that became free."""
    return not parts_in(actor, visit).isdisjoint({Part.VISITOR, Part.HOME})


def can_read_host_note(actor: Actor) -> bool:
    """That a host took a yes back before is between it and the secretariat."""
    return actor.is_secretariat


def can_see_reason(actor: Actor, visit: Visit, reason: str) -> bool:
    """A reason of safety is known to the visitor and the focal points; others read "changed"."""
    parts = parts_in(actor, visit)
    return reason != Reason.SAFETY or not parts.isdisjoint({Part.VISITOR, Part.FOCAL_POINT})


def can_see_reason_of(actor: Actor, visit: Visit, move: Move, part: Part) -> bool:
    """Why a host said no, or took its yes back, is for coordinators; a visitor never reads it."""
    by_host = part is Part.HOST and move in (Move.DECLINE, Move.HOST_WITHDRAWS)
    return not by_host or Part.VISITOR not in parts_in(actor, visit)


def can_read_note(actor: Actor, visit: Visit, move: Move) -> bool:
    """What is missing in an application is said to its writer and the own coordinator alone."""
    own = parts_in(actor, visit) & {Part.VISITOR, Part.HOME, Part.SECRETARIAT}
    return move is not Move.RETURN or bool(own)


def knows_names(actor: Actor, visit: Visit) -> bool:
    """Those in a visit know both centres by name once a host said yes, also an unlisted one."""
    return visit.state in _HOST_SETTLED and not parts_in(actor, visit).isdisjoint(_INVOLVED)


def can_read_messages(actor: Actor, visit: Visit) -> bool:
    """Those who prepare a visit and the secretariat read its messages."""
    return can_prepare(actor, visit) or Part.SECRETARIAT in parts_in(actor, visit)


def joined_late(actor: Actor, visit: Visit) -> bool:
    """A host and its mentor read what was said since their centre was asked, and nothing before."""
    return parts_in(actor, visit) <= {Part.HOST, Part.MENTOR, Part.FOCAL_POINT}


def can_see_host(actor: Actor, visit: Visit) -> bool:
    """Who is asked is known to the coordinators; the visitor learns it once a host accepted."""
    parts = parts_in(actor, visit)
    return bool(parts - {Part.VISITOR}) or visit.state in _HOST_SETTLED


def _centre_parts(actor: Actor, visit: Visit) -> set[Part]:
    found = set()
    if visit.mentor_id == actor.person_id:
        found.add(Part.MENTOR)
    if actor.coordinates(visit.home_centre_id):
        found.add(Part.HOME)
    if visit.host_centre_id and actor.coordinates(visit.host_centre_id):
        found.add(Part.HOST)
    return found


def _office_parts(actor: Actor, visit: Visit) -> set[Part]:
    found = set()
    if actor.is_secretariat:
        found.add(Part.SECRETARIAT)
    if visit.state in _EDITED and Role.EDITOR in actor.network_roles:
        found.add(Part.EDITOR)
    if visit.state in _SAFETY and _is_focal_point(actor, visit):
        found.add(Part.FOCAL_POINT)
    return found


def _is_focal_point(actor: Actor, visit: Visit) -> bool:
    sides = (visit.home_centre_id, visit.host_centre_id)
    return Role.FOCAL_POINT in actor.network_roles or not _focal_ids(actor).isdisjoint(sides)


def _seen_by_focal_points(actor: Actor) -> Q:
    if Role.FOCAL_POINT in actor.network_roles:
        return Q(state__in=_SAFETY)
    ids = list(_focal_ids(actor))
    return Q(state__in=_SAFETY) & (Q(home_centre_id__in=ids) | Q(host_centre_id__in=ids))


def _focal_ids(actor: Actor) -> frozenset[UUID]:
    return frozenset(c for c, roles in actor.roles.items() if Role.FOCAL_POINT in roles)


# reviews -----------------------------------------------------------------------------------------


def can_ask_review(actor: Actor) -> bool:
    """The secretariat asks reviewers."""
    return actor.is_secretariat


def can_review(actor: Actor, review: ApplicationReview, visit: Visit) -> bool:
    """A reviewer scores what they were asked to; nobody scores their own centre or their host."""
    is_asked = actor.person_id is not None and actor.person_id == review.reviewer_id
    return is_asked and not is_barred(actor, visit)


def is_barred(actor: Actor, visit: Visit) -> bool:
    """Whoever applies, or works at the home centre or the host, has a conflict of interest."""
    involved = {visit.home_centre_id, visit.host_centre_id}
    involved |= {choice.centre_id for choice in visit.choices}
    return actor.person_id == visit.visitor_id or not actor.centre_ids.isdisjoint(involved)


# windows and calls -------------------------------------------------------------------------------


def can_offer(actor: Actor, centre_id: UUID) -> bool:
    """The coordinators of a centre write, publish and take back its exchange windows."""
    return actor.coordinates(centre_id)


def windows_visible_to(actor: Actor, today: date) -> Q:
    """Members see the published windows of confirmed centres that are not over; own people all."""
    own = Q(centre_id__in=list(actor.centre_ids))
    shown = Q(state=WindowState.PUBLISHED, last_on__gte=today) & centres.of_confirmed("centre")
    return own | shown if actor.is_member else Q(id__in=[])


def can_see_window(actor: Actor, window: ExchangeWindow, today: date) -> bool:
    """The same as `windows_visible_to`, for one window with its centre."""
    if actor.works_at(window.centre_id):
        return True
    is_out = window.state is WindowState.PUBLISHED and window.last_on >= today
    return actor.is_member and is_out and centres.is_confirmed(window.centre)


def can_call(actor: Actor) -> bool:
    """The secretariat writes, opens and closes calls."""
    return actor.is_secretariat


def calls_visible_to(actor: Actor) -> Q:
    """Members see open and closed calls; the secretariat also drafts."""
    if actor.is_secretariat:
        return Q()
    return ~Q(state=CallState.DRAFT) if actor.is_member else Q(id__in=[])


def can_see_call(actor: Actor, call: ExchangeCall) -> bool:
    """The same as `calls_visible_to`, for one call."""
    return actor.is_secretariat or (actor.is_member and call.state is not CallState.DRAFT)
