"""What both processes that touch a stranger's file do first: take bounds, read it, answer."""

import io
import json
import resource
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

from network.adapters.files.kinds import MOST_BYTES

_CPU_SECONDS = 20
_MEMORY = 1024 * 1024 * 1024
_MOST_WRITTEN = 2 * MOST_BYTES
_LONGEST_ORDER = 4_096


class Unfit(Exception):
    """The file is not taken, for this reason."""


def answer(work: Callable[[dict[str, Any], BinaryIO], dict[str, Any]]) -> None:
    """Run `work(order, file)` on what standard input holds and print what it returns.

    A fault of a library on a hostile file is an answer too: the file is broken.
    """
    _bound()
    order = json.loads(sys.stdin.buffer.readline(_LONGEST_ORDER))
    file = io.BytesIO(sys.stdin.buffer.read())
    try:
        told = work(order, file)
    except Unfit as error:
        told = {"refused": str(error)}
    except (MemoryError, RecursionError):
        told = {"refused": "too-heavy"}
    except Exception:  # noqa: BLE001 (parsers of foreign formats raise whatever they like)
        told = {"refused": "broken"}
    sys.stdout.write(json.dumps(told))


def _bound() -> None:
    """No more time, memory, files or disk than a decent file needs."""
    for what, most in (
        (resource.RLIMIT_CPU, _CPU_SECONDS),
        (resource.RLIMIT_AS, _MEMORY),
        (resource.RLIMIT_FSIZE, _MOST_WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
