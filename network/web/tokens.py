"""Form tokens: bound to the session or to a visitor's cookie, and different on every page.

A token is HMAC(secret, who) hidden under a random pad, so that compressed pages do not give it
away bit by bit (BREACH).
"""

import base64
import hmac
import secrets

from network.kernel.ids import same
from network.kernel.keys import key

_SIZE = 32


def form_token(bound_to: str) -> str:
    """A token for forms of this session or visitor."""
    pad = secrets.token_bytes(_SIZE)
    return base64.urlsafe_b64encode(pad + _xor(pad, _mac(bound_to))).decode()


def is_right(token: str, bound_to: str) -> bool:
    """Whether a token was made for this session or visitor."""
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii"))
    except (ValueError, UnicodeEncodeError):
        return False
    if len(raw) != 2 * _SIZE or not bound_to:
        return False
    return same(_xor(raw[:_SIZE], raw[_SIZE:]).hex(), _mac(bound_to).hex())


def new_form_key() -> str:
    """A key that lets one form act only once."""
    return secrets.token_urlsafe(18)


def fingerprint(fields: list[tuple[str, str]]) -> str:
    """Recognises the same content of a form again, without keeping any of it."""
    text = "\0".join(f"{name}\1{value}" for name, value in sorted(fields))
    return hmac.digest(key("fingerprint").encode(), text.encode(), "sha256").hex()


def _mac(bound_to: str) -> bytes:
    return hmac.digest(key("forms").encode(), bound_to.encode(), "sha256")


def _xor(a: bytes, b: bytes) -> bytes:
    return bytes(x ^ y for x, y in zip(a, b, strict=True))
