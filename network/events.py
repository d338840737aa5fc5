"""Everything that happens in the network and may interest another slice.

Events name facts, in the past tense, and carry keys and plain values only: no names, no texts.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

EVENTS: dict[str, type["Event"]] = {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of all events; `subject` names the field that says what it happened to."""

    subject: ClassVar[str]

    def __init_subclass__(cls) -> None:
        EVENTS[cls.__name__] = cls


# people ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonInvited(Event):
    """Somebody was invited by a link that works once."""

    subject: ClassVar[str] = "invitation_id"
    invitation_id: UUID
    centre_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAccepted(Event):
    """An invited person joined."""

    subject: ClassVar[str] = "person_id"
    person_id: UUID
    invitation_id: UUID
    centre_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationRevoked(Event):
    """An invitation was taken back before it was used."""

    subject: ClassVar[str] = "invitation_id"
    invitation_id: UUID
    centre_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResetAsked(Event):
    """A person asked for a way to set a new passphrase."""

    subject: ClassVar[str] = "person_id"
    person_id: UUID
    reset_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PassphraseChanged(Event):
    """A person set a new passphrase; all their other sessions ended."""

    subject: ClassVar[str] = "person_id"
    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorSet(Event):
    """A person switched on the second factor, or moved it to another device."""

    subject: ClassVar[str] = "person_id"
    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryCodeUsed(Event):
    """A person signed in with a recovery code instead of the second factor."""

    subject: ClassVar[str] = "person_id"
    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileChanged(Event):
    """A person changed what others see of them."""

    subject: ClassVar[str] = "person_id"
    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDisabled(Event):
    """An account was shut; its sessions ended at once."""

    subject: ClassVar[str] = "person_id"
    person_id: UUID
    centre_id: UUID | None


# centres -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreConfirmed(Event):
    """A centre confirmed its entry and chose who may see it."""

    subject: ClassVar[str] = "centre_id"
    centre_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreChanged(Event):
    """A centre's profile was changed."""

    subject: ClassVar[str] = "centre_id"
    centre_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreStillRight(Event):
    """A centre said that its profile is still right."""

    subject: ClassVar[str] = "centre_id"
    centre_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreDue(Event):
    """A centre's profile was not confirmed for six months."""

    subject: ClassVar[str] = "centre_id"
    centre_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreClosed(Event):
    """A centre was closed; others see neither it nor its offers and needs."""

    subject: ClassVar[str] = "centre_id"
    centre_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreReopened(Event):
    """A closed centre was opened again."""

    subject: ClassVar[str] = "centre_id"
    centre_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleGranted(Event):
    """A person was given a role, at a centre or in the network."""

    subject: ClassVar[str] = "person_id"
    person_id: UUID
    centre_id: UUID | None
    granted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRevoked(Event):
    """A role was taken from a person."""

    subject: ClassVar[str] = "person_id"
    person_id: UUID
    centre_id: UUID | None
    revoked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CentresImported(Event):
    """A file of centres was brought in as drafts."""

    subject: ClassVar[str] = "batch_id"
    batch_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportUndone(Event):
    """An import was taken back."""

    subject: ClassVar[str] = "batch_id"
    batch_id: UUID


# expertise ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingPublished(Event):
    """A centre published an offer or a need."""

    subject: ClassVar[str] = "listing_id"
    listing_id: UUID
    centre_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingChanged(Event):
    """An offer or a need was changed."""

    subject: ClassVar[str] = "listing_id"
    listing_id: UUID
    centre_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingStillRight(Event):
    """A centre said that an offer or a need is still right."""

    subject: ClassVar[str] = "listing_id"
    listing_id: UUID
    centre_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingDue(Event):
    """An offer or a need was not confirmed for six months."""

    subject: ClassVar[str] = "listing_id"
    listing_id: UUID
    centre_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingWithdrawn(Event):
    """A centre took back an offer or a need."""

    subject: ClassVar[str] = "listing_id"
    listing_id: UUID
    centre_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchFound(Event):
    """A new listing fits one that another centre published before."""

    subject: ClassVar[str] = "listing_id"
    listing_id: UUID
    centre_id: UUID
    found_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedSearchAnswered(Event):
    """Something new answers a search that somebody keeps."""

    subject: ClassVar[str] = "saved_search_id"
    saved_search_id: UUID
    person_id: UUID
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedAnswered(Event):
    """A centre offered itself, with dates, for a published need."""

    subject: ClassVar[str] = "answer_id"
    answer_id: UUID
    listing_id: UUID
    centre_id: UUID
    asking_centre_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSettled(Event):
    """The centre with the need picked or declined an answer, or it was withdrawn."""

    subject: ClassVar[str] = "answer_id"
    answer_id: UUID
    listing_id: UUID
    centre_id: UUID
    asking_centre_id: UUID
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactAsked(Event):
    """A centre asked another to get in touch."""

    subject: ClassVar[str] = "request_id"
    request_id: UUID
    centre_id: UUID
    asked_centre_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactSettled(Event):
    """A request to get in touch was accepted, declined, withdrawn or ran out."""

    subject: ClassVar[str] = "request_id"
    request_id: UUID
    centre_id: UUID
    asked_centre_id: UUID
    state: str


# supervision -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SupervisorMoved(Event):
    """A supervisor's profile was proposed, verified or paused."""

    subject: ClassVar[str] = "supervisor_id"
    supervisor_id: UUID
    person_id: UUID
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementMoved(Event):
    """A supervision agreement was asked for, drafted, signed, paused, lapsed, ended or declined.

    `members` are all who are in it now; the dates are those in force.
    """

    subject: ClassVar[str] = "agreement_id"
    agreement_id: UUID
    state: str
    told: tuple[UUID, ...]
    revision: int = 0
    members: tuple[UUID, ...] = ()
    review_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementChanged(Event):
    """A new edition of an agreement waits for signatures."""

    subject: ClassVar[str] = "agreement_id"
    agreement_id: UUID
    edition: int
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementEnding(Event):
    """A supervision agreement ends in so many days."""

    subject: ClassVar[str] = "agreement_id"
    agreement_id: UUID
    days: int
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverAsked(Event):
    """A supervisor is the line manager of somebody they would supervise."""

    subject: ClassVar[str] = "agreement_id"
    agreement_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionAsked(Event):
    """Somebody asked for a session; its time is held until the supervisor answers."""

    subject: ClassVar[str] = "session_id"
    session_id: UUID
    starts_at: datetime
    told: tuple[UUID, ...]
    is_part: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionBooked(Event):
    """A session is confirmed; as part of a series it is told with the whole."""

    subject: ClassVar[str] = "session_id"
    session_id: UUID
    revision: int
    starts_at: datetime
    minutes: int
    kind: str
    leader_id: UUID
    told: tuple[UUID, ...]
    is_part: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionDeclined(Event):
    """A request for a session was declined, or ran out unanswered."""

    subject: ClassVar[str] = "session_id"
    session_id: UUID
    starts_at: datetime
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionMoved(Event):
    """A session is at another time now; as part of a series it is told with the whole.

    With `is_asked` it still waits for its supervisor's answer.
    """

    subject: ClassVar[str] = "session_id"
    session_id: UUID
    revision: int
    from_at: datetime
    to_at: datetime
    minutes: int
    kind: str
    leader_id: UUID
    told: tuple[UUID, ...]
    is_part: bool = False
    is_asked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCancelled(Event):
    """A session will not take place; as part of a series it is told with the whole."""

    subject: ClassVar[str] = "session_id"
    session_id: UUID
    revision: int
    starts_at: datetime
    told: tuple[UUID, ...]
    is_part: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesChanged(Event):
    """Several sessions of a series were planned, moved or cancelled at once.

    `last_on` is the day of the last one that stands now, in its zone; `revision` grows with every
    change to any of them.
    """

    subject: ClassVar[str] = "session_id"
    session_id: UUID
    what: str
    count: int
    starts_at: datetime
    told: tuple[UUID, ...]
    series_id: UUID | None = None
    last_on: date | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatLeft(Event):
    """Somebody left a session that goes on for the others."""

    subject: ClassVar[str] = "session_id"
    session_id: UUID
    person_id: UUID
    starts_at: datetime
    told: tuple[UUID, ...]
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatTaken(Event):
    """Somebody took a seat in a group session."""

    subject: ClassVar[str] = "session_id"
    session_id: UUID
    revision: int
    person_id: UUID
    starts_at: datetime
    minutes: int
    kind: str
    leader_id: UUID
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatOffered(Event):
    """A seat became free and is kept for somebody who waits."""

    subject: ClassVar[str] = "session_id"
    session_id: UUID
    person_id: UUID
    starts_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitedSessionChanged(Event):
    """A session in which people wait for a seat moved to `starts_at`, or will not take place."""

    subject: ClassVar[str] = "session_id"
    session_id: UUID
    starts_at: datetime
    is_cancelled: bool
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionToRecord(Event):
    """A session is over and waits for its record."""

    subject: ClassVar[str] = "session_id"
    session_id: UUID
    starts_at: datetime
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecorded(Event):
    """A session was recorded, corrected or found not to have been held."""

    subject: ClassVar[str] = "session_id"
    session_id: UUID
    state: str
    starts_at: datetime
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HourShiftAhead(Event):
    """From a session on, somebody's local hour of a series is another, through a clock change."""

    subject: ClassVar[str] = "session_id"
    session_id: UUID
    starts_at: datetime
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PollOpened(Event):
    """A group is asked which times suit."""

    subject: ClassVar[str] = "poll_id"
    poll_id: UUID
    closes_at: datetime
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PollClosed(Event):
    """A group's time was found, or was not."""

    subject: ClassVar[str] = "poll_id"
    poll_id: UUID
    state: str
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentAsked(Event):
    """Somebody needs a session within 72 hours."""

    subject: ClassVar[str] = "request_id"
    request_id: UUID
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentTaken(Event):
    """A supervisor answered somebody who needs a session soon."""

    subject: ClassVar[str] = "request_id"
    request_id: UUID
    session_id: UUID
    starts_at: datetime
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentExpired(Event):
    """Nobody answered within 72 hours; who asked learns where else to turn."""

    subject: ClassVar[str] = "request_id"
    request_id: UUID
    told: tuple[UUID, ...]


# calendars ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryUnseen(Event):
    """Something near changed, and no calendar of this person has fetched it; the first of `count`.

    Without `has_feed` the person has no calendar here that could have.
    """

    subject: ClassVar[str] = "entry_id"
    entry_id: UUID
    person_id: UUID
    starts_at: datetime
    count: int
    has_feed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class InviteDue(Event):
    """A mail about an entry is due to whom it belongs, who chose invitations instead of a feed.

    `method` and `sequence` are as calendar programs know them; `number` counts the mails about the
    entry, of which only the newest is sent.
    """

    subject: ClassVar[str] = "entry_id"
    entry_id: UUID
    person_id: UUID
    method: str
    sequence: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideCalendarFailed(Event):
    """A calendar somebody has elsewhere cannot be read; its last busy times stand for a week."""

    subject: ClassVar[str] = "calendar_id"
    calendar_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideCalendarClosed(Event):
    """A calendar elsewhere could not be read for a week; all its owner's time counts as busy."""

    subject: ClassVar[str] = "calendar_id"
    calendar_id: UUID
    person_id: UUID


# knowledge ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeWaiting(Event):
    """A text waits for review, or after it for the safety check."""

    subject: ClassVar[str] = "item_id"
    item_id: UUID
    centre_id: UUID | None
    version_id: UUID
    is_safety_check: bool
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeReturned(Event):
    """A text came back to its author with a note."""

    subject: ClassVar[str] = "item_id"
    item_id: UUID
    centre_id: UUID | None
    version_id: UUID
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgePublished(Event):
    """A version was sealed and published; authors, watchers and who wished for it are told."""

    subject: ClassVar[str] = "item_id"
    item_id: UUID
    centre_id: UUID | None
    lang: str
    number: int
    authors: tuple[UUID, ...] = ()
    watchers: tuple[UUID, ...] = ()
    wishers: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeMoved(Event):
    """An item was held, cleared, raised, found valid, archived, replaced or withdrawn."""

    subject: ClassVar[str] = "item_id"
    item_id: UUID
    centre_id: UUID | None
    what: str
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeDue(Event):
    """An item is to be looked at again, or should have been; `days` are left."""

    subject: ClassVar[str] = "item_id"
    item_id: UUID
    centre_id: UUID | None
    days: int
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationWished(Event):
    """A reader would like an item in another language."""

    subject: ClassVar[str] = "item_id"
    item_id: UUID
    centre_id: UUID | None
    lang: str
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemTried(Event):
    """A centre told what became of an item there."""

    subject: ClassVar[str] = "item_id"
    item_id: UUID
    centre_id: UUID
    result: str
    told: tuple[UUID, ...]
    watchers: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingConfirmed(Event):
    """Somebody confirmed that they read a code or protocol."""

    subject: ClassVar[str] = "item_id"
    item_id: UUID
    centre_id: UUID | None
    number: int


# exchanges ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowMoved(Event):
    """A centre published the days on which it would have visitors, or took them back."""

    subject: ClassVar[str] = "window_id"
    window_id: UUID
    centre_id: UUID
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMoved(Event):
    """The secretariat opened a call for exchange visits, changed its last day, or closed it."""

    subject: ClassVar[str] = "call_id"
    call_id: UUID
    state: str
    closes_on: date | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewAsked(Event):
    """Somebody is asked to review an application."""

    subject: ClassVar[str] = "review_id"
    review_id: UUID
    due_on: date | None
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewsDone(Event):
    """An application has its result, or needs `wanted` more reviews before it has one."""

    subject: ClassVar[str] = "visit_id"
    visit_id: UUID
    wanted: int
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDatesAsked(Event):
    """Those in a visit are asked which days suit, or whether it may move to other days."""

    subject: ClassVar[str] = "visit_id"
    visit_id: UUID
    is_change: bool
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDaysKept(Event):
    """Other days proposed for a visit were refused or taken back: its days stay as they were."""

    subject: ClassVar[str] = "visit_id"
    visit_id: UUID
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitMessageWritten(Event):
    """Somebody wrote to the others in a visit."""

    subject: ClassVar[str] = "message_id"
    message_id: UUID
    visit_id: UUID
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitMoved(Event):
    """An exchange visit came to its next step, to other days, or to an end; never why.

    `calendar` says what the entries of the `members` do, under the sequence number `revision`;
    `version` counts every change. `told_as` are the parts of those who are `told`, in their order.
    """

    subject: ClassVar[str] = "visit_id"
    visit_id: UUID
    centre_id: UUID
    move: str
    state: str
    visitor_id: UUID
    host_centre_id: UUID | None
    first_on: date | None
    last_on: date | None
    is_virtual: bool
    calendar: str
    revision: int
    members: tuple[UUID, ...]
    told: tuple[UUID, ...]
    told_as: tuple[str, ...] = ()
    version: int = 0
    home_centre_id: UUID | None = None
    mentor_id: UUID | None = None
    is_replaced: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitDeadlineSet(Event):
    """Until a day something is to be done for a visit, or without a day: it is done."""

    subject: ClassVar[str] = "visit_id"
    visit_id: UUID
    what: str
    due_on: date | None
    revision: int
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeItemMoved(Event):
    """Something in the programme of a visit was planned, moved to another time, or taken out."""

    subject: ClassVar[str] = "item_id"
    item_id: UUID
    visit_id: UUID
    starts_at: datetime
    minutes: int
    revision: int
    is_removed: bool
    members: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitReminded(Event):
    """People in a visit are asked, or reminded, to do something; `due_on` is by when, if at all."""

    subject: ClassVar[str] = "visit_id"
    visit_id: UUID
    what: str
    due_on: date | None
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TravelWordMissed(Event):
    """A word agreed on a journey did not come: the visitor is asked, or who looks after them.

    `is_call` for the latter; `stand_in` when they are of the secretariat, as nobody else is named.
    """

    subject: ClassVar[str] = "visit_id"
    visit_id: UUID
    is_call: bool
    stand_in: bool
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrivalUnknown(Event):
    """Nobody said on the first day of a visit that it began, so somebody asks how they are."""

    subject: ClassVar[str] = "visit_id"
    visit_id: UUID
    stand_in: bool
    told: tuple[UUID, ...]


# workshops ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkshopMoved(Event):
    """A workshop came to its next step, was changed, postponed or cancelled; never why.

    `told_as` are the parts of those who are `told`, in their order; `visits` led to it. `version`
    counts every change.
    """

    subject: ClassVar[str] = "workshop_id"
    workshop_id: UUID
    centre_id: UUID
    move: str
    state: str
    kind: str
    first_on: date | None
    last_on: date | None
    calendar: str
    revision: int
    told: tuple[UUID, ...]
    told_as: tuple[str, ...] = ()
    visits: tuple[UUID, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkshopSourceLinked(Event):
    """Who runs a workshop said that something led to it, or took that back."""

    subject: ClassVar[str] = "workshop_id"
    workshop_id: UUID
    source_kind: str
    source_id: UUID
    is_linked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkshopSessionMoved(Event):
    """A session is in the calendars of these members at this time, or not any more.

    `is_whole` when they are all its members; else the others stay as they are. Those who are `told`
    had the session at another time.
    """

    subject: ClassVar[str] = "session_id"
    session_id: UUID
    workshop_id: UUID
    kind: str
    starts_at: datetime
    minutes: int
    revision: int
    is_removed: bool
    is_whole: bool
    members: tuple[UUID, ...]
    told: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkshopDeadlineSet(Event):
    """Until a day something is to be done for a workshop, or without a day: it is done."""

    subject: ClassVar[str] = "workshop_id"
    workshop_id: UUID
    what: str
    due_on: date | None
    revision: int
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationMoved(Event):
    """Somebody registered, got a place, waits for one, was offered one, left, or was there.

    `until` ends an offer. Those who are `told` are the person or the organisers, never both of
    something that only one of them should know.
    """

    subject: ClassVar[str] = "registration_id"
    registration_id: UUID
    workshop_id: UUID
    person_id: UUID
    move: str
    state: str
    until: datetime | None
    told: tuple[UUID, ...]
    told_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkshopInvited(Event):
    """Somebody is invited to a workshop, or reminded of an invitation they have not answered."""

    subject: ClassVar[str] = "invitation_id"
    invitation_id: UUID
    workshop_id: UUID
    is_reminder: bool
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkshopInvitationAnswered(Event):
    """Somebody said yes or no to an invitation."""

    subject: ClassVar[str] = "invitation_id"
    invitation_id: UUID
    workshop_id: UUID
    state: str
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkshopReminded(Event):
    """People are reminded of a workshop that comes or was, or of what is to be done for it."""

    subject: ClassVar[str] = "workshop_id"
    workshop_id: UUID
    what: str
    at: datetime | None
    due_on: date | None
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaReleased(Event):
    """An agenda was released; told are speakers whose own time or item is another one, and those
    with a place where somebody else speaks. `told_as` are their parts.
    """

    subject: ClassVar[str] = "workshop_id"
    workshop_id: UUID
    number: int
    told: tuple[UUID, ...]
    told_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerAsked(Event):
    """Somebody is asked to speak at a workshop."""

    subject: ClassVar[str] = "item_id"
    item_id: UUID
    workshop_id: UUID
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerWithdrew(Event):
    """A speaker cannot come; the organisers look for another, those with a place know of it."""

    subject: ClassVar[str] = "item_id"
    item_id: UUID
    workshop_id: UUID
    told: tuple[UUID, ...]
    told_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerTakenOut(Event):
    """The organisers have others speak in an item, or none; who was asked for it learns of it."""

    subject: ClassVar[str] = "item_id"
    item_id: UUID
    workshop_id: UUID
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalMoved(Event):
    """Something was proposed for an agenda, taken back, or decided."""

    subject: ClassVar[str] = "proposal_id"
    proposal_id: UUID
    workshop_id: UUID
    state: str
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MaterialAdded(Event):
    """There is something new to read for a workshop, for those it is for."""

    subject: ClassVar[str] = "material_id"
    material_id: UUID
    workshop_id: UUID
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeActionMoved(Event):
    """Something agreed at a workshop was written down, given to somebody, done or dropped."""

    subject: ClassVar[str] = "action_id"
    action_id: UUID
    workshop_id: UUID
    state: str
    due_on: date | None
    revision: int
    owner_id: UUID | None
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainerAccredited(Event):
    """Somebody may train others until a day, or may not any more."""

    subject: ClassVar[str] = "accreditation_id"
    accreditation_id: UUID
    workshop_id: UUID
    until_on: date
    is_revoked: bool
    told: tuple[UUID, ...]


# check-ins ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInRoundOpened(Event):
    """A round opened; all who are asked are told alike, and never again who has answered."""

    subject: ClassVar[str] = "round_id"
    round_id: UUID
    closes_on: date
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInRoundCancelled(Event):
    """A round was taken back; its ballots were destroyed unread."""

    subject: ClassVar[str] = "round_id"
    round_id: UUID
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInReleased(Event):
    """What a round told can be seen: first by staff, three days later by coordinators."""

    subject: ClassVar[str] = "release_id"
    release_id: UUID
    round_id: UUID
    told: tuple[UUID, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInReleaseShared(Event):
    """The people of a centre, or the office, gave their figures to the library."""

    subject: ClassVar[str] = "share_id"
    share_id: UUID
    release_id: UUID
    centre_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactWished(Event):
    """Somebody would like to be contacted; who, is seen only by whom it is addressed to."""

    subject: ClassVar[str] = "wish_id"
    wish_id: UUID
    told: tuple[UUID, ...]


# files -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReady(Event):
    """A file was looked at and can be had by those who may see what it belongs to."""

    subject: ClassVar[str] = "file_id"
    file_id: UUID
    subject_id: UUID


# notifications -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFailed(Event):
    """A mail could not be delivered after the last try."""

    subject: ClassVar[str] = "mail_id"
    mail_id: UUID
