"""The words that tables and rules of check-ins share."""

from enum import StrEnum


class RoundState(StrEnum):
    """How far a round is; once open, its questions, its people and its k are fixed."""

    PLANNED = "planned"
    OPEN = "open"
    RELEASED = "released"
    CANCELLED = "cancelled"


class Move(StrEnum):
    """What may be done to a round."""

    OPEN = "open"
    RELEASE = "release"
    CANCEL = "cancel"


class SignpostKind(StrEnum):
    """Where help is."""

    BREATHING = "breathing"
    PEER = "peer"
    COUNSELLOR = "counsellor"
    EMERGENCY = "emergency"
    CRISIS_LINE = "crisis_line"
    DEFENDERS = "defenders"
    EMPLOYER = "employer"


class Addressee(StrEnum):
    """Who somebody may ask to get in touch."""

    SUPERVISOR = "supervisor"
    FOCAL_POINT = "focal_point"


class WishState(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class FileState(StrEnum):
    """A definition of an instrument that was uploaded; only one in use may be answered."""

    UPLOADED = "uploaded"
    IN_USE = "in_use"
    RETIRED = "retired"
