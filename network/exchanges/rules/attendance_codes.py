"""Codes on certificates of attendance: the visit and a proof that the portal made them."""

import base64
import binascii
import hashlib
import hmac
from uuid import UUID

from network.kernel import keys

_PURPOSE = "visit-attendance"
_PROOF, _KEY, _GROUP = 9, 16, 5  # bytes, bytes, letters


def code_of(visit_id: UUID) -> str:
    """The code of a visit's certificate, in groups that can be typed."""
    plain = base64.b32encode(visit_id.bytes + _proof(visit_id)).decode()
    return "-".join(plain[n : n + _GROUP] for n in range(0, len(plain), _GROUP))


def visit_behind(code: str) -> UUID | None:
    """The visit that a code is of; None for one that was not made here."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    try:
        found = base64.b32decode(plain)
    except (binascii.Error, ValueError):
        return None
    if len(found) != _KEY + _PROOF:
        return None
    visit_id = UUID(bytes=found[:_KEY])
    return visit_id if hmac.compare_digest(found[_KEY:], _proof(visit_id)) else None


def _proof(visit_id: UUID) -> bytes:
    secret = keys.key(_PURPOSE).encode()
    return hmac.new(secret, visit_id.bytes, hashlib.sha256).digest()[:_PROOF]
