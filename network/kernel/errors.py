"""What can go wrong, in words a person can act on.

DomainError
 ├─ NotFound      absent, or hidden from this actor: the two look the same
 ├─ Forbidden     seen, but not theirs to do
 ├─ Conflict      not possible now
 │   ├─ Refused   something is in the way, told as codes: see moves
 │   └─ Stale     somebody else changed it first; carries what is stored now
 ├─ Repeated      this very form was already acted on; no page has to mind it
 ├─ Invalid       the input is wrong; messages by field
 ├─ TooMany       too many tries; come back later
 └─ Busy          the database is locked or full for now
"""

from collections.abc import Mapping


class DomainError(Exception):
    """Base of everything a person may be told. The message is translated where it is raised."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message)
        self.message = message


class NotFound(DomainError):
    pass


class Forbidden(DomainError):
    pass


class Conflict(DomainError):
    pass


class Stale(Conflict):
    """Somebody changed the record since the form was opened."""

    def __init__(self, message: str, stored: object) -> None:
        super().__init__(message)
        self.stored = stored


class Repeated(DomainError):
    """The form with this key was acted on before; `location` is where its answer led, if known."""

    def __init__(self, location: str | None) -> None:
        super().__init__()
        self.location = location


class Invalid(DomainError):
    """Input that cannot be used; `fields` maps a field's name to its message."""

    def __init__(self, message: str = "", **fields: str) -> None:
        super().__init__(message)
        self.fields: Mapping[str, str] = fields


class TooMany(DomainError):
    """Too many tries; `retry_after` is in seconds."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Busy(DomainError):
    pass


def require(allowed: bool) -> None:  # noqa: FBT001 (reads as a sentence: require(can_edit(...)))
    """Raise Forbidden unless allowed."""
    if not allowed:
        raise Forbidden
