"""Codes on certificates: whose it is, and a proof that the portal made it, so none is stored."""

import base64
import binascii
import hashlib
import hmac
from uuid import UUID

from network.kernel import keys

_PROOF, _KEY, _GROUP = 9, 16, 5  # bytes, bytes, letters


def code_of(purpose: str, key: UUID) -> str:
    """The code of what a certificate proves, in groups that can be typed."""
    plain = base64.b32encode(key.bytes + _proof(purpose, key)).decode()
    return "-".join(plain[n : n + _GROUP] for n in range(0, len(plain), _GROUP))


def key_behind(purpose: str, code: str) -> UUID | None:
    """What a code is of; None for one that was not made here for this purpose."""
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    try:
        found = base64.b32decode(plain)
    except (binascii.Error, ValueError):
        return None
    if len(found) != _KEY + _PROOF:
        return None
    key = UUID(bytes=found[:_KEY])
    return key if hmac.compare_digest(found[_KEY:], _proof(purpose, key)) else None


def _proof(purpose: str, key: UUID) -> bytes:
    secret = keys.key(purpose).encode()
    return hmac.new(secret, key.bytes, hashlib.sha256).digest()[:_PROOF]
