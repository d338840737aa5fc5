"""Proofs of attendance across slices: each knows its own codes, and one page checks them all.

The composition root lets slices tell. A proof says what a certificate says, without whose it is.
"""

from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeAlias


class Proof(NamedTuple):
    """What a valid code proves, in the reader's words; `time` is empty where no hours count."""

    what: str
    days: str
    form: str
    time: str = ""


Prover: TypeAlias = Callable[[str], Awaitable[Proof | None]]

_provers: dict[str, Prover] = {}


def tell(name: str, prover: Prover) -> None:
    """Let a slice answer for codes of its own."""
    _provers[name] = prover


async def proof_behind(code: str) -> Proof | None:
    """What a code proves; None where no slice knows it."""
    for prover in _provers.values():
        found = await prover(code)
        if found is not None:
            return found
    return None
