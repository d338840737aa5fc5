"""Supervisors and their hours, agreements, sessions and who comes, polls, and credited hours."""

from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise import fields

from network.db import InstantField, Record, Versioned

if TYPE_CHECKING:
    from network.people.models import Person


class Kind(StrEnum):
    """What kind of supervision."""

    INDIVIDUAL = "individual"
    GROUP = "group"
    PEER = "peer"
    TEAM = "team"
    SUPERVISORS = "supervisors"


# supervisors -------------------------------------------------------------------------------------


class SupervisorState(StrEnum):
    PROPOSED = "proposed"
    VERIFIED = "verified"
    PAUSED = "paused"


class Supervisor(Versioned):
    """Somebody who supervises: what was checked, what they offer, and when they can be booked.

    `weekly` and `breaks` are rows of ISO weekday, start and end in minutes after midnight in
    `zone`; `limits` maps day, week and month to `count` and `minutes`. All lengths are minutes.
    `asked_back` is what the secretariat still wants to know before it verifies.
    """

    person: fields.OneToOneRelation["Person"] = fields.OneToOneField(
        "network.Person", related_name="supervisor", on_delete=fields.CASCADE
    )
    state = fields.CharEnumField(SupervisorState, max_length=20, default=SupervisorState.PROPOSED)
    verified_at = InstantField(null=True)
    verified_by_id = fields.UUIDField(null=True)
    asked_back = fields.TextField(default="")
    reminded_at = InstantField(null=True)
    licence_body = fields.CharField(max_length=120, default="")
    licence_country = fields.CharField(max_length=2, default="")
    licence_checked_on = fields.DateField(null=True)
    practice_years = fields.IntField(default=0)
    survivor_years = fields.IntField(default=0)
    training_hours = fields.IntField(default=0)
    own_supervision = fields.CharField(max_length=200, default="")
    conflicts = fields.TextField(default="")
    about = fields.TextField(default="")
    codes = fields.JSONField[list[str]](default=list)
    languages = fields.JSONField[dict[str, str]](default=dict)
    kinds = fields.JSONField[list[str]](default=list)
    audience = fields.CharField(max_length=20, default="network")
    most_supervisees = fields.IntField(default=8)
    most_groups = fields.IntField(default=3)
    is_open = fields.BooleanField(default=True)
    takes_urgent = fields.BooleanField(default=False)
    needs_confirming = fields.BooleanField(default=False)
    zone = fields.CharField(max_length=64)
    weekly = fields.JSONField[list[list[int]]](default=list)
    breaks = fields.JSONField[list[list[int]]](default=list)
    step = fields.IntField(default=30)
    minutes = fields.IntField(default=60)
    before = fields.IntField(default=0)
    after = fields.IntField(default=15)
    notice = fields.IntField(default=24 * 60)
    window_days = fields.IntField(default=60)
    recovery = fields.IntField(default=0)
    limits = fields.JSONField[dict[str, dict[str, int | None]]](default=dict)
    quiet_until = InstantField(null=True)

    person_id: UUID

    class Meta:
        table = "supervisor"


class DatesKind(StrEnum):
    EXTRA = "extra"
    CLOSED = "closed"
    AWAY = "away"


class SupervisorDates(Record):
    """Dates on which a supervisor's week is another: extra hours, closed days, or away.

    `reason` is shown to everybody who may book; it can stay empty.
    """

    supervisor: fields.ForeignKeyRelation[Supervisor] = fields.ForeignKeyField(
        "network.Supervisor", related_name="dates", on_delete=fields.CASCADE
    )
    kind = fields.CharEnumField(DatesKind, max_length=10)
    first_on = fields.DateField()
    last_on = fields.DateField()
    start = fields.IntField(default=0)
    until = fields.IntField(default=0)
    reason = fields.CharField(max_length=120, default="")
    stand_in: fields.ForeignKeyNullableRelation[Supervisor] = fields.ForeignKeyField(
        "network.Supervisor", related_name="stands_in", null=True, on_delete=fields.SET_NULL
    )

    supervisor_id: UUID
    stand_in_id: UUID | None

    class Meta:
        table = "supervisor_dates"


# agreements --------------------------------------------------------------------------------------


class AgreementState(StrEnum):
    REQUESTED = "requested"
    DRAFTING = "drafting"
    SIGNING = "signing"
    ACTIVE = "active"
    PAUSED = "paused"
    LAPSED = "lapsed"
    ENDED = "ended"
    DECLINED = "declined"
    EXPIRED = "expired"


class Agreement(Versioned):
    """What a supervisor and those they supervise agreed, before the first session.

    `terms` holds the required elements by name, `edition` counts what has to be signed anew.
    `editions` keeps everything that was ever given to be signed, and `in_force` counts the one
    that stands, whose elements the columns hold; 0 before the first was signed.
    `supervisor` is empty for a peer group, which has a facilitator among its parties.
    """

    supervisor: fields.ForeignKeyNullableRelation[Supervisor] = fields.ForeignKeyField(
        "network.Supervisor", related_name="agreements", null=True, on_delete=fields.CASCADE
    )
    kind = fields.CharEnumField(Kind, max_length=20)
    title = fields.CharField(max_length=120, default="")
    state = fields.CharEnumField(AgreementState, max_length=20, default=AgreementState.REQUESTED)
    edition = fields.IntField(default=1)
    in_force = fields.IntField(default=0)
    editions = fields.JSONField[list[dict[str, Any]]](default=list)
    terms = fields.JSONField[dict[str, str]](default=dict)
    starts_on = fields.DateField(null=True)
    ends_on = fields.DateField(null=True)
    review_on = fields.DateField(null=True)
    minutes = fields.IntField(default=60)
    most_members = fields.IntField(default=1)
    hides_members = fields.BooleanField(default=False)
    cancel_hours = fields.IntField(default=24)
    note = fields.TextField(default="")
    reason = fields.CharField(max_length=200, default="")
    is_line_manager = fields.BooleanField(default=False)
    waived_by_id = fields.UUIDField(null=True)
    asked_by_id = fields.UUIDField(null=True)
    previous_id = fields.UUIDField(null=True)
    warned = fields.JSONField[list[int]](default=list)
    settled_at = InstantField(null=True)

    supervisor_id: UUID | None
    parties: fields.ReverseRelation["Party"]

    class Meta:
        table = "agreement"


class PartyRole(StrEnum):
    SUPERVISOR = "supervisor"
    DEPUTY = "deputy"
    FACILITATOR = "facilitator"
    SUPERVISEE = "supervisee"


class PartyState(StrEnum):
    INVITED = "invited"
    SIGNED = "signed"
    LEFT = "left"


class Party(Record):
    """One person of an agreement, and which edition of it they signed."""

    agreement: fields.ForeignKeyRelation[Agreement] = fields.ForeignKeyField(
        "network.Agreement", related_name="parties", on_delete=fields.CASCADE
    )
    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="parties", on_delete=fields.CASCADE
    )
    role = fields.CharEnumField(PartyRole, max_length=20)
    state = fields.CharEnumField(PartyState, max_length=20, default=PartyState.INVITED)
    signed_edition = fields.IntField(default=0)
    signed_at = InstantField(null=True)

    agreement_id: UUID
    person_id: UUID

    class Meta:
        table = "party"
        unique_together = (("agreement", "person"),)


# sessions ----------------------------------------------------------------------------------------


class Series(Record):
    """Sessions at one wall time of a zone; each of them is a session of its own."""

    agreement: fields.ForeignKeyRelation[Agreement] = fields.ForeignKeyField(
        "network.Agreement", related_name="series", on_delete=fields.CASCADE
    )
    first_on = fields.DateField()
    at = fields.IntField()
    zone = fields.CharField(max_length=64)
    every = fields.CharField(max_length=20)
    interval = fields.IntField(default=1)
    count = fields.IntField()
    minutes = fields.IntField()

    agreement_id: UUID

    class Meta:
        table = "series"


class SessionState(StrEnum):
    REQUESTED = "requested"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED_BY_SUPERVISEE = "cancelled_by_supervisee"
    CANCELLED_BY_SUPERVISOR = "cancelled_by_supervisor"
    RECORDED = "recorded"
    VERIFIED = "verified"
    NOT_HELD = "not_held"


class Modality(StrEnum):
    VIDEO = "video"
    AUDIO = "audio"
    IN_PERSON = "in_person"


class SupervisionSession(Versioned):
    """One dated session. `leader_id` is the person who gives it, or facilitates a peer group.

    `wall` is what was agreed, in `zone`; `starts_at` what that means under the zone rules
    `tz_version`. `revision` counts visible changes (RFC 5545, SEQUENCE). A confirmed session whose
    end has passed waits for its record.
    """

    agreement: fields.ForeignKeyNullableRelation[Agreement] = fields.ForeignKeyField(
        "network.Agreement", related_name="sessions", null=True, on_delete=fields.CASCADE
    )
    series: fields.ForeignKeyNullableRelation[Series] = fields.ForeignKeyField(
        "network.Series", related_name="sessions", null=True, on_delete=fields.SET_NULL
    )
    leader: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="sessions_led", on_delete=fields.CASCADE
    )
    kind = fields.CharEnumField(Kind, max_length=20)
    state = fields.CharEnumField(SessionState, max_length=30)
    starts_at = InstantField()
    minutes = fields.IntField()
    before = fields.IntField(default=0)
    after = fields.IntField(default=0)
    zone = fields.CharField(max_length=64)
    wall = fields.CharField(max_length=16)
    is_second = fields.BooleanField(default=False)
    tz_version = fields.CharField(max_length=20)
    revision = fields.IntField(default=0)
    seats = fields.IntField(default=1)
    modality = fields.CharEnumField(Modality, max_length=20, default=Modality.VIDEO)
    place = fields.CharField(max_length=300, default="")
    asked_by_id = fields.UUIDField(null=True)
    expires_at = InstantField(null=True)
    reason = fields.CharField(max_length=200, default="")
    cancelled_by_id = fields.UUIDField(null=True)
    is_late = fields.BooleanField(default=False)
    is_urgent = fields.BooleanField(default=False)
    is_heavy = fields.BooleanField(default=False)
    held_minutes = fields.IntField(null=True)
    themes = fields.JSONField[list[str]](default=list)
    restorative = fields.IntField(default=0)
    recorded_at = InstantField(null=True)
    verified_at = InstantField(null=True)
    nagged_at = InstantField(null=True)
    warned_at = InstantField(null=True)

    agreement_id: UUID | None
    series_id: UUID | None
    leader_id: UUID
    places: fields.ReverseRelation["Seat"]
    moves: fields.ReverseRelation["SessionMove"]

    class Meta:
        table = "supervision_session"


class SeatState(StrEnum):
    TAKEN = "taken"
    WAITING = "waiting"
    OFFERED = "offered"
    LEFT = "left"


class Attendance(StrEnum):
    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    EXCUSED = "excused"
    UNEXCUSED = "unexcused"
    TECHNICAL = "technical"
    SAFETY = "safety"


class Seat(Record):
    """One person's place in a session, or on its waiting list.

    `note` is what they wish to speak about, for the supervisor alone, and is deleted with the
    record of the session.
    `queued_at` orders the waiting list.
    """

    session: fields.ForeignKeyRelation[SupervisionSession] = fields.ForeignKeyField(
        "network.SupervisionSession", related_name="places", on_delete=fields.CASCADE
    )
    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="seats", on_delete=fields.CASCADE
    )
    state = fields.CharEnumField(SeatState, max_length=20, default=SeatState.TAKEN)
    offered_until = InstantField(null=True)
    queued_at = InstantField(null=True)
    note = fields.TextField(default="")
    attendance = fields.CharEnumField(Attendance, max_length=20, null=True)
    missed_minutes = fields.IntField(default=0)
    reflection = fields.TextField(default="")

    session_id: UUID
    person_id: UUID

    class Meta:
        table = "seat"
        unique_together = (("session", "person"),)


class SessionMove(Record):
    """A session was moved: from when to when, by whom and why."""

    session: fields.ForeignKeyRelation[SupervisionSession] = fields.ForeignKeyField(
        "network.SupervisionSession", related_name="moves", on_delete=fields.CASCADE
    )
    from_at = InstantField()
    to_at = InstantField()
    by_id = fields.UUIDField(null=True)
    reason = fields.CharField(max_length=200, default="")

    session_id: UUID

    class Meta:
        table = "session_move"


class UrgentState(StrEnum):
    OPEN = "open"
    TAKEN = "taken"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class UrgentRequest(Record):
    """Somebody needs a session within 72 hours; told to supervisors with room, to nobody else."""

    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="urgent_requests", on_delete=fields.CASCADE
    )
    languages = fields.JSONField[list[str]](default=list)
    state = fields.CharEnumField(UrgentState, max_length=20, default=UrgentState.OPEN)
    ends_at = InstantField()
    session_id = fields.UUIDField(null=True)

    person_id: UUID

    class Meta:
        table = "urgent_request"


# finding a time together -------------------------------------------------------------------------


class PollState(StrEnum):
    OPEN = "open"
    DECIDED = "decided"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Poll(Versioned):
    """A group looks for a time: proposed starts, and everybody's answer to each.

    `required` are the people without whom an option is no option.
    """

    agreement: fields.ForeignKeyRelation[Agreement] = fields.ForeignKeyField(
        "network.Agreement", related_name="polls", on_delete=fields.CASCADE
    )
    organiser_id = fields.UUIDField()
    state = fields.CharEnumField(PollState, max_length=20, default=PollState.OPEN)
    minutes = fields.IntField()
    closes_at = InstantField()
    required = fields.JSONField[list[str]](default=list)
    reminded_at = InstantField(null=True)
    session_id = fields.UUIDField(null=True)

    agreement_id: UUID
    options: fields.ReverseRelation["PollOption"]

    class Meta:
        table = "poll"


class PollOption(Record):
    """One proposed start."""

    poll: fields.ForeignKeyRelation[Poll] = fields.ForeignKeyField(
        "network.Poll", related_name="options", on_delete=fields.CASCADE
    )
    starts_at = InstantField()

    poll_id: UUID
    votes: fields.ReverseRelation["PollVote"]

    class Meta:
        table = "poll_option"
        unique_together = (("poll", "starts_at"),)


class Answer(StrEnum):
    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


class PollVote(Record):
    """One person's answer to one option; no answer counts as no."""

    option: fields.ForeignKeyRelation[PollOption] = fields.ForeignKeyField(
        "network.PollOption", related_name="votes", on_delete=fields.CASCADE
    )
    person_id = fields.UUIDField()
    answer = fields.CharEnumField(Answer, max_length=10)

    option_id: UUID

    class Meta:
        table = "poll_vote"
        unique_together = (("option", "person_id"),)


# hours -------------------------------------------------------------------------------------------


class HoursRole(StrEnum):
    RECEIVED = "received"
    GIVEN = "given"


class HoursEntry(Record):
    """Time a person was in a session, received or given; never changed.

    A correction is a further entry that names the one it replaces. What the time counts for is
    worked out by the rule-sets valid on its day.
    """

    session: fields.ForeignKeyRelation[SupervisionSession] = fields.ForeignKeyField(
        "network.SupervisionSession", related_name="hours", on_delete=fields.CASCADE
    )
    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="hours", on_delete=fields.CASCADE
    )
    role = fields.CharEnumField(HoursRole, max_length=10)
    kind = fields.CharEnumField(Kind, max_length=20)
    held_on = fields.DateField()
    minutes = fields.IntField()
    people = fields.IntField()
    restorative = fields.IntField(default=0)
    corrects_id = fields.UUIDField(null=True)
    recorded_by_id = fields.UUIDField(null=True)

    session_id: UUID
    person_id: UUID

    class Meta:
        table = "hours_entry"


class Statement(Record):
    """A month of hours, as its person and a supervisor signed it."""

    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="statements", on_delete=fields.CASCADE
    )
    month = fields.DateField()
    rule_set = fields.CharField(max_length=20)
    fingerprint = fields.CharField(max_length=64)
    signed_at = InstantField()
    countersigned_by_id = fields.UUIDField(null=True)
    countersigned_at = InstantField(null=True)

    person_id: UUID

    class Meta:
        table = "statement"
        unique_together = (("person", "month", "rule_set"),)


class Certificate(Record):
    """Proof of hours, as it was issued: nothing of it changes later."""

    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="certificates", on_delete=fields.CASCADE
    )
    code = fields.CharField(max_length=40, unique=True)
    name = fields.CharField(max_length=120)
    centre = fields.CharField(max_length=200, default="")
    supervisor = fields.CharField(max_length=200, default="")
    first_on = fields.DateField()
    last_on = fields.DateField()
    rule_set = fields.CharField(max_length=20)
    rule_version = fields.CharField(max_length=20)
    seconds = fields.JSONField[dict[str, Any]](default=dict)
    language = fields.CharField(max_length=10)
    withdrawn_at = InstantField(null=True)

    person_id: UUID

    class Meta:
        table = "certificate"
