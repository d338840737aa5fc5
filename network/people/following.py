"""Who keeps something under somebody's passphrase, and is told both when it changes.

The composition root lets slices follow. A passphrase that was forgotten is told to nobody.
"""

from collections.abc import Awaitable, Callable
from typing import TypeAlias
from uuid import UUID

Follower: TypeAlias = Callable[[UUID, str, str], Awaitable[None]]

_followers: dict[str, Follower] = {}


def follow(name: str, follower: Follower) -> None:
    """Let a slice follow: it is given the person, the old passphrase and the new one."""
    _followers[name] = follower


async def tell(person_id: UUID, old: str, new: str) -> None:
    """Tell all followers, in the transaction of the change."""
    for follower in _followers.values():
        await follower(person_id, old, new)
