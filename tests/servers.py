"""Real server processes for tests: the demonstration, or the portal on any database."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx


@dataclass(frozen=True, slots=True)
class Server:
    """A running server and its folder."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def demo(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "demo.json").read_text())
        return found


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextlib.contextmanager
def demo_server(folder: Path) -> Iterator[Server]:
    """The demonstration network, loaded afresh and served."""
    port = free_port()
    with _running(["demo", "--port", str(port)], folder, port, {}) as server:
        yield server


@contextlib.contextmanager
def portal_server(folder: Path, **settings: str) -> Iterator[Server]:
    """The portal as an operator runs it, with these settings."""
    port = free_port()
    with _running(["serve", "--port", str(port)], folder, port, settings) as server:
        yield server


@contextlib.contextmanager
def _running(
    command: list[str], folder: Path, port: int, settings: dict[str, str]
) -> Iterator[Server]:
    environment = {
        **os.environ,
        "NETWORK_VAR_DIR": str(folder),
        "NETWORK_DATABASE_URL": f"sqlite://{folder}/network.db",
        "NETWORK_BASE_URL": f"http://127.0.0.1:{port}",
        **{f"NETWORK_{name.upper()}": value for name, value in settings.items()},
    }
    log = (folder / "server.log").open("ab")
    process = subprocess.Popen(
        [sys.executable, "-m", "network", *command], env=environment, stdout=log, stderr=log
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process, folder)
        yield Server(url, folder, process)
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(15)
        process.kill()
        log.close()


def _wait(url: str, process: subprocess.Popen[bytes], folder: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            break
        with contextlib.suppress(httpx.HTTPError):
            if httpx.get(f"{url}/ready").status_code == 200:
                return
        time.sleep(0.1)
    message = (folder / "server.log").read_text()[-2_000:]
    raise RuntimeError(message)
