"""The draft that a page writes on."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from network.exchanges import policy
from network.exchanges.models.visits import Application, Visit
from network.exchanges.pieces import PIECES
from network.exchanges.queries import visits
from network.exchanges.vocabulary import VisitState
from network.kernel.errors import Conflict, Forbidden
from network.kernel.i18n import _
from network.web.routing import id_in
from network.web.state import actor_of


async def draft_of(request: Request) -> Visit:
    """The reader's own application, as long as it is a draft."""
    actor = actor_of(request)
    visit = await visits.get_visit(actor, id_in(request))
    if not policy.can_write(actor, visit):
        raise Forbidden
    if visit.state is not VisitState.DRAFT:
        raise Conflict(_("This application was submitted. It can be changed when it is returned."))
    return visit


def kept_in(application: Application, name: str) -> Mapping[str, Any]:
    """What is stored of a piece."""
    column = application.private if PIECES[name].is_private else application.parts
    return dict(column.get(name, {}))
