"""A ballot as bytes of one length: where it counts and ten answers, nothing else."""

from collections.abc import Sequence
from functools import lru_cache
from uuid import UUID

from network.wellbeing.rules.pulse import CHOICES, QUESTIONS
from network.wellbeing.rules.tallies import Ballot
from network.wellbeing.rules.trees import Family

_FAMILIES = tuple(Family)
_SKIPPED = 255
_VALUES = frozenset((*CHOICES, _SKIPPED))
_CENTRE_BYTES = 16
LENGTH = _CENTRE_BYTES + 1 + len(QUESTIONS)


def packed(centre_id: UUID, family: Family, answers: Sequence[int | None]) -> bytes:
    given = bytes(_SKIPPED if value is None else value for value in answers)
    return centre_id.bytes + bytes([_FAMILIES.index(family)]) + given


def unpacked(content: bytes) -> Ballot | None:
    """The ballot again; None for what never was one."""
    family, answers = content[_CENTRE_BYTES : _CENTRE_BYTES + 1], content[_CENTRE_BYTES + 1 :]
    if len(content) != LENGTH or family[0] >= len(_FAMILIES):
        return None
    if not _VALUES.issuperset(answers):
        return None
    values = [None if value == _SKIPPED else value for value in answers]
    return Ballot(_centre(content[:_CENTRE_BYTES]), _FAMILIES[family[0]], values)


@lru_cache(maxsize=1024)
def _centre(key: bytes) -> str:
    return str(UUID(bytes=key))
