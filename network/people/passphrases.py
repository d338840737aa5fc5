"""Hashing passphrases and refusing guessable ones, without holding up anybody else.

Argon2id with 19 MiB, two passes, one lane (OWASP Password Storage), in threads of which only two
run at once, so that a flood of sign-ins cannot take all memory or both processors.
"""

import secrets
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from anyio import CapacityLimiter, to_thread
from anyio.lowlevel import RunVar
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from network.kernel.errors import Invalid
from network.kernel.i18n import _, ngettext
from network.kernel.words import fold
from network.people import rules

_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_GUESSES_LOG10 = 10.0  # about what an attacker without the hash could never try
_GUESSES_LOG10_WITH_SECOND_FACTOR = 7.5
_READ_BY_ESTIMATE = 72
_WELL_KNOWN = Path(__file__).with_name("well_known.txt")  # sentences that everybody thinks of
_ROUND_IT = 6  # letters and digits put around a well-known sentence that do not make it better


_limiter: RunVar[CapacityLimiter] = RunVar("passphrases")


async def _in_thread(call: Callable[[], object]) -> object:
    try:
        limiter = _limiter.get()
    except LookupError:
        limiter = CapacityLimiter(2)
        _limiter.set(limiter)
    return await to_thread.run_sync(call, limiter=limiter)


async def hashed(passphrase: str) -> str:
    """What is stored of a passphrase."""
    return str(await _in_thread(partial(_hasher.hash, passphrase)))


async def matches(stored: str, passphrase: str) -> bool:
    """Whether a passphrase is the stored one; takes as long when nothing is stored."""
    return bool(await _in_thread(partial(_matches, stored or _unmatchable(), passphrase)))


def _matches(stored: str, passphrase: str) -> bool:
    try:
        return _hasher.verify(stored, passphrase)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _unmatchable() -> str:
    return _hasher.hash(secrets.token_urlsafe(32))


async def check(passphrase: str, *, second_factor: bool, about: list[str]) -> None:
    """Raise Invalid for a passphrase that is too short, too long or too easy to guess.

    `about` holds words an attacker would try first: own names, address, centre.
    """
    shortest = rules.shortest_passphrase(second_factor=second_factor)
    if len(passphrase) < shortest:
        message = ngettext(
            "Use at least %(n)s character. A sentence is easy to remember.",
            "Use at least %(n)s characters. A sentence is easy to remember.",
            shortest,
        )
        raise Invalid(passphrase=message)
    if len(passphrase) > rules.LONGEST:
        message = ngettext(
            "Use at most %(n)s character.", "Use at most %(n)s characters.", rules.LONGEST
        )
        raise Invalid(passphrase=message)
    words = [word for text in about for word in (text, *text.replace("@", " ").split()) if word]
    least = _GUESSES_LOG10_WITH_SECOND_FACTOR if second_factor else _GUESSES_LOG10
    if await _in_thread(partial(_is_guessable, passphrase, words, least)):
        raise Invalid(
            passphrase=_("This one is easy to guess. Choose a sentence only you would think of.")
        )


def _is_guessable(passphrase: str, about: list[str], least: float) -> bool:
    """Spaces make nothing harder to guess, so it is judged without them too."""
    bare = "".join(passphrase.split())
    return _is_well_known(bare) or any(
        _estimate(text, about) < least for text in {passphrase, bare}
    )


def _is_well_known(bare: str) -> bool:
    plain = _plain(bare)
    return any(
        sentence in plain and len(plain) - len(sentence) <= _ROUND_IT for sentence in _well_known()
    )


@cache
def _well_known() -> frozenset[str]:
    return frozenset(map(_plain, _WELL_KNOWN.read_text(encoding="utf-8").splitlines()))


def _plain(text: str) -> str:
    return fold(text).replace(" ", "")


def _estimate(text: str, about: list[str]) -> float:
    """How many guesses it takes, as a power of ten."""
    from zxcvbn import zxcvbn  # noqa: PLC0415 (its word lists take 20 MB, few processes need them)

    known = [*about, "network", "portal", "exchange", "centre", "torture", "rehabilitation"]
    known += [_plain(text) for text in about]
    found = zxcvbn(text[:_READ_BY_ESTIMATE], user_inputs=known)
    return float(found["guesses_log10"])
