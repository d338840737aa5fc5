"""Starting what runs for long: the server and the worker."""

import asyncio
import contextlib
import signal
import sys

import uvicorn

from network import logs
from network.app import Portal, configure, create_app
from network.commands.checking import stop_if_unfit
from network.db.migrate import migrate
from network.db.setup import close_database, open_database
from network.jobs import run_for_ever
from network.settings import Settings, read

_GRACE_SECONDS = 12
_KEEP_ALIVE_SECONDS = 15


def serve(settings: Settings, host: str, port: int) -> int:
    """Serve until told to stop. Refuses demonstration mode and settings that lose data."""
    if settings.demo:
        print("Demonstration mode is for `network demo` only.", file=sys.stderr)
        return 2
    if not stop_if_unfit(settings):
        return 2
    asyncio.run(migrate(settings))
    _run("network.commands.running:portal", settings, host, port)
    return 0


def portal() -> Portal:
    """The application of one server process; each reads the settings for itself."""
    settings = read()
    logs.set_up(settings.log_level)
    return create_app(settings)


def _run(factory: str, settings: Settings, host: str, port: int) -> None:
    uvicorn.run(
        factory,
        factory=True,
        host=host,
        port=port,
        workers=settings.workers,
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        server_header=False,
        date_header=True,
        access_log=False,
        log_config=None,
        timeout_graceful_shutdown=_GRACE_SECONDS,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        h11_max_incomplete_event_size=64_000,
        loop="auto",
    )


def work(settings: Settings) -> int:
    """Run the periodic jobs in a process of their own until told to stop."""
    logs.set_up(settings.log_level)
    configure(settings)
    asyncio.run(_work(settings))
    return 0


async def _work(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(name, stop.set)
    await open_database(settings)
    try:
        await run_for_ever(settings, stop)
    finally:
        await close_database()
