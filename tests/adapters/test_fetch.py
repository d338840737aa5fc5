"""Fetching from strangers: only where it is safe, only so much, only so long."""

import asyncio
import gzip
import ssl
import zlib
from collections.abc import AsyncIterator, Sequence
from ipaddress import ip_address

import pytest
import trustme

from network.adapters.addresses import Allowance, is_public, plain_host
from network.adapters.fetch import MOST_BYTES, Fetcher, FetchError, Reason, Resolve
from tests.strange_host import Asked, Host, logging_as_in_service, response, strange_host

pytestmark = pytest.mark.anyio

HERE = ["127.0.0.1"]
BODY = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


@pytest.fixture
async def host() -> AsyncIterator[Host]:
    async with strange_host() as found:
        yield found


async def refused(url: str, fetcher: Fetcher | None = None, etag: str = "") -> Reason:
    with pytest.raises(FetchError) as error:
        await (fetcher or Fetcher(HERE)).fetch(url, etag)
    return error.value.reason


# addresses ---------------------------------------------------------------------------------------

LOOPBACK = [
    "http://127.0.0.1/",
    "http://127.0.0.2/",
    "http://127.1/",
    "http://127.0.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://0x7f.0.0.1/",
    "http://0x7f.0x0.0x0.0x1/",
    "http://0177.0.0.1/",
    "http://017700000001/",
    "http://0177.0000.0000.0001/",
    "http://127.000.000.001/",
    "http://0/",
    "http://0.0.0.0/",
    "http://[::1]/",
    "http://[::]/",
    "http://[0:0:0:0:0:0:0:1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::127.0.0.1]/",
    "http://[64:ff9b:1::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[fe80::5efe:127.0.0.1]/",
    "http://[2606:4700::5efe:127.0.0.1]/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://localhost.localdomain/",
    "http://①②⑦.⓪.⓪.①/",
    "http://127。0。0。1/",
    "http://user@127.0.0.1/",
    "https://127.0.0.1/",
    "webcal://127.0.0.1/",
]
ODD = [
    "",
    "ftp://example.org/a.ics",
    "file:///etc/passwd",
    "gopher://example.org/",
    "data:text/calendar,BEGIN:VCALENDAR",
    "javascript:alert(1)",
    "dict://example.org:11211/",
    "//example.org/a.ics",
    "example.org/a.ics",
    "https://",
    "https:///a.ics",
    "https://example.org:8443/a.ics",
    "https://example.org:22/a.ics",
    "https://example.org:80/a.ics",
    "http://example.org:443/a.ics",
    "https://example.org:99999/a.ics",
    "https://example.org:x/a.ics",
    "https://name:word@example.org/a.ics",
    "https://example.org\\@127.0.0.1/a.ics",
    "https://example.org\r\nHost: a/a.ics",
    "https://exa mple.org/",
    "https://-a.example.org/",
    "https://a..example.org/",
    "https://example.0x1/",
    "https://example.org/" + "a" * 2000,
]


@pytest.mark.parametrize("url", LOOPBACK)
async def test_no_spelling_of_this_machine_is_fetched(url: str) -> None:
    assert await refused(url, Fetcher()) in (Reason.PRIVATE, Reason.ADDRESS, Reason.UNKNOWN_HOST)


@pytest.mark.parametrize("url", ODD)
async def test_odd_addresses_are_refused_before_anything_is_looked_up(url: str) -> None:
    looked_up: list[str] = []

    async def resolver(host: str, port: int) -> Sequence[str]:
        looked_up.append(f"{host}:{port}")
        return ["93.184.215.14"]

    assert await refused(url, Fetcher(resolver=resolver)) is Reason.ADDRESS
    assert looked_up == []


PRIVATE = [
    "0.1.2.3",
    "10.1.2.3",
    "100.64.0.1",
    "100.127.255.255",
    "127.8.8.8",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.31.196.1",
    "192.52.193.1",
    "192.88.99.1",
    "192.168.1.1",
    "192.175.48.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:10.0.0.1",
    "::10.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::1",
    "100::1",
    "100:0:0:1::1",
    "2001::1",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:1::1",
    "2001:db8::1",
    "2002:a00:1::1",
    "2002:c0a8:101::1",
    "2620:4f:8000::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "4000::1",
]
PUBLIC = [
    "1.1.1.1",
    "9.9.9.9",
    "100.63.255.255",
    "100.128.0.1",
    "172.15.0.1",
    "172.32.0.1",
    "192.0.1.1",
    "198.17.0.1",
    "198.20.0.1",
    "223.255.255.1",
    "2606:4700::1111",
    "2a00:1450:4001::8a",
    "::ffff:9.9.9.9",
    "64:ff9b::9.9.9.9",
    "2002:909:909::1",
]


@pytest.mark.parametrize("address", PRIVATE)
async def test_a_name_that_leads_to_a_special_range_is_refused(address: str) -> None:
    async def resolver(host: str, port: int) -> Sequence[str]:
        return ["93.184.215.14", address]

    assert await refused("https://example.org/", Fetcher(resolver=resolver)) is Reason.PRIVATE


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    ("host", "plain"),
    [
        ("Example.ORG.", "example.org"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("9.9.9.9", "9.9.9.9"),
        ("2606:4700:0::1111", "2606:4700::1111"),
        ("9.9.9.9.", None),
        ("0x9.9.9.9", None),
        ("fe80::1%eth0", None),
        ("a" * 64 + ".org", None),
        ("", None),
    ],
)
def test_a_host_has_one_plain_spelling(host: str, plain: str | None) -> None:
    assert plain_host(host) == plain


@pytest.mark.parametrize(
    ("entry", "host", "port", "fits"),
    [
        ("intranet.example", "intranet.example", 443, True),
        ("intranet.example", "other.example", 443, False),
        ("intranet.example:8443", "intranet.example", 8443, True),
        ("intranet.example:8443", "intranet.example", 443, False),
        ("10.0.0.0/8", "intranet.example", 443, False),
        ("Intranet.Example.", "intranet.example", 443, True),
        ("münchen.example:8443", "xn--mnchen-3ya.example", 8443, True),
        ("example", "intranet.example", 443, False),
        ("*", "intranet.example", 443, False),
        ("", "intranet.example", 443, False),
    ],
)
def test_the_operator_allows_by_name(entry: str, host: str, port: int, *, fits: bool) -> None:
    assert Allowance.of([entry]).holds(host, port) is fits


@pytest.mark.parametrize(
    ("entry", "address", "fits"),
    [
        ("10.0.0.0/8", "10.2.3.4", True),
        ("10.2.3.4", "10.2.3.4", True),
        ("10.2.3.4:443", "10.2.3.4", True),
        ("10.2.3.4:80", "10.2.3.4", False),
        ("10.2.3.4", "10.2.3.5", False),
        ("fd00::/8", "fd12::1", True),
        ("[fd12::1]:443", "fd12::1", True),
        ("fd12:0:0:0:0:0:0:1", "fd12::1", True),
        ("[fd00::]/8", "fd12::1", True),
        ("10.0.0.0/8", "::ffff:10.2.3.4", False),
        ("*", "10.2.3.4", False),
        ("10", "10.2.3.4", False),
        ("name.example", "10.2.3.4", False),
    ],
)
def test_the_operator_allows_by_address(entry: str, address: str, *, fits: bool) -> None:
    assert Allowance.of([entry]).holds("any.example", 443, ip_address(address)) is fits


def rebinding(*addresses: str) -> Resolve:
    """A resolver that answers something else each time."""
    answers = iter(addresses)

    async def resolver(host: str, port: int) -> Sequence[str]:
        return [next(answers)]

    return resolver


async def test_a_name_is_asked_once_and_its_address_is_kept(host: Host) -> None:
    host.answers["/"] = response(BODY)
    fetcher = Fetcher(HERE, resolver=rebinding("127.0.0.1"))

    found = await fetcher.fetch(host.url("/", host="calendar.example"))

    assert found.content == BODY
    assert host.asked[0].headers["host"] == f"calendar.example:{host.port}"


@pytest.mark.parametrize("second", ["10.0.0.1", "169.254.169.254", "::1"])
async def test_a_name_that_rebinds_between_redirects_is_caught(second: str, host: Host) -> None:
    host.answers["/"] = response(status="302 Found", Location="/again")
    fetcher = Fetcher(HERE, resolver=rebinding("127.0.0.1", second))

    reason = await refused(host.url("/", host="calendar.example"), fetcher)

    assert reason is Reason.PRIVATE
    assert [one.path for one in host.asked] == ["/"]


async def test_public_hosts_have_no_other_ports() -> None:
    fetcher = Fetcher(HERE, resolver=rebinding("9.9.9.9"))

    assert await refused("https://example.org:8443/", fetcher) is Reason.ADDRESS


async def test_a_host_that_does_not_exist_is_unknown() -> None:
    async def resolver(host: str, port: int) -> Sequence[str]:
        raise OSError

    assert await refused("https://a.example/", Fetcher(resolver=resolver)) is Reason.UNKNOWN_HOST


# answers -----------------------------------------------------------------------------------------


async def test_a_file_comes_with_its_tag_and_is_not_sent_again(host: Host) -> None:
    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        is_known = asked.headers.get("if-none-match") == '"v1"'
        writer.write(
            response(status="304 Not Modified") if is_known else response(BODY, ETag='"v1"')
        )

    host.answers["/a.ics"] = answer
    fetcher = Fetcher(HERE)

    first = await fetcher.fetch(host.url("/a.ics"))
    second = await fetcher.fetch(host.url("/a.ics"), first.etag)

    assert (first.content, first.etag) == (BODY, '"v1"')
    assert second.content is None
    assert host.asked[0].headers["accept-encoding"] == "gzip"
    assert "Mozilla/5.0" in host.asked[0].headers["user-agent"]
    assert "cookie" not in host.asked[0].headers


async def test_unchanged_without_having_asked_is_an_error(host: Host) -> None:
    host.answers["/"] = response(status="304 Not Modified")

    assert await refused(host.url("/")) is Reason.STATUS
    assert await refused(host.url("/"), etag="no\r\ntag") is Reason.STATUS


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("401 Unauthorized", Reason.REFUSED),
        ("403 Forbidden", Reason.REFUSED),
        ("404 Not Found", Reason.GONE),
        ("410 Gone", Reason.GONE),
        ("500 Error", Reason.STATUS),
        ("503 Busy", Reason.STATUS),
        ("204 No Content", Reason.STATUS),
        ("206 Partial Content", Reason.STATUS),
    ],
)
async def test_only_a_whole_file_counts(status: str, reason: Reason, host: Host) -> None:
    host.answers["/"] = response(BODY if status[0] != "2" else b"", status)

    assert await refused(host.url("/")) is reason


async def test_three_redirects_are_followed_and_no_fourth(host: Host) -> None:
    for n in range(4):
        host.answers[f"/{n}"] = response(status="302 Found", Location=f"/{n + 1}")
    host.answers["/4"] = response(BODY)

    assert (await Fetcher(HERE).fetch(host.url("/1"))).content == BODY
    assert await refused(host.url("/0")) is Reason.REDIRECTS


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://169.254.169.254/latest", Reason.PRIVATE),
        ("http://[::1]/", Reason.PRIVATE),
        ("http://2130706433/", Reason.ADDRESS),
        ("file:///etc/passwd", Reason.ADDRESS),
        ("http://a:b@127.0.0.1/", Reason.ADDRESS),
        ("", Reason.REDIRECTS),
    ],
)
async def test_where_a_redirect_leads_is_checked(location: str, reason: Reason, host: Host) -> None:
    host.answers["/"] = response(status="301 Moved", Location=location)

    assert await refused(host.url("/")) is reason


async def test_a_packed_file_is_unpacked(host: Host) -> None:
    large = BODY * 10_000
    parts = gzip.compress(large[:1000], mtime=0) + gzip.compress(large[1000:], mtime=0)
    host.answers["/"] = response(parts, Content_Encoding="gzip")

    assert (await Fetcher(HERE).fetch(host.url("/"))).content == large


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 131_072])
@pytest.mark.parametrize("piece", [96, 65_536])
async def test_a_packed_file_may_have_any_size(size: int, piece: int, host: Host) -> None:
    packed = gzip.compress(b"x" * size, mtime=0)

    async def answer(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
        for at in range(0, len(packed), piece):
            writer.write(packed[at : at + piece])
            await writer.drain()

    host.answers["/"] = answer

    assert (await Fetcher(HERE).fetch(host.url("/"))).content == b"x" * size


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip, gzip", gzip.compress(gzip.compress(BODY, mtime=0), mtime=0)),
        ("deflate", zlib.compress(BODY)),
        ("br", BODY),
        ("gzip", BODY),
        ("gzip", gzip.compress(BODY, mtime=0)[:-9]),
    ],
)
async def test_other_packing_is_refused(encoding: str, body: bytes, host: Host) -> None:
    host.answers["/"] = response(body, Content_Encoding=encoding)

    assert await refused(host.url("/")) is Reason.ENCODING


async def test_a_bomb_is_not_unpacked(host: Host) -> None:
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(1000)) + packer.flush()
    host.answers["/"] = response(bomb, Content_Encoding="gzip")

    assert await refused(host.url("/")) is Reason.TOO_LARGE


async def test_an_endless_file_is_cut(host: Host) -> None:
    async def flood(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(2 * MOST_BYTES // 100_000):
            writer.write(b"x" * 100_000)
            await writer.drain()

    host.answers["/"] = flood

    assert await refused(host.url("/")) is Reason.TOO_LARGE


@pytest.mark.parametrize("opening", [b"", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n"])
async def test_a_drip_ends_when_the_time_is_over(opening: bytes, host: Host) -> None:
    async def drip(asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(opening)
        for _ in range(100):
            writer.write(b"B")
            await writer.drain()
            await asyncio.sleep(0.05)

    host.answers["/"] = drip

    assert await refused(host.url("/"), Fetcher(HERE, seconds=0.5)) is Reason.SLOW


@pytest.mark.parametrize(
    "garbage",
    [b"\x00\x01\x02", b"HTTP/9 nonsense", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nB"],
)
async def test_a_broken_answer_is_no_file(garbage: bytes, host: Host) -> None:
    host.answers["/"] = garbage

    assert await refused(host.url("/")) is Reason.UNREACHABLE


async def test_nobody_listening_is_unreachable(host: Host) -> None:
    assert await refused("http://127.0.0.1:9/") is Reason.UNREACHABLE


# TLS ---------------------------------------------------------------------------------------------


async def _secure(name: str, resolver_address: str = "127.0.0.1") -> Reason | bytes | None:
    authority = trustme.CA()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("calendar.example").configure_cert(server)
    client = ssl.create_default_context()
    authority.configure_trust(client)

    async def resolver(host: str, port: int) -> Sequence[str]:
        return [resolver_address]

    async with strange_host(server) as host:
        host.answers["/"] = response(BODY)
        fetcher = Fetcher([name], resolver=resolver, trusted=client)
        try:
            return (await fetcher.fetch(host.url("/", "https", name))).content
        except FetchError as error:
            return error.reason


async def test_the_certificate_is_that_of_the_name_not_of_the_address() -> None:
    assert await _secure("calendar.example") == BODY


async def test_a_certificate_of_another_name_is_not_safe() -> None:
    assert await _secure("other.example") is Reason.UNSAFE


async def test_a_secure_address_does_not_lead_to_an_open_one() -> None:
    authority = trustme.CA()
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(server)
    client = ssl.create_default_context()
    authority.configure_trust(client)
    async with strange_host(server) as host:
        host.answers["/"] = response(status="302 Found", Location="http://127.0.0.1/a.ics")

        reason = await refused(host.url("/", "https"), Fetcher(HERE, trusted=client))

    assert reason is Reason.UNSAFE


async def test_the_environment_names_no_way_around(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    host.answers["/"] = response(BODY)

    assert (await Fetcher(HERE).fetch(host.url("/"))).content == BODY


@pytest.mark.parametrize("level", ["debug", "info"])
async def test_no_log_tells_where_something_was_fetched(
    level: str, host: Host, capfd: pytest.CaptureFixture[str]
) -> None:
    host.answers["/secret-word"] = response(status="302 Found", Location="/secret-next")
    host.answers["/secret-next"] = response(BODY, ETag='"secret-tag"')

    with logging_as_in_service(level):
        await Fetcher(HERE).fetch(host.url("/secret-word"))

    assert "secret" not in capfd.readouterr().err


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 300_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: a\r\n" * 100_000 + b"\r\n",
        b"HTTP/1.1 103 Early Hints\r\n\r\n" * 1000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\nB",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nBEGIN\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nBEGIN",
        b"HTTP/1.1 302 Found\r\nLocation: http://\xff\xfe\x00/\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://[::1\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://xn--a/\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: http://" + b"a." * 900 + b"/\r\n\r\n",
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: \xff\r\n\r\nB",
    ],
)
async def test_a_hostile_answer_is_refused_with_a_reason(head: bytes, host: Host) -> None:
    host.answers["/"] = head

    assert await refused(host.url("/"), Fetcher(HERE, seconds=3)) in set(Reason)
