"""How long somebody was there, what that makes of their place, and what a certificate says."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Collection, Mapping
from uuid import UUID

from network.kernel import keys
from network.workshops.vocabulary import RegState

WHOLE_PERCENT = 80  # of all minutes; from here on somebody was there, and not only partly
_PURPOSE = "workshop-certificate"
_PROOF, _KEY, _GROUP = 9, 16, 5  # bytes, bytes, letters


def state_by_minutes(minutes: int, planned: int) -> RegState:
    """What time in the room makes of a place; no time at all is for the organisers to say."""
    if minutes <= 0 or planned <= 0:
        return RegState.CONFIRMED
    is_whole = minutes * 100 >= planned * WHOLE_PERCENT
    return RegState.ATTENDED if is_whole else RegState.PARTLY


def credited(minutes: Mapping[UUID, int], planned: Mapping[UUID, int]) -> int:
    """The minutes of a certificate: those of each session, never more than it had."""
    return sum(min(spent, planned.get(key, 0)) for key, spent in minutes.items() if spent > 0)


def has_certificate(
    state: RegState, minutes: int, modules: Collection[UUID], completed: Collection[UUID]
) -> bool:
    """Whether there is a certificate. A course has one for all its modules and for nothing less."""
    if modules:
        return set(modules) <= set(completed)
    return state in (RegState.ATTENDED, RegState.PARTLY) and minutes > 0


# codes on certificates ---------------------------------------------------------------------------


def code_of(registration_id: UUID) -> str:
    """The code of a certificate, in groups that can be typed."""
    plain = base64.b32encode(registration_id.bytes + _proof(registration_id)).decode()
    return "-".join(plain[n : n + _GROUP] for n in range(0, len(plain), _GROUP))


def registration_behind(code: str) -> UUID | None:
    """The registration that a code is of; None for one that was not made here."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    try:
        found = base64.b32decode(plain)
    except (binascii.Error, ValueError):
        return None
    if len(found) != _KEY + _PROOF:
        return None
    registration_id = UUID(bytes=found[:_KEY])
    is_ours = hmac.compare_digest(found[_KEY:], _proof(registration_id))
    return registration_id if is_ours else None


def _proof(registration_id: UUID) -> bytes:
    secret = keys.key(_PURPOSE).encode()
    return hmac.new(secret, registration_id.bytes, hashlib.sha256).digest()[:_PROOF]
