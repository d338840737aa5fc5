"""A browser without a screen: keeps cookies, fills in forms with their tokens, signs in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import html5lib
import httpx

from network.app import Portal
from network.people.actions import sessions
from network.people.actions.sessions import Browser as From
from network.people.models import Person, Session, Stage

BASE = "https://portal.test"
_EVERYWHERE = ("/exit", "/language")  # forms of every page


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a page, as it would be sent untouched."""

    action: str
    method: str
    fields: list[tuple[str, str]]


def forms_of(page: httpx.Response) -> list[Form]:
    """Every form of a page with its fields as they stand."""
    document = html5lib.parse(page.text, namespaceHTMLElements=False)
    return [
        Form(form.get("action", ""), form.get("method", "get"), list(_fields(form)))
        for form in document.iter("form")
    ]


def _fields(form: Any) -> Iterator[tuple[str, str]]:
    for one in form.iter():
        name, kind = one.get("name"), one.get("type", "text")
        if one.tag not in ("input", "textarea", "select") or not name or kind == "file":
            continue
        if one.tag == "select":
            options = list(one.iter("option"))
            chosen = next((o for o in options if "selected" in o.attrib), options[0])
            yield name, chosen.get("value", "")
        elif one.tag == "textarea":
            yield name, "".join(one.itertext()).removeprefix("\n")
        elif kind not in ("checkbox", "radio") or "checked" in one.attrib:
            yield name, one.get("value", "")


class Browser:
    """One browser with its cookies."""

    def __init__(self, portal: Portal, address: str = "192.0.2.7") -> None:
        self.portal = portal
        transport = httpx.ASGITransport(portal, raise_app_exceptions=False, client=(address, 1))
        self.client = httpx.AsyncClient(transport=transport, base_url=BASE)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.client.aclose()

    async def sign_in_as(self, person: Person, *, second_factor: bool = True) -> "Browser":
        """Begin a session for somebody, as if they had just proved themselves."""
        new = await sessions.begin_session(person, From(address="test"), Stage.OPEN)
        await Session.filter(id=new.session.id).update(has_second_factor=second_factor)
        self.client.cookies.set("__Host-session", new.token, domain="portal.test")
        return self

    async def get(self, url: str, **options: Any) -> httpx.Response:
        return await self.client.get(url, **options)

    async def post(self, url: str, data: Any = None, **options: Any) -> httpx.Response:
        """Post a form with a right token, as a script that read some page would."""
        fields = dict(data or {})
        if "csrf" not in fields:
            fields["csrf"] = await self.token()
        return await self.client.post(url, data=fields, **options)

    async def token(self) -> str:
        page = await self.client.get("/help")
        found = re.search(r'name="csrf" value="([^"]+)"', page.text)
        assert found is not None
        return found[1]

    async def submit(
        self, page: httpx.Response, action: str = "", **changes: Any
    ) -> httpx.Response:
        """Fill in the form of a page whose action ends like this, and send it as it stands."""
        form = next(
            f
            for f in forms_of(page)
            if f.method == "post" and f.action.endswith(action) and f.action not in _EVERYWHERE
        )
        fields: dict[str, Any] = {}
        for name, value in form.fields:
            fields.setdefault(name, []).append(value)
        fields |= changes
        target = form.action or str(page.url.path)
        return await self.client.post(target, data=fields)

    async def follow(self, response: httpx.Response) -> httpx.Response:
        """Go where a response sends to."""
        assert response.status_code == 303, response.status_code
        return await self.client.get(response.headers["location"])
