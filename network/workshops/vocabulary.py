"""The words that tables and rules of workshops share: states, parts, reasons and kinds."""

from enum import StrEnum


class WorkshopState(StrEnum):
    """From the draft to what came of it, and the ways aside: features 4.4."""

    DRAFT = "draft"
    CHECKED = "checked"
    OPEN = "open"
    CLOSED_REG = "closed_reg"
    RUNNING = "running"
    OUTCOMES_DUE = "outcomes_due"
    OUTCOMES_PUBLISHED = "outcomes_published"
    ARCHIVED = "archived"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class RegState(StrEnum):
    """How somebody stands to a workshop they registered for."""

    APPLIED = "applied"
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    ATTENDED = "attended"
    PARTLY = "partly"
    ABSENT = "absent"
    EXCUSED = "excused"


class Part(StrEnum):
    """In which part somebody acts on a workshop; rights come from it, names never do."""

    PERSON = "person"
    ORGANISER = "organiser"
    SECRETARIAT = "secretariat"
    FOCAL_POINT = "focal_point"
    EDITOR = "editor"
    SYSTEM = "system"


class Told(StrEnum):
    """Who is told of a move, by what they have to do with the workshop."""

    ORGANISERS = "organisers"
    SPEAKERS = "speakers"
    COMING = "coming"
    REGISTERED = "registered"
    INVITED = "invited"
    CHECKERS = "checkers"
    EDITORS = "editors"
    SECRETARIAT = "secretariat"


class Tie(StrEnum):
    """What binds a person to a workshop beside their roles."""

    ORGANISER = "organiser"
    SPEAKER = "speaker"
    NAMED = "named"
    INVITED = "invited"
    REGISTERED = "registered"
    CONFIRMED = "confirmed"


class Move(StrEnum):
    """What may be done to a workshop's state."""

    ASK = "ask"
    CHECK = "check"
    RETURN = "return"
    OPEN = "open"
    CLOSE_REG = "close_reg"
    REOPEN_REG = "reopen_reg"
    BEGIN = "begin"
    END = "end"
    RETURN_OUTCOME = "return_outcome"
    CLEAR_OUTCOME = "clear_outcome"
    PUBLISH = "publish"
    ARCHIVE = "archive"
    CLOSE_UNFINISHED = "close_unfinished"
    POSTPONE = "postpone"
    RESUME = "resume"
    CANCEL = "cancel"
    REOPEN = "reopen"


class RegMove(StrEnum):
    """What may be done to a registration."""

    APPLY = "apply"
    CONFIRM = "confirm"
    WAITLIST = "waitlist"
    OFFER = "offer"
    ACCEPT = "accept"
    APPROVE = "approve"
    LAPSE = "lapse"
    DROP = "drop"
    WITHDRAW = "withdraw"
    REMOVE = "remove"
    REFUSE = "refuse"
    ASK_AGAIN = "ask_again"
    MARK = "mark"


class Reason(StrEnum):
    """Why a workshop was changed; the list is closed, and private ones read as changed."""

    FUNDING = "funding"
    TRAVEL = "travel"
    TOO_FEW = "too_few"
    VENUE = "venue"
    SPEAKERS = "speakers"
    HEALTH = "health"
    SAFETY = "safety"
    OVERDUE = "overdue"
    OTHER = "other"


class Scope(StrEnum):
    REGIONAL = "regional"
    THEMATIC = "thematic"


class Mode(StrEnum):
    ON_SITE = "on_site"
    ONLINE = "online"
    HYBRID = "hybrid"


class Level(StrEnum):
    """Who may know of a workshop: everybody, members, those named, or named people only.

    S4, what must not be in the portal at all, is never stored.
    """

    PUBLIC = "S0"
    MEMBERS = "S1"
    NAMED = "S2"
    STRICT = "S3"


class Axis(StrEnum):
    """What places are counted by."""

    PROFESSION = "profession"
    REGION = "region"
    CENTRE = "centre"


class Limit(StrEnum):
    """A limit lets in no more than so many; kept places are held free for a group."""

    MOST = "most"
    KEPT = "kept"


class InvitationState(StrEnum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class ProposalState(StrEnum):
    """A proposed session: decided first for the organisers alone, then told all together."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class QuestionKind(StrEnum):
    TEXT = "text"
    CHOICE = "choice"
    YES_NO = "yes_no"


class Phase(StrEnum):
    """When a question is asked: when registering, or afterwards of those who are confirmed."""

    REGISTRATION = "registration"
    FOLLOW_UP = "follow_up"


class SpeakerState(StrEnum):
    ASKED = "asked"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


class Could(StrEnum):
    """In how much of a session somebody who speaks could be there."""

    WHOLE = "whole"
    PART = "part"
    NOT = "not"


class Access(StrEnum):
    """For whom a material is."""

    REGISTERED = "registered"
    CONFIRMED = "confirmed"
    ORGANISERS = "organisers"
    NAMED = "named"


class Anchor(StrEnum):
    START = "start"
    END = "end"


class Audience(StrEnum):
    """Whom a reminder reaches."""

    CONFIRMED = "confirmed"
    SPEAKERS = "speakers"
    WAITING = "waiting"
    UNANSWERED = "unanswered"
    ATTENDED = "attended"


class ActionState(StrEnum):
    OPEN = "open"
    DOING = "doing"
    DONE = "done"
    DROPPED = "dropped"
