"""Boxes that one key opens: a key made of a secret somebody knows, a key, or the key of a lock.

ChaCha20-Poly1305 (RFC 8439), argon2id (RFC 9106), HKDF (RFC 5869) and, for locks, HPKE with X25519
(RFC 9180). `about` is what a box belongs to: in another place it does not open.
"""

import secrets
from functools import partial

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_SALT_BYTES, _NONCE_BYTES = 16, 12
_MEMORY, _PASSES, _LANES = 19_456, 2, 1  # as for passphrases
_LEAST_ROOM = 4096
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without those that are taken for others
_GROUPS, _GROUP = 6, 5  # 150 bits
_READ_AS = str.maketrans("OIL", "011")
_suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
_limiter: RunVar[CapacityLimiter] = RunVar("sealing")


# under a key --------------------------------------------------------------------------------------


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def derived(key: bytes, purpose: bytes) -> bytes:
    """Another key, for one purpose alone; it does not lead back."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(key)


def boxed(key: bytes, content: bytes, about: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, content, about)


def unboxed(key: bytes, box: bytes, about: bytes) -> bytes | None:
    """What is in a box; None if this key does not open it, or somebody changed it."""
    try:
        return ChaCha20Poly1305(key).decrypt(box[:_NONCE_BYTES], box[_NONCE_BYTES:], about)
    except (InvalidTag, ValueError):
        return None


def padded(content: bytes) -> bytes:
    """The content with room to spare, so that its length tells next to nothing."""
    room = _LEAST_ROOM
    while room < len(content) + 4:
        room *= 2
    return len(content).to_bytes(4, "big") + content + bytes(room - 4 - len(content))


def bare(content: bytes) -> bytes:
    return content[4 : 4 + int.from_bytes(content[:4], "big")]


# under a secret -----------------------------------------------------------------------------------


def new_code() -> str:
    """A recovery code to write down: 150 bits, in groups."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


def code_as_typed(typed: str) -> str:
    """A recovery code as it was given out, however somebody writes it."""
    letters = "".join(c for c in typed.upper() if c.isalnum()).translate(_READ_AS)
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


async def wrapped(key: bytes, secret: str, about: bytes) -> bytes:
    """A key in a box that whoever knows the secret opens."""
    salt = secrets.token_bytes(_SALT_BYTES)
    return salt + boxed(await _stretched(secret, salt), key, about)


async def unwrapped(box: bytes, secret: str, about: bytes) -> bytes | None:
    """The key again; None for another secret."""
    salt, inner = box[:_SALT_BYTES], box[_SALT_BYTES:]
    return unboxed(await _stretched(secret, salt), inner, about)


async def _stretched(secret: str, salt: bytes) -> bytes:
    """In a thread, and one at a time, so that nobody takes all memory by trying."""
    try:
        limiter = _limiter.get()
    except LookupError:
        limiter = CapacityLimiter(1)
        _limiter.set(limiter)
    work = partial(
        hash_secret_raw,
        secret.encode("utf-8", "replace"),
        salt,
        time_cost=_PASSES,
        memory_cost=_MEMORY,
        parallelism=_LANES,
        hash_len=KEY_BYTES,
        type=Type.ID,
    )
    return await to_thread.run_sync(work, limiter=limiter)


# under a lock -------------------------------------------------------------------------------------


def new_lock() -> tuple[bytes, bytes]:
    """A lock that anybody may close, and the key that opens it."""
    key = X25519PrivateKey.generate()
    return key.public_key().public_bytes_raw(), key.private_bytes_raw()


def locked(lock: bytes, content: bytes, about: bytes) -> bytes:
    return _suite.encrypt(content, X25519PublicKey.from_public_bytes(lock), info=about)


def unlocked(key: bytes, box: bytes, about: bytes) -> bytes | None:
    """What was locked; None if this key does not open it, or somebody changed it."""
    try:
        return _suite.decrypt(box, X25519PrivateKey.from_private_bytes(key), info=about)
    except (InvalidTag, ValueError):
        return None
