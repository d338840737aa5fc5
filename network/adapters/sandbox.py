"""Running a module of ours on bytes of strangers, in a process of its own that can be killed.

The process gets the bytes on standard input and no secret: none of this process's environment.
"""

import asyncio
import contextlib
import os
import sys
from collections.abc import Sequence

_PIECE = 64 * 1024
_MOST_ANSWER = 4 * 1024 * 1024


class Killed(Exception):
    """The process used too much time or memory, or answered nothing of use."""


async def run(module: str, given: Sequence[bytes], *, seconds: float) -> bytes:
    """What a module writes when it reads these bytes. Raises Killed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        module,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "LC_ALL": "C.UTF-8"},
    )
    try:
        async with asyncio.timeout(seconds):
            _, answer = await asyncio.gather(_feed(process, given), _answer(process))
            status = await process.wait()
    except TimeoutError:
        raise Killed from None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if status != 0:
        raise Killed
    return answer


async def _feed(process: asyncio.subprocess.Process, given: Sequence[bytes]) -> None:
    """Write bit by bit, so that the bytes are not held twice; a process may stop listening."""
    assert process.stdin is not None  # noqa: S101 (it was asked for)
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        for whole in given:
            view = memoryview(whole)
            for at in range(0, len(view), _PIECE):
                process.stdin.write(view[at : at + _PIECE])
                await process.stdin.drain()
    process.stdin.close()


async def _answer(process: asyncio.subprocess.Process) -> bytes:
    assert process.stdout is not None  # noqa: S101
    pieces, length = [], 0
    while piece := await process.stdout.read(_PIECE):
        length += len(piece)
        if length > _MOST_ANSWER:
            raise Killed
        pieces.append(piece)
    return b"".join(pieces)
