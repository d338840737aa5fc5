"""What every answer carries, and what is said when something cannot be answered."""

import asyncio
import gzip
from dataclasses import replace

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from network.app import Portal, create_app
from network.db.migrate import migrate
from network.settings import Settings
from network.site.middleware.guard import Guard
from network.web.assets import static
from tests.browser_client import Browser
from tests.factories import make_member

pytestmark = pytest.mark.anyio

ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-embedder-policy": "require-corp",
    "x-frame-options": "DENY",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "cache-control": "no-store",
}


@pytest.mark.parametrize("url", ["/", "/today", "/nothing/here", "/centres/none", "/health"])
async def test_every_answer_carries_the_same_protection(url: str, browser: Browser) -> None:
    answer = await browser.get(url)

    assert {name: answer.headers.get(name) for name in ALWAYS} == ALWAYS
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert "server" not in answer.headers


@pytest.mark.parametrize("url", ["/%00", "/%ff", "/?q=%00", "/?q=%ff", f"/{'x' * 5_000}"])
async def test_an_address_that_cannot_be_read_is_refused_at_once(
    url: str, browser: Browser
) -> None:
    answer = await browser.get(url)

    assert (answer.status_code, answer.headers["x-frame-options"]) == (400, "DENY")


async def test_a_page_that_is_not_there_says_so_in_the_readers_language(browser: Browser) -> None:
    english = await browser.get("/nothing", headers={"Accept-Language": "en"})
    french = await browser.get("/nothing", headers={"Accept-Language": "fr-CH, en;q=0.5"})
    arabic = await browser.get("/nothing", headers={"Accept-Language": "ar"})

    assert (english.status_code, french.status_code, arabic.status_code) == (404, 404, 404)
    assert "There is nothing here" in english.text
    assert '<html lang="fr" dir="ltr"' in french.text
    assert '<html lang="ar" dir="rtl"' in arabic.text
    assert "There is nothing here" not in french.text + arabic.text


async def test_long_pages_are_compressed_for_those_who_can_read_it(browser: Browser) -> None:
    zipped = await browser.get("/help", headers={"Accept-Encoding": "gzip"})
    plain = await browser.get("/help", headers={"Accept-Encoding": "identity"})

    assert zipped.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert "Accept-Encoding" in zipped.headers["vary"]


@pytest.mark.parametrize("name", ["app.css", "js/app.js", "icons.svg"])
async def test_assets_are_kept_for_a_year_and_open_no_session(name: str, browser: Browser) -> None:
    found = await browser.get(static(name))
    plain = await browser.get(static(name), headers={"Accept-Encoding": "identity"})

    assert found.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert found.headers["content-encoding"] == "gzip"
    assert found.content == plain.content
    assert len(gzip.compress(plain.content)) < len(plain.content)
    assert "set-cookie" not in found.headers


@pytest.mark.parametrize(
    "path", ["app.css", "../network/app.py", "%2e%2e/pyproject.toml", "js/", "app.0000000000.css"]
)
async def test_no_other_file_is_served(path: str, browser: Browser) -> None:
    assert (await browser.get(f"/static/{path}")).status_code == 404


# language and theme ------------------------------------------------------------------------------


async def test_a_visitors_choice_of_language_stays(browser: Browser) -> None:
    done = await browser.post("/language", {"language": "fr", "next": "/help"})
    page = await browser.follow(done)

    assert done.headers["location"] == "/help"
    assert '<html lang="fr"' in page.text


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil", "help"])
async def test_choosing_a_language_leads_nowhere_else(target: str, browser: Browser) -> None:
    done = await browser.post("/language", {"language": "fr", "next": target})

    assert done.headers["location"] == "/"


async def test_a_language_nobody_has_changes_nothing(browser: Browser) -> None:
    await browser.post("/language", {"language": "../../etc", "next": "/help"})

    assert '<html lang="en"' in (await browser.get("/help")).text


async def test_somebodys_language_theme_and_size_follow_them(browser: Browser) -> None:
    person = await make_member(language="ar", theme="dark", text_size="large")
    await browser.sign_in_as(person)

    page = await browser.get("/today", headers={"Accept-Language": "fr"})

    assert '<html lang="ar" dir="rtl"' in page.text
    assert 'data-theme="dark"' in page.text


# health, and trouble -----------------------------------------------------------------------------


async def test_a_running_portal_is_healthy_and_ready(browser: Browser) -> None:
    answers = [(await browser.get(url)) for url in ("/health", "/ready")]

    assert [(a.status_code, a.text) for a in answers] == [(200, "ok"), (200, "ok")]


async def test_a_portal_without_its_schema_runs_but_is_not_ready(settings: Settings) -> None:
    if not settings.is_sqlite:
        pytest.skip("an empty database is made with SQLite only")
    bare = replace(settings, database_url=f"sqlite://{settings.var_dir}/bare.db")
    app = create_app(bare)
    async with app.inner.router.lifespan_context(app.inner), Browser(app) as browser:
        before = [(await browser.get(url)).status_code for url in ("/health", "/ready")]
        await migrate(bare)
        after = (await browser.get("/ready")).status_code

    assert before == [200, 503]
    assert after == 200


async def test_whom_to_tell_of_a_weakness(settings: Settings) -> None:
    app = create_app(replace(settings, contact="mailto:security@portal.test"))
    async with app.inner.router.lifespan_context(app.inner), Browser(app) as browser:
        answer = await browser.get("/.well-known/security.txt")

    assert answer.text.startswith("Contact: mailto:security@portal.test\nExpires: 20")


async def test_too_much_at_once_is_refused_and_passes(settings: Settings) -> None:
    opened, waiting = asyncio.Event(), 0

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        nonlocal waiting
        waiting += 1
        await opened.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body"})

    guard = Guard(slow, hosts=settings.hosts, most=2)
    transport = httpx.ASGITransport(guard)
    async with httpx.AsyncClient(transport=transport, base_url=settings.base_url) as client:
        held = [asyncio.create_task(client.get("/")) for _ in range(2)]
        while waiting < 2:  # noqa: ASYNC110
            await asyncio.sleep(0)
        refused = await client.get("/")
        health = asyncio.create_task(client.get("/health"))
        while waiting < 3:  # noqa: ASYNC110
            await asyncio.sleep(0)
        opened.set()
        answered = [await task for task in held]
        later = await client.get("/")

    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    assert [a.status_code for a in (*answered, await health, later)] == [200, 200, 200, 200]


async def test_demonstration_pages_are_not_there_in_a_real_portal(portal: Portal) -> None:
    async with Browser(portal) as browser:
        answers = [(await browser.get(url)).status_code for url in ("/dev/gallery", "/dev/mail")]

    assert answers == [404, 404]
