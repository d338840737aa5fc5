"""Hostile input anywhere: an answer in the four hundreds, never a crash, never a living script."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode
from zlib import crc32

import httpx
import pytest
from starlette.routing import Route

from network.routes import routes
from tests.browser_client import Form, forms_of
from tests.surface import addresses, check_ins
from tests.surface.conftest import Network
from tests.surface.walking import walk

pytestmark = [pytest.mark.anyio, pytest.mark.one_engine]

READERS = ("", "LUM-1", "NET-1")
ALL = [route for route in routes if isinstance(route, Route)]
ACTING = [route for route in ALL if "POST" in (route.methods or ())]
VALUES = {
    "nothing": "",
    "NUL": "a\0b",
    "long": "x" * 90_000,
    "many digits": "9" * 5_000,
    "large number": "9223372036854775808",
    "negative number": "-1",
    "foreign digits": "٣٤",
    "no date": "9999-99-99",
    "leap day": "29/02/2027",
    "first day": "0001-01-01",
    "no zone": "../../etc/passwd",
    "half a zone": "Europe",
    "markup": "\"'><script>alert(1)</script><img src=x onerror=alert(1)>",
    "template": "{{ 7*7 }} {% raw %} %(centre)s %s {0}",
    "statement": "' OR 1=1; --",
    "turned": "\u202egnp.exe\u2066",
    "rare signs": "\U00010000\ufffe\U0010ffff" * 30,
    "two lines": "a\r\nBcc: everybody@example.org",
    "strange address": "é..@exämple.org",
    "growing letters": "\ufdfa" * 70,
    "growing address": "ß" * 240 + "@example.org",
    "script address": "javascript:alert(1)",
}
_VALUES = tuple(VALUES.values())
SEGMENTS = (
    "%00",
    "%ff%fe",
    "%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "..",
    "9" * 3_000,
    "-1",
    "%D9%A3",
    "'%20OR%201=1--",
    "%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "{{7*7}}",
    "%E2%80%AE",
    "%0d%0aSet-Cookie:x=1",
    "0e0e0e0e-0e0e-4e0e-8e0e-0e0e0e0e0e0g",
    "{0e0e0e0e0e0e4e0e8e0e0e0e0e0e0e0e}",
)
PARAMETERS = [
    "about",
    "content",
    "does",
    "email",
    "kind",
    "lang",
    "language",
    "next",
    "page",
    "profession",
    "q",
    "region",
    "show",
    "sort",
    "state",
    "title",
    "token",
]
_HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}
_TYPED = ("email", "passphrase", "name", "title", "text", "summary", "about", "about_work")
_LEAVING = (
    *("/sign-out", "/exit", "/account/sessions", "/account/second-factor"),
    *("/check-in/close", "/check-in/history/erase"),
)
_ALONE = {check_ins.OPENED: "/check-in"}  # whose forms elsewhere are those of others too


def _is_alive(page: httpx.Response) -> bool:
    """Whether typed markup came back as markup."""
    is_page = page.headers.get("content-type", "").startswith("text/html")
    return is_page and re.search(r"<script>alert|<img src=x", page.text) is not None


@pytest.mark.parametrize("reader", READERS)
async def test_no_part_of_an_address_breaks_a_page(reader: str, network: Network) -> None:
    browser = await network.as_(reader)
    broken = {}

    for route in ALL:
        for segment in _some(reader + route.path, 5, SEGMENTS):
            shape = route.path if "{" in route.path else f"{route.path.rstrip('/')}/{{x}}"
            url = re.sub(r"{[^}]+}", segment.replace("\\", ""), shape)
            answer = await browser.get(url)
            if answer.status_code >= 500 or _is_alive(answer):
                broken[url] = answer.status_code

    assert broken == {}


def _some(field: str, most: int, values: Sequence[str] = _VALUES) -> list[str]:
    """A few hostile values for a field, others for each field, the same on every run."""
    start = crc32(field.encode())
    return [values[(start + 5 * n) % len(values)] for n in range(most)]


@pytest.mark.parametrize("reader", READERS)
async def test_no_query_breaks_a_page(reader: str, network: Network) -> None:
    browser = await network.as_(reader)
    broken = {}

    paths = sorted({url.partition("?")[0] for url in await walk(network, reader)})
    for url in {re.sub(r"[0-9a-f-]{36}", "ID", path): path for path in paths}.values():
        for parameter in PARAMETERS:
            for value in _some(url + parameter, 1):
                query = urlencode([(parameter, value[:1_500])] * 2)
                answer = await browser.get(f"{url}?{query}")
                if answer.status_code >= 500 or _is_alive(answer):
                    broken[f"{url}?{query}"] = answer.status_code

    assert broken == {}


async def _forms(network: Network, reader: str) -> list[Form]:
    """Every form a reader is offered, each once."""
    found: dict[str, Form] = {}
    beginning = _ALONE.get(reader, "")
    for url, page in (await walk(network, reader)).items():
        for form in forms_of(page):
            action = form.action or url.partition("?")[0]
            is_wanted = action.startswith(beginning) and not action.startswith(_LEAVING)
            if form.method == "post" and is_wanted:
                kind = re.sub(r"[0-9a-f-]{36}", "ID", action)
                found.setdefault(kind, Form(action, "post", form.fields))
    return list(found.values())


def _spoilt(form: Form) -> Iterator[list[tuple[str, str]]]:
    """The form with one field after the other spoilt, then every field sent twice."""
    plain = [(n, v) for n, v in form.fields if n not in ("csrf", "form_key")]
    for place, (name, _value) in enumerate(plain):
        for value in _some(form.action[:6] + name, 4):
            yield [*plain[:place], (name, value), *plain[place + 1 :]]
    for turn, value in enumerate(_VALUES, crc32(form.action[:12].encode())):
        if turn % 2:
            yield [(n, value if n in _TYPED else v) for n, v in plain]
        else:
            yield [*((n, value) for n, _v in plain), *plain]


@pytest.mark.parametrize("reader", [*READERS, check_ins.OPENED])
async def test_no_field_of_a_form_breaks_it(reader: str, network: Network) -> None:
    browser = await network.as_(reader)
    forms = await _forms(network, reader)
    token = await browser.token()
    broken = []

    for form in forms:
        for fields in _spoilt(form):
            body = urlencode([("csrf", token), *fields])
            answer = await browser.client.post(form.action, content=body, headers=_HEADERS)
            if answer.status_code >= 500 or _is_alive(answer):
                broken.append((form.action, fields, answer.status_code))

    assert broken == []
    assert len(forms) >= (3 if not reader else 11)


@pytest.mark.parametrize("reader", [*READERS[1:], check_ins.OPENED])
async def test_a_file_in_place_of_a_text_breaks_no_form(reader: str, network: Network) -> None:
    browser = await network.as_(reader)
    token = await browser.token()
    broken = []

    for form in await _forms(network, reader):
        plain = {n: v for n, v in form.fields if n not in ("csrf", "form_key")}
        for name in plain:
            data = {"csrf": token, **{n: v for n, v in plain.items() if n != name}}
            file = {name: ("../../x\r\n.csv", b"\x89PNG\0\xff", "image/png")}
            answer = await browser.client.post(form.action, data=data, files=file)
            if answer.status_code >= 500:
                broken.append((form.action, name, answer.status_code))

    assert broken == []


_FORM = _HEADERS["Content-Type"]
BODIES = {
    "JSON": (415, "application/json", b'{"csrf": 1}'),
    "deep JSON": (415, "application/json", b"[" * 100_000),
    "XML": (415, "text/xml", b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>"),
    "plain text": (415, "text/plain", b"csrf=1"),
    "no media type": (415, "", b"csrf=1"),
    "broken media type": (415, "application/x-www-form-urlencoded,;;", b"csrf=1"),
    "broken UTF-8": (400, _FORM, b"csrf=1&name=%ff%fe"),
    "raw broken UTF-8": (400, _FORM, b"csrf=1&name=\xff\xfe"),
    "NUL": (400, _FORM, b"csrf=1&name=a%00b"),
    "too many fields": (400, _FORM, b"a=1&" * 2_000),
    "too large": (413, _FORM, b"a=" + b"x" * 2_100_000),
    "no boundary": (400, "multipart/form-data", b"x"),
    "broken parts": (400, "multipart/form-data; boundary=x", b"--x\r\nContent-Disp\r\n\r\n\xff"),
    "two files": (
        400,
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\n1\r\n' * 3
        + b"--x--",
    ),
}


UPLOADS = {
    "check_in.instrument-bring-in",
    "knowledge:upload",
    "workshops:material-add",
    "workshops:material-send",
}


@pytest.mark.parametrize("body", BODIES)
async def test_a_body_that_is_no_form_is_refused_everywhere(body: str, network: Network) -> None:
    status, kind, content = BODIES[body]
    browser = await network.as_("NET-1")
    headers = {"Content-Type": kind} if kind else {}
    answers, wanted = {}, {}

    for route in ACTING:
        url = re.sub(r"{[^}]+}", str(addresses.ABSENT), route.path)
        answer = await browser.client.post(url, content=content, headers=headers)
        answers[url] = answer.status_code
        takes_it = status == 413 and route.name in UPLOADS
        wanted[url] = 400 if takes_it else status  # a file may be larger than any other form

    assert answers == wanted


FILES = {
    "nothing": b"",
    "an image": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4,
    "an archive": b"PK\x03\x04" + bytes(2_000),
    "another encoding": "name;country\nSão Lá;PT\n".encode("utf-16"),
    "NUL": b"name,country\nA\0B,KE\n",
    "one long line": b"name" + b"," * 200_000,
    "a long cell": b"name,country\n" + b"x" * 400_000 + b",KE\n",
    "an open quote": b'name,country\n"A,KE\n' + b"x,y\n" * 2_000,
    "head only": b"name,country\n",
    "no known column": b"foo,bar\n1,2\n",
    "formulas": b"name,country\n=cmd|' /C calc'!A0,KE\n@SUM(1),KE\n",
    "markup": b'name,country\n"<script>alert(1)</script>",KE\n',
    "ragged rows": b"name,country\nA\nB,KE,1,2,3\n\n,,,\n",
}


@pytest.mark.parametrize("file", FILES)
async def test_no_file_breaks_the_import(file: str, network: Network) -> None:
    browser = await network.as_("NET-1")
    token = await browser.token()
    upload = {"file": ("centres\r\n.csv", FILES[file], "text/csv")}

    answer = await browser.client.post("/desk/imports", data={"csrf": token}, files=upload)

    assert answer.status_code in (303, 400, 413, 422)
    if answer.status_code == 303:
        page = await browser.follow(answer)
        errors = await browser.get(f"{page.url.path}/errors.csv")
        assert (page.status_code, errors.status_code) == (200, 200)
        assert not _is_alive(page)


HEADERS = {
    "cookie of rubbish": {"Cookie": "__Host-session=\xff; =;; __Host-flash=W10.x; __Host-visitor="},
    "long cookie": {"Cookie": f"__Host-session={'x' * 8_000}"},
    "language": {"Accept-Language": "../../etc;q=nan,*;q=-1,fr;q=9e999," + "x-" * 2_000},
    "no such language": {"Accept-Language": "\xe4"},
    "encoding": {"Accept-Encoding": "gzip;q=x,,;"},
    "range": {"Range": "bytes=0-," + "0-," * 2_000},
    "forwarded": {"X-Forwarded-For": "'", "X-Forwarded-Host": "evil.example"},
    "fetch site": {"Sec-Fetch-Site": "\xff"},
}


@pytest.mark.parametrize("headers", HEADERS)
async def test_no_header_breaks_a_page(headers: str, network: Network) -> None:
    browser = await network.as_("")
    given = {k: v.encode("latin-1") for k, v in HEADERS[headers].items()}

    answers = [
        (await browser.get(url, headers=given)).status_code
        for url in ("/", "/sign-in", "/centres", "/today", "/static/x")
    ]

    assert answers == [200, 200, 200, 303, 404]


@pytest.mark.parametrize(
    "host", ["evil.example", "portal.test.evil.example", "portal.test@evil", "portal.test:x", ""]
)
async def test_a_foreign_host_name_is_refused(host: str, network: Network) -> None:
    browser = await network.as_("LUM-1")

    answer = await browser.get("/today", headers={"Host": host})

    assert answer.status_code == 400
