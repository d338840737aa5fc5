"""Chromium before the running demonstration."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.servers import Server, demo_server
from tools.check import chromium

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs Chromium, and a process where nothing else runs an event loop."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with demo_server(tmp_path_factory.mktemp("demo")) as found:
        yield found


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield found
        found.close()


class Readers:
    """Browsers signed in as people of the story."""

    def __init__(self, chrome: Browser, server: Server) -> None:
        self.chrome, self.server = chrome, server
        self._cookies: dict[str, Any] = {}

    @contextmanager
    def reading(self, who: str, **options: Any) -> Iterator[BrowserContext]:
        """A fresh window; `who` is a key of the story, or nobody."""
        context = self.chrome.new_context(base_url=self.server.url, **options)
        try:
            if who:
                context.add_cookies(self._cookie(who))
            yield context
        finally:
            context.close()

    def _cookie(self, who: str) -> Any:
        if who not in self._cookies:
            context = self.chrome.new_context(base_url=self.server.url)
            page = context.new_page()
            page.goto("/sign-in")
            page.click(f"button:has-text('{who}:')")
            page.wait_for_url("**/today")
            cookies = context.cookies()
            self._cookies[who] = [c for c in cookies if c.get("name") == "session"]
            context.close()
        return self._cookies[who]


@pytest.fixture(scope="session")
def readers(chrome: Browser, server: Server) -> Readers:
    return Readers(chrome, server)
