"""Doing the same for many, so that one that fails does not hold up the others."""

import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

log = logging.getLogger(__name__)
T = TypeVar("T")


async def each(todo: Iterable[T], act: Callable[[T], Awaitable[bool]]) -> int:
    """Act on one after the other; for how many something was done. What fails is tried again when
    the job comes round.
    """
    return sum([await _tried(one, act) for one in todo])


async def _tried(one: T, act: Callable[[T], Awaitable[bool]]) -> bool:
    try:
        return await act(one)
    except Exception:
        log.exception("one of many failed", extra={"act": act.__qualname__})
        return False
