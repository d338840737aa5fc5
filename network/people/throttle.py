"""Counting failures by the hour, in the database, so that all processes count together.

Guessing is slowed for the pair of account and address first, then for the address; an account as
a whole only after many more failures, so that nobody can lock its owner out from elsewhere. When
the counters cannot be read the answer is no: it fails closed.
"""

from datetime import datetime, timedelta

from network.db import F
from network.kernel import clock
from network.kernel.errors import TooMany
from network.kernel.i18n import _
from network.kernel.ids import hash_token
from network.people import rules
from network.people.models import Throttle

_WINDOW = timedelta(hours=1)


async def check(account: str, address: str) -> None:
    """Raise TooMany if this account or this address failed too often within the hour."""
    keys = _keys(account, address)
    now = clock.now()
    full = [
        row.ends_at
        for row in await Throttle.filter(key__in=list(keys), ends_at__gt=now)
        if row.count >= keys[row.key]
    ]
    if full:
        raise TooMany(
            _("Too many tries. Wait a little, then try again."),
            retry_after=_seconds(max(full) - now),
        )


async def count_failure(account: str, address: str) -> None:
    """Count one failure for the account, the address and the pair."""
    for key in _keys(account, address):
        await _add(key, clock.now())


async def forget(account: str, address: str) -> None:
    """A success clears what the pair had failed."""
    pair = next(iter(_keys(account, address)))
    await Throttle.filter(key=pair).delete()


def _keys(account: str, address: str) -> dict[str, int]:
    """Counter keys with their limits; hashed, as the table should not list who tried what."""
    return {
        hash_token(f"{account}|{address}"): rules.FAILURES["account_and_address"],
        hash_token(f"|{address}"): rules.FAILURES["address"],
        hash_token(f"{account}|"): rules.FAILURES["account"],
    }


async def _add(key: str, now: datetime) -> None:
    """Each statement counts by itself, so that simultaneous failures are all counted."""
    await Throttle.filter(key=key, ends_at__lte=now).delete()
    fresh = Throttle(key=key, count=0, ends_at=now + _WINDOW)
    await Throttle.bulk_create([fresh], ignore_conflicts=True)
    await Throttle.filter(key=key).update(count=F("count") + 1)


def _seconds(wait: timedelta) -> int:
    return max(1, int(wait.total_seconds()))
