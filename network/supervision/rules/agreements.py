"""What an agreement needs, the states it goes through, and what time does to them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

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

S = AgreementState
ANSWER_WITHIN = timedelta(days=14)
WARN_DAYS = (60, 30, 7)
FIRST_WARNING = timedelta(days=WARN_DAYS[0])
LEAST_CANCEL_HOURS, MOST_CANCEL_HOURS = 24, 48

# sizes of groups: domain reference, section 4, network default
MOST_MEMBERS = {
    Kind.INDIVIDUAL: 1,
    Kind.GROUP: 8,
    Kind.PEER: 8,
    Kind.TEAM: 12,
    Kind.SUPERVISORS: 8,
}
_FEWEST = {Kind.INDIVIDUAL: 1, Kind.GROUP: 3, Kind.PEER: 3, Kind.TEAM: 2, Kind.SUPERVISORS: 1}

_MOVES = {
    S.REQUESTED: {S.DRAFTING, S.DECLINED, S.EXPIRED, S.ENDED},
    S.DRAFTING: {S.SIGNING, S.DECLINED, S.ENDED},
    S.SIGNING: {S.ACTIVE, S.DECLINED, S.ENDED},
    S.ACTIVE: {S.PAUSED, S.LAPSED, S.ENDED},
    S.PAUSED: {S.ACTIVE, S.LAPSED, S.ENDED},
    S.LAPSED: {S.ACTIVE, S.ENDED},
}
BEFORE_FORCE = (S.REQUESTED, S.DRAFTING, S.SIGNING)
OPEN = (S.REQUESTED, S.DRAFTING, S.SIGNING, S.ACTIVE, S.PAUSED, S.LAPSED)
STANDS = (S.ACTIVE, S.PAUSED, S.LAPSED)
TAKES_ROOM = (S.DRAFTING, S.SIGNING, S.ACTIVE, S.PAUSED)
WRITABLE = (S.DRAFTING, S.SIGNING, *STANDS)
ALONE = (Kind.INDIVIDUAL, Kind.SUPERVISORS)  # what somebody may ask a supervisor for

WHO_AND_WHAT = ("qualification", "purpose", "goals")
FRAME = ("frequency", "place", "language", "fee", "preparation", "contact")
ETHICS = (
    "boundaries",
    "confidentiality",
    "limits",
    "informing",
    "responsibility",
    "feedback",
    "disagreement",
    "ending",
)
TERMS = (*WHO_AND_WHAT, *FRAME, *ETHICS)
REQUIRED = (
    "purpose",
    "goals",
    "frequency",
    "place",
    "boundaries",
    "confidentiality",
    "limits",
    "responsibility",
    "disagreement",
)
ZONE = "zone"  # the zone of record, kept among the terms but not written by anybody


# elements ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Elements:
    """Everything an edition of an agreement says."""

    title: str = ""
    minutes: int = 60
    most_members: int = 1
    hides_members: bool = False
    cancel_hours: int = 24
    starts_on: date | None = None
    ends_on: date | None = None
    review_on: date | None = None
    terms: Mapping[str, str] = field(default_factory=dict)


class Problem(StrEnum):
    """Why elements cannot be given to be signed."""

    MISSING = "missing"
    PAST = "past"
    BEFORE_START = "before_start"
    AFTER_END = "after_end"
    TOO_LATE = "too_late"
    OUT_OF_RANGE = "out_of_range"


DATES = ("starts_on", "ends_on", "review_on")


def elements_of(agreement: Agreement) -> Elements:
    """What stands in an agreement: the edition in force, or the draft before there is one."""
    return Elements(**{name: getattr(agreement, name) for name in Elements.__dataclass_fields__})


def elements_in(agreement: Agreement, edition: int) -> Elements:
    """What one edition says, or the draft where none was given to be signed yet."""
    if not 0 < edition <= len(agreement.editions):
        return elements_of(agreement)
    stored: dict[str, Any] = dict(agreement.editions[edition - 1])
    for name in DATES:
        stored[name] = date.fromisoformat(stored[name]) if stored[name] else None
    return Elements(**stored)


def as_stored(elements: Elements) -> dict[str, Any]:
    """Elements as an edition keeps them."""
    plain = asdict(elements)
    for name in DATES:
        plain[name] = plain[name].isoformat() if plain[name] else None
    return plain


def flat(elements: Elements) -> dict[str, Any]:
    """All elements by name, the terms among them."""
    plain = asdict(elements)
    terms: dict[str, str] = plain.pop("terms")
    return {**plain, **{name: terms.get(name, "") for name in TERMS}}


def changed(before: Elements, after: Elements) -> list[str]:
    """Names of the elements that differ, in the order of the page."""
    old, new = flat(before), flat(after)
    return [name for name in old if old[name] != new[name]]


def problems(kind: Kind, elements: Elements, today: date) -> dict[str, Problem]:
    """What keeps elements from being signed, by name; empty when nothing does."""
    required = REQUIRED if kind is Kind.PEER else ("qualification", *REQUIRED)
    found = {n: Problem.MISSING for n in required if not elements.terms.get(n, "").strip()}
    found |= {n: Problem.MISSING for n in DATES if getattr(elements, n) is None}
    if not LEAST_CANCEL_HOURS <= elements.cancel_hours <= MOST_CANCEL_HOURS:
        found["cancel_hours"] = Problem.OUT_OF_RANGE
    if not 1 <= elements.most_members <= MOST_MEMBERS[kind]:
        found["most_members"] = Problem.OUT_OF_RANGE
    return found | _date_problems(elements, today)


def _date_problems(elements: Elements, today: date) -> dict[str, Problem]:
    start, end, review = elements.starts_on, elements.ends_on, elements.review_on
    found: dict[str, Problem] = {}
    if start and end and end <= start:
        found["ends_on"] = Problem.BEFORE_START
    elif end and end < today:
        found["ends_on"] = Problem.PAST
    if review and end and review > end:
        found["review_on"] = Problem.AFTER_END
    elif review and review < today:
        found["review_on"] = Problem.PAST
    elif review and review > a_year_after(max(start or today, today)):
        found["review_on"] = Problem.TOO_LATE
    return found


def a_year_after(day: date) -> date:
    """The same date of the next year; 28 February after 29 February."""
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if is_leap_day else day.day)


# states ------------------------------------------------------------------------------------------


def can_become(state: AgreementState, target: AgreementState) -> bool:
    """Whether one state may follow another."""
    return target in _MOVES.get(state, set())


def state_at(agreement: Agreement, now: datetime) -> AgreementState:
    """The state as it is now, also when the job that stores it is late."""
    if agreement.state is S.REQUESTED and agreement.created_at + ANSWER_WITHIN <= now:
        return S.EXPIRED
    return S.LAPSED if is_lapsed(agreement, now.date()) else agreement.state


def is_lapsed(agreement: Agreement, today: date) -> bool:
    """Whether the end date has passed without a new edition; the last day itself still counts."""
    if agreement.state is S.LAPSED:
        return True
    ends_on = agreement.ends_on
    return agreement.state in (S.ACTIVE, S.PAUSED) and ends_on is not None and ends_on < today


def holds_on(agreement: Agreement, on: date) -> bool:
    """Whether a day lies between the first and the last of an agreement."""
    first, last = agreement.starts_on, agreement.ends_on
    return bool(first and last and first <= on <= last)


def covers(agreement: Agreement, on: date) -> bool:
    """Whether a session on a day takes place under the agreement."""
    return agreement.state is S.ACTIVE and holds_on(agreement, on)


def warning_due(agreement: Agreement, today: date) -> list[int]:
    """The warnings that are due, those missed while nobody looked among them; the last is to tell.

    Empty when there is nothing to tell, or it was told already.
    """
    if agreement.state not in (S.ACTIVE, S.PAUSED) or agreement.ends_on is None:
        return []
    left = (agreement.ends_on - today).days
    return [n for n in WARN_DAYS if 0 <= left <= n and n not in agreement.warned]


def needs_waiver(agreement: Agreement) -> bool:
    """Whether the secretariat has yet to say that a line manager may supervise."""
    waits = agreement.is_line_manager and agreement.waived_by_id is None
    return waits and agreement.state in BEFORE_FORCE


def is_alone(agreement: Agreement) -> bool:
    """Whether it is between a supervisor and one supervisee."""
    return agreement.kind is Kind.INDIVIDUAL or (
        agreement.kind is Kind.SUPERVISORS and agreement.most_members == 1
    )


# signatures --------------------------------------------------------------------------------------


def has_change(agreement: Agreement) -> bool:
    """Whether a further edition waits for signatures while another stands."""
    return 0 < agreement.in_force < agreement.edition


def edition_to_sign(agreement: Agreement, party: Party, now: datetime) -> int | None:
    """The edition that waits for this party's signature.

    Whoever joins signs what stands; a change is signed by those who signed before.
    """
    state = state_at(agreement, now)
    is_shut = state is not S.SIGNING and state not in STANDS
    if is_shut or party.state is PartyState.LEFT or needs_waiver(agreement):
        return None
    if state is S.SIGNING or (has_change(agreement) and party.state is PartyState.SIGNED):
        wanted = agreement.edition
    elif state in (S.ACTIVE, S.PAUSED):
        wanted = agreement.in_force
    else:
        return None
    return wanted if party.signed_edition < wanted else None


def is_signed(agreement: Agreement) -> bool:
    """Whether enough have signed for the newest edition to come into force."""
    present = [p for p in agreement.parties if p.state is not PartyState.LEFT]
    if agreement.in_force:
        bound = [p for p in present if p.state is PartyState.SIGNED]
        return all(p.signed_edition == agreement.edition for p in bound)
    return is_enough(
        agreement.kind, [p.role for p in present if p.signed_edition == agreement.edition]
    )


def is_enough(kind: Kind, signed: Iterable[PartyRole]) -> bool:
    """Whether these signatures make an agreement: features, section 4.2."""
    roles = list(signed)
    members = roles.count(PartyRole.SUPERVISEE)
    if kind is Kind.PEER:
        return members + roles.count(PartyRole.FACILITATOR) >= _FEWEST[kind]
    return PartyRole.SUPERVISOR in roles and members >= _FEWEST[kind]


def seats_taken(agreement: Agreement) -> int:
    """Members and those invited; who leaves frees the seat."""
    return sum(
        p.role is PartyRole.SUPERVISEE and p.state is not PartyState.LEFT for p in agreement.parties
    )


# supervisors -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Load:
    """How many supervisees and groups a supervisor has."""

    supervisees: int = 0
    groups: int = 0


def has_room(supervisor: Supervisor, kind: Kind, load: Load) -> bool:
    """Whether a supervisor may take on one more of a kind."""
    if kind in ALONE:
        return load.supervisees < supervisor.most_supervisees
    return load.groups < supervisor.most_groups


def offers(supervisor: Supervisor, kind: Kind) -> bool:
    """Whether a supervisor is verified, open, and gives this kind of supervision."""
    is_ready = supervisor.state is SupervisorState.VERIFIED and supervisor.is_open
    return is_ready and (not supervisor.kinds or kind in supervisor.kinds)


def likeness(one: Supervisor, other: Supervisor) -> int:
    """How much two supervisors have in common: a language counts more than a subject."""
    languages = set(one.languages) & set(other.languages)
    return 3 * len(languages) + len(set(one.codes) & set(other.codes))
