"""What a server process weighs after it has answered every kind of page."""

import tempfile
from pathlib import Path

import httpx

from bench.report import Report
from tests.servers import demo_server

_MOST_MEGABYTES = 150.0


def measure(report: Report) -> None:
    with tempfile.TemporaryDirectory() as folder, demo_server(Path(folder)) as server:
        with httpx.Client(base_url=server.url, follow_redirects=True) as client:
            for url in ("/", "/centres", "/centres?q=pain", "/sign-in", "/help?lang=ar"):
                for _ in range(20):
                    client.get(url)
        report.add("memory of a worker", _resident(server.process.pid), "MB", _MOST_MEGABYTES)


def _resident(pid: int) -> float:
    """Memory in use by a process, in megabytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
