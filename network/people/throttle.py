"""Counting failures by the hour, in the database, so that all processes count together.

Guessing is slowed for the pair of account and address first, then for the address; an account as
a whole only after many more failures, so that nobody can lock its owner out from elsewhere. When
the counters cannot be read the answer is no: it fails closed.
"""

from datetime import datetime, timedelta

from network.db import F, transaction
from network.kernel import clock
from network.kernel.errors import TooMany
from network.kernel.i18n import _
from network.kernel.ids import hash_token
from network.people import rules
from network.people.models import Throttle

_WINDOW = timedelta(hours=1)


async def count_try(account: str, address: str) -> None:
    """Count a try before it is answered, so that tries sent at the same moment are all counted.

    Raises TooMany, and counts nothing, if this account or this address has failed too often
    within the hour.
    """
    keys = _keys(account, address)
    now = clock.now()
    async with transaction():
        for key in keys:
            await _add(key, now)
        rows = await Throttle.filter(key__in=list(keys))
        full = [row.ends_at for row in rows if row.count > keys[row.key]]
        if full:
            raise TooMany(
                _("Too many tries. Wait a little, then try again."),
                retry_after=_seconds(max(full) - now),
            )


async def forget(account: str, address: str) -> None:
    """A success clears what the pair had failed, and is no failure of the other two."""
    pair, *others = _keys(account, address)
    async with transaction():
        await Throttle.filter(key=pair).delete()
        for key in others:
            await Throttle.filter(key=key, count__gt=0).update(count=F("count") - 1)


def _keys(account: str, address: str) -> dict[str, int]:
    """Counter keys with their limits; hashed, as the table should not list who tried what."""
    return {
        hash_token(f"{account}|{address}"): rules.FAILURES["account_and_address"],
        hash_token(f"|{address}"): rules.FAILURES["address"],
        hash_token(f"{account}|"): rules.FAILURES["account"],
    }


async def _add(key: str, now: datetime) -> None:
    await Throttle.filter(key=key, ends_at__lte=now).delete()
    fresh = Throttle(key=key, count=0, ends_at=now + _WINDOW)
    await Throttle.bulk_create([fresh], ignore_conflicts=True)
    await Throttle.filter(key=key).update(count=F("count") + 1)


def _seconds(wait: timedelta) -> int:
    return max(1, int(wait.total_seconds()))
