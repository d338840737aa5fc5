"""The server's secret and the keys made from it, set once when a process starts."""

import base64
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from itsdangerous import BadData, URLSafeTimedSerializer

_secret = b""


def use_secret(secret: str) -> None:
    """Make all keys of this process from this secret."""
    global _secret  # noqa: PLW0603 (one secret per process is the point)
    _secret = secret.encode()
    key.cache_clear()


@cache
def key(purpose: str) -> str:
    """The key for one purpose, 256 bits, so that no two uses share one (RFC 5869)."""
    if not _secret:
        message = "no secret was set"
        raise RuntimeError(message)
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode())
    return base64.urlsafe_b64encode(derived.derive(_secret)).decode()


def sign(purpose: str, value: Any) -> str:
    """A value in a form that nobody else can make, for addresses and cookies; it can be read."""
    return URLSafeTimedSerializer(key(purpose), purpose).dumps(value)


def unsign(purpose: str, signed: str, max_age: int | None = None) -> Any:
    """The value again, or None if it was not signed here or is older than `max_age` seconds."""
    try:
        return URLSafeTimedSerializer(key(purpose), purpose).loads(signed, max_age)
    except BadData:
        return None


def seal(purpose: str, text: str) -> str:
    """Encrypt a text so that the database alone does not tell it."""
    return Fernet(key(purpose)).encrypt(text.encode()).decode()


def unseal(purpose: str, sealed: str) -> str | None:
    """The text again, or None if it was sealed under another secret."""
    try:
        return Fernet(key(purpose)).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return None
