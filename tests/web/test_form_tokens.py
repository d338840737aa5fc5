"""Form tokens and whence a form comes: without both nothing is done."""

import base64
from collections.abc import AsyncIterator

import pytest

from network.kernel import keys
from network.people.models import Person, Session
from network.web import tokens
from tests.browser_client import Browser
from tests.factories import make_member

pytestmark = pytest.mark.one_engine


@pytest.fixture(autouse=True)
def _secret() -> None:
    keys.use_secret("tests only, tests only, tests only, tests only")


def test_a_token_is_right_for_whom_it_was_made_only() -> None:
    token = tokens.form_token("session-a")

    assert tokens.is_right(token, "session-a")
    assert not tokens.is_right(token, "session-b")
    assert not tokens.is_right(token, "")


def test_a_token_for_nobody_is_never_right() -> None:
    assert not tokens.is_right(tokens.form_token(""), "")


def test_every_page_has_another_token_so_that_compression_tells_nothing() -> None:
    made = {tokens.form_token("session-a") for _ in range(50)}

    assert len(made) == 50
    assert all(tokens.is_right(token, "session-a") for token in made)


def test_a_token_of_another_secret_is_wrong() -> None:
    token = tokens.form_token("session-a")

    keys.use_secret("another secret, another secret, another secret")

    assert not tokens.is_right(token, "session-a")


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "é",
        "=" * 88,
        "A" * 88,
        "A" * 10_000,
        base64.urlsafe_b64encode(b"\0" * 64).decode(),
        base64.urlsafe_b64encode(b"\0" * 63).decode(),
        "\ud800",
    ],
)
def test_what_is_no_token_is_wrong(token: str) -> None:
    assert not tokens.is_right(token, "session-a")


def test_the_same_content_is_recognised_in_any_order_and_nothing_of_it_is_kept() -> None:
    one = tokens.fingerprint([("a", "secret words"), ("b", "2")])

    assert one == tokens.fingerprint([("b", "2"), ("a", "secret words")])
    assert one != tokens.fingerprint([("a", "2"), ("b", "secret words")])
    assert one != tokens.fingerprint([("a", "secret words"), ("b", "2"), ("b", "2")])
    assert len(one) == 64


# on pages ----------------------------------------------------------------------------------------


async def rename(browser: Browser, headers: dict[str, str], **fields: str) -> int:
    """Send the profile's form as it stands but for its token, from wherever the headers say."""
    page = await browser.get("/account")
    right = fields.pop("csrf", None)
    found = await browser.client.post(
        "/account",
        data={
            "name": "Changed",
            "version": "1",
            "display_mode": "real",
            "profession": "",
            **dict.fromkeys(
                ("email_level", "profession_level", "languages_level", "about_level"), "members"
            ),
            "csrf": await browser.token() if right is None else right,
        },
        headers=headers,
    )
    assert page.status_code == 200
    return found.status_code


async def names() -> list[str]:
    return [str(person.name) for person in await Person.all()]


@pytest.mark.anyio
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"origin": "https://portal.test"},
        {"sec-fetch-site": "same-origin", "origin": "null"},
    ],
)
async def test_a_form_of_this_portal_is_acted_on(browser: Browser, headers: dict[str, str]) -> None:
    await browser.sign_in_as(await make_member(name="As it was"))

    assert await rename(browser, headers) == 303
    assert await names() == ["Changed"]


@pytest.mark.anyio
@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "nonsense"},
        {"sec-fetch-site": "cross-site", "origin": "https://portal.test"},
        {"origin": "https://evil.example"},
        {"origin": "https://portal.test.evil.example"},
        {"origin": "https://evilportal.test"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "https://[portal.test"},
        {"origin": "https://portal.test@evil.example"},
    ],
)
async def test_a_form_from_elsewhere_is_refused_though_its_token_is_right(
    browser: Browser, headers: dict[str, str]
) -> None:
    await browser.sign_in_as(await make_member(name="As it was"))

    assert await rename(browser, headers) == 403
    assert await names() == ["As it was"]


@pytest.mark.anyio
@pytest.mark.parametrize("token", ["", "nonsense", "A" * 88])
async def test_a_form_without_a_right_token_changes_nothing(browser: Browser, token: str) -> None:
    await browser.sign_in_as(await make_member(name="As it was"))

    assert await rename(browser, {}, csrf=token) == 403
    assert await names() == ["As it was"]


@pytest.mark.anyio
async def test_the_token_of_another_session_is_wrong(browser: Browser) -> None:
    await browser.sign_in_as(await make_member(name="As it was"))
    async with Browser(browser.portal, "192.0.2.99") as thief:
        await thief.sign_in_as(await make_member(name="The thief"))
        token = await thief.token()

    assert await rename(browser, {}, csrf=token) == 403
    assert sorted(await names()) == ["As it was", "The thief"]


@pytest.mark.anyio
async def test_the_token_of_a_visitor_is_wrong_once_they_signed_in(browser: Browser) -> None:
    token = await browser.token()
    await browser.sign_in_as(await make_member(name="As it was"))

    assert await rename(browser, {}, csrf=token) == 403


@pytest.mark.anyio
async def test_signing_in_needs_a_token_too_bound_to_this_visitor(browser: Browser) -> None:
    person = await make_member()
    async with Browser(browser.portal, "192.0.2.99") as thief:
        token = await thief.token()
    await browser.get("/sign-in")

    without = await browser.client.post("/sign-in", data={"email": person.email})
    foreign = await browser.client.post("/sign-in", data={"email": person.email, "csrf": token})

    assert (without.status_code, foreign.status_code) == (403, 403)
    assert await Session.all().count() == 0


@pytest.mark.anyio
async def test_a_visitor_without_a_cookie_cannot_bring_a_token_for_nobody(
    browser: Browser,
) -> None:
    refused = await browser.client.post("/language", data={"csrf": tokens.form_token("")})

    assert refused.status_code == 403


@pytest.mark.anyio
async def test_what_was_typed_is_shown_to_copy_but_no_secrets(browser: Browser) -> None:
    await browser.sign_in_as(await make_member())
    typed = {"about": "A long <i>text</i>", "passphrase": "my secret words", "code": "123456"}

    refused = await browser.client.post("/account", data={"csrf": "wrong one", **typed})

    assert refused.status_code == 403
    assert "A long &lt;i&gt;text&lt;/i&gt;" in refused.text
    for secret in ("my secret words", "123456", "wrong one"):
        assert secret not in refused.text


@pytest.mark.anyio
async def test_a_form_from_elsewhere_is_shown_nothing_back(browser: Browser) -> None:
    await browser.sign_in_as(await make_member())

    refused = await browser.client.post(
        "/account", data={"about": "planted words"}, headers={"sec-fetch-site": "cross-site"}
    )

    assert refused.status_code == 403
    assert "planted words" not in refused.text


@pytest.mark.anyio
async def test_a_token_in_the_address_counts_for_nothing(browser: Browser) -> None:
    await browser.sign_in_as(await make_member(name="As it was"))
    token = await browser.token()

    refused = await browser.client.post(f"/account?csrf={token}", data={"name": "Changed"})

    assert refused.status_code == 403
    assert await names() == ["As it was"]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b'{"name": "x"}', "application/json", 415),
        (b"name=x", "text/plain", 415),
        (b"name=x", "", 415),
        (b"name=%ff%fe", "application/x-www-form-urlencoded", 400),
        (b"name=\xff\xfe", "application/x-www-form-urlencoded", 400),
        (b"name=a%00b", "application/x-www-form-urlencoded", 400),
        (b"na%00me=a", "application/x-www-form-urlencoded", 400),
        (b"--x\r\nnonsense", "multipart/form-data; boundary=x", 403),
        (b"name=x", "multipart/form-data", 400),
        (b"a=1&" * 1_001, "application/x-www-form-urlencoded", 400),
    ],
)
async def test_what_is_no_form_changes_nothing_and_gets_a_page_that_says_so(
    browser: Browser, body: bytes, kind: str, status: int
) -> None:
    await browser.sign_in_as(await make_member(name="As it was"))
    headers = {"content-type": kind} if kind else {}

    refused = await browser.client.post("/account", content=body, headers=headers)

    assert refused.status_code == status
    assert "<h1" in refused.text
    assert await names() == ["As it was"]


@pytest.mark.anyio
async def test_a_body_beyond_all_measure_is_refused(browser: Browser) -> None:
    await browser.sign_in_as(await make_member(name="As it was"))

    refused = await browser.post("/account", {"name": "x" * 2_000_001})

    assert refused.status_code == 413
    assert await names() == ["As it was"]


async def _in_pieces(body: bytes) -> AsyncIterator[bytes]:
    """A body that does not say how long it is."""
    for start in range(0, len(body), 100_000):
        yield body[start : start + 100_000]


_FILE = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"name=" + b"x" * 2_000_001),
        ("multipart/form-data; boundary=x", _FILE + b"x" * 2_000_001 + b"\r\n--x--\r\n"),
    ],
)
@pytest.mark.parametrize("says_length", [True, False])
async def test_a_body_beyond_all_measure_gets_a_page_in_the_readers_language(
    browser: Browser, kind: str, body: bytes, says_length: bool
) -> None:
    await browser.sign_in_as(await make_member(language="fr"))

    refused = await browser.client.post(
        "/account",
        content=body if says_length else _in_pieces(body),
        headers={"content-type": kind},
    )

    assert refused.status_code == 413
    assert refused.headers["content-type"] == "text/html; charset=utf-8"
    assert '<html lang="fr"' in refused.text
    assert "Too Large" not in refused.text
    assert refused.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.anyio
@pytest.mark.parametrize("length", ["9" * 5_000, "9" * 20, "2000001"])
async def test_what_says_of_itself_that_it_is_too_large_is_not_read(
    browser: Browser, length: str
) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded", "content-length": length}

    refused = await browser.client.post("/language", content=b"", headers=headers)

    assert refused.status_code == 413


@pytest.mark.anyio
async def test_a_body_just_within_the_measure_is_read(browser: Browser) -> None:
    await browser.sign_in_as(await make_member())
    end = b"\r\n--x--\r\n"
    body = _FILE + b"x" * (2_000_000 - len(_FILE + end)) + end

    answer = await browser.client.post(
        "/account", content=body, headers={"content-type": "multipart/form-data; boundary=x"}
    )

    assert answer.status_code == 403  # for want of a token
