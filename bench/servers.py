"""Servers in processes of their own, what they cost, and a client that costs them nothing."""

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.servers import free_port

_PROCESS_CLOCK = 2  # as the kernel encodes it in a clock's number, with the process


def processor_time(pid: int) -> float:
    """Seconds that all threads of a process have used, ended ones too."""
    return time.clock_gettime((~pid << 3) | _PROCESS_CLOCK)


def keep_on_one_processor(pid: int) -> None:
    """Let all threads of a process run on the first processor this one may use, and no other."""
    first = min(os.sched_getaffinity(0))
    for thread in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(thread.name), {first})


@dataclass(slots=True)
class Asking:
    """One request over and over, on one connection where the server allows it."""

    pid: int
    port: int
    request: bytes
    status: int = 200
    _line: socket.socket | None = None

    @classmethod
    def of(cls, pid: int, port: int, path: str, *headers: str, status: int = 200) -> "Asking":
        lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", *headers, "", ""]
        return cls(pid, port, "\r\n".join(lines).encode(), status)

    def cost(self, times: int) -> float:
        """Seconds of processor time an answer takes the server."""
        before = processor_time(self.pid)
        for _ in range(times):
            self.answer()
        return (processor_time(self.pid) - before) / times

    def answer(self) -> bytes:
        """The body of one answer."""
        line = self._line or socket.create_connection(("127.0.0.1", self.port))
        self._line = line
        line.sendall(self.request)
        head, body = _until_blank(line)
        first, *headers = head.decode("latin-1").lower().split("\r\n")
        assert int(first.split()[1]) == self.status, first
        found = dict(header.split(": ", 1) for header in headers)
        length = int(found.get("content-length", 0)) if self.status == 200 else 0
        parts, rest = [body], length - len(body)
        while rest > 0:
            parts.append(line.recv(1 << 20))
            rest -= len(parts[-1])
        if first.startswith("http/1.0") or found.get("connection") == "close":
            self.close()
        return b"".join(parts)

    def close(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def _until_blank(line: socket.socket) -> tuple[bytes, bytes]:
    got = b""
    while b"\r\n\r\n" not in got:
        piece = line.recv(1 << 16)
        assert piece, got
        got += piece
    head, _, body = got.partition(b"\r\n\r\n")
    return head, body


@contextlib.contextmanager
def bare(folder: Path) -> Iterator[tuple[int, int]]:
    """Bare Starlette that sends the files of a folder: its process and its port."""
    environment = {**os.environ, "BARE_FOLDER": str(folder)}
    with _running(["bench.bare"], environment, lambda port: [str(port)]) as found:
        yield found


@contextlib.contextmanager
def radicale(folder: Path) -> Iterator[tuple[int, int]]:
    """Radicale on the collections of a folder, which anybody may read."""
    settings = {
        "--auth-type": "none",
        "--rights-type": "authenticated",
        "--storage-filesystem-folder": str(folder),
        "--logging-level": "warning",
    }
    given = [f"{name}={value}" for name, value in settings.items()]
    environment = {**os.environ, "RADICALE_CONFIG": ""}

    def arguments(port: int) -> list[str]:
        return [*given, f"--server-hosts=127.0.0.1:{port}"]

    with _running(["radicale"], environment, arguments) as found:
        yield found


@contextlib.contextmanager
def _running(
    module: list[str], environment: dict[str, str], arguments: Callable[[int], list[str]]
) -> Iterator[tuple[int, int]]:
    port = free_port()
    process = subprocess.Popen(  # noqa: S603 (servers of ours)
        [sys.executable, "-m", *module, *arguments(port)],
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_for(port, process)
        yield process.pid, port
    finally:
        process.terminate()
        process.wait(15)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert process.poll() is None, process.args
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port)).close()
            return
        time.sleep(0.1)
    raise TimeoutError(process.args)
