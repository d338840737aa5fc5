"""A browser without a screen: keeps cookies, fills in forms with their tokens, signs in."""

import re
import sys
from importlib.util import find_spec
from types import TracebackType
from typing import Any, Self

import httpx

from network.app import Portal
from network.people.actions import sessions
from network.people.actions.sessions import Browser as From
from network.people.models import Person, Session, Stage
from tests.forms import Form, forms_of

__all__ = ["BASE", "Browser", "Form", "forms_of"]

if find_spec("sniffio") is None:
    sys.modules["sniffio"] = None  # type: ignore[assignment] # httpx looks for it in every request

BASE = "https://portal.test"
_EVERYWHERE = ("/exit", "/language")  # forms of every page


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
