"""The words that tables and rules of exchange visits share: states, parts and reasons."""

from enum import StrEnum


class VisitState(StrEnum):
    """The eleven main states of a visit, the side states, and the final ones: features 4.1."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ENDORSED = "endorsed"
    WAITLISTED = "waitlisted"
    HOST_PENDING = "host_pending"
    HOST_ACCEPTED = "host_accepted"
    CONFIRMED = "confirmed"
    IN_PROGRESS = "in_progress"
    REPORT_DUE = "report_due"
    REPORT_REVIEW = "report_review"
    SHARING = "sharing"
    POSTPONED = "postponed"
    ENDED_EARLY = "ended_early"
    CLOSED = "closed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class OfferState(StrEnum):
    """How far asking one ranked host went; a host not asked yet is only ranked."""

    RANKED = "ranked"
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Part(StrEnum):
    """In which part somebody acts on a visit; rights come from it, names never do."""

    VISITOR = "visitor"
    HOME = "home"
    HOST = "host"
    MENTOR = "mentor"
    SECRETARIAT = "secretariat"
    FOCAL_POINT = "focal_point"
    EDITOR = "editor"
    SYSTEM = "system"


class Move(StrEnum):
    """What may be done to a visit's state."""

    SUBMIT = "submit"
    RETURN = "return"
    ENDORSE = "endorse"
    WAITLIST = "waitlist"
    ASK_HOSTS = "ask_hosts"
    ASK_NEXT = "ask_next"
    RUN_OUT = "run_out"
    ACCEPT = "accept"
    LAPSE = "lapse"
    CONFIRM = "confirm"
    ARRIVE = "arrive"
    FINISH = "finish"
    REPORT = "report"
    RETURN_REPORT = "return_report"
    RELEASE = "release"
    CLOSE = "close"
    CLOSE_UNFINISHED = "close_unfinished"
    WITHDRAW = "withdraw"
    DECLINE = "decline"
    POSTPONE = "postpone"
    RESUME = "resume"
    HOST_WITHDRAWS = "host_withdraws"
    GO_VIRTUAL = "go_virtual"
    CANCEL = "cancel"
    END_EARLY = "end_early"
    EXPIRE = "expire"
    REOPEN = "reopen"


class Reason(StrEnum):
    """Why a visit was changed; the list is closed, and `safety` is shown to others as changed."""

    VISA_REFUSED = "visa_refused"
    HEALTH = "health"
    FAMILY = "family"
    WORK = "work"
    FUNDING = "funding"
    TRAVEL = "travel"
    HOST_CAPACITY = "host_capacity"
    NOT_SUITED = "not_suited"
    REPLACED = "replaced"
    NO_SHOW = "no_show"
    SAFETY = "safety"
    OVERDUE = "overdue"
    OTHER = "other"


class Side(StrEnum):
    """Who is bound by an agreement about a visit."""

    VISITOR = "visitor"
    HOME = "home"
    HOST = "host"


class Payer(StrEnum):
    """Who pays for a visit, as far as the offer says."""

    HOST = "host"
    HOME = "home"
    SHARED = "shared"
    NETWORK = "network"
    OPEN = "open"
