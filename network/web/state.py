"""What middleware learned about a request, for handlers and templates."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.datastructures import FormData
from starlette.requests import HTTPConnection

from network.kernel.actor import VISITOR, Actor
from network.kernel.travel import Where

if TYPE_CHECKING:
    from network.people.models import Session


@dataclass(slots=True)
class Visit:
    """One request: who, in which language and zone, with which form.

    `zone` is the one in force now; `where` also knows on which clocks to show other instants.
    """

    actor: Actor = VISITOR
    session: "Session | None" = None
    pending: "Session | None" = None
    address: str = ""
    is_https: bool = False
    request_id: str = ""
    language: str = "en"
    zone: str = "UTC"
    where: Where = "UTC"
    theme: str = ""
    text_size: str = ""
    initials: str = ""
    owes_conduct: bool = False
    owes_factor: bool = False
    unread: int = 0
    form: FormData = field(default_factory=FormData)
    cookies: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def is_signed_in(self) -> bool:
        return self.actor.person_id is not None


def visit_of(request: HTTPConnection) -> Visit:
    """The state of this request."""
    found = request.scope.setdefault("state", {}).get("visit")
    if found is None:
        found = request.scope["state"]["visit"] = Visit()
    return found  # type: ignore[no-any-return]


def actor_of(request: HTTPConnection) -> Actor:
    return visit_of(request).actor


def form_of(request: HTTPConnection) -> FormData:
    """The fields of the posted form, already read and checked by the middleware."""
    return visit_of(request).form
