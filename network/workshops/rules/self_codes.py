"""Short codes that say somebody is in the room: shown by the organisers, typed by those present.

A code is made from the server's secret, so none is stored; a new number makes a new one.
"""

import hashlib
import hmac
from datetime import datetime, timedelta
from uuid import UUID

from network.kernel import keys

LETTERS = "ACDEFHJKMNPRTUVWXY"  # none that looks or sounds like another or like a digit
LENGTH = 7
MOST_TRIES = 10
LATE = timedelta(hours=12)  # so long after the end a code still counts
_PURPOSE = "workshop-attendance"


def code_of(session_id: UUID, number: int) -> str:
    """The code of a session."""
    secret = keys.key(_PURPOSE).encode()
    digest = hmac.new(secret, session_id.bytes + number.to_bytes(4), hashlib.sha256).digest()
    value = int.from_bytes(digest)
    found = []
    for _ in range(LENGTH):
        value, rest = divmod(value, len(LETTERS))
        found.append(LETTERS[rest])
    return "".join(found)


def matches(given: str, session_id: UUID, number: int) -> bool:
    """Whether a code is the one of this session, however it was spaced; compared in even time."""
    if number < 1:
        return False
    plain = "".join(sign for sign in given.upper() if sign.isalpha())
    return hmac.compare_digest(plain.encode(), code_of(session_id, number).encode())


def counts_now(starts_at: datetime, minutes: int, now: datetime) -> bool:
    """Whether a code counts: from the start of its session until a while after its end."""
    return starts_at <= now < starts_at + timedelta(minutes=minutes) + LATE
