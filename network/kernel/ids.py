"""Keys and secrets: ordered record keys, unguessable tokens, and how tokens are kept."""

import base64
import hashlib
import hmac
import os
import secrets
import time
from uuid import UUID


def uuid7() -> UUID:
    """A key that sorts by the quarter of a microsecond it was made in (RFC 9562 sections 5.7 and
    6.2, method 3).
    """
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    fraction = (rest << 12) // 1_000_000
    chance = int.from_bytes(os.urandom(8), "big") >> 2
    return UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0x2 << 62 | chance)


def new_token() -> str:
    """256 random bits, safe in addresses and cookies."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """What is stored of a token: enough to recognise it, too little to use it."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def derive_token(key: str, purpose: str, nonce: str) -> str:
    """A 256-bit token that only the holder of the key can compute again from its nonce.

    Lets a mail that is written later carry a link whose token the database never holds.
    """
    digest = hmac.digest(key.encode(), f"{purpose}:{nonce}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def same(a: str, b: str) -> bool:
    """Compare two secrets without telling by the time it takes how much of them agrees."""
    return hmac.compare_digest(a.encode("utf-8", "replace"), b.encode("utf-8", "replace"))
