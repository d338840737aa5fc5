"""Who would like me to get in touch, and whom I asked (/check-in/wishes).

These forms carry no key for repeated sending, which would note an instant: a wish is settled once,
and who sends the form again is sent to the same page.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.centres import policy as centre_policy
from network.centres import queries as centres
from network.kernel import moments, taxonomy
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, NotFound
from network.kernel.i18n import _
from network.people import policy as people_policy
from network.people import queries as people
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, path_for, post
from network.web.state import actor_of
from network.wellbeing import policy
from network.wellbeing.actions import asking
from network.wellbeing.models.help import ContactWish
from network.wellbeing.queries import help as queries
from network.wellbeing.rules.words import ADDRESSEES
from network.wellbeing.vocabulary import Addressee

if TYPE_CHECKING:
    from network.centres.models import Centre
    from network.people.models import Person

Act = Callable[[Actor, ContactWish], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody as the reader may know them, and how to reach them as far as they show it."""

    name: str
    page: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A wish with the person on its other side; `part` is what the one who is asked is to them."""

    id: UUID
    who: Known
    part: str
    is_supervision: bool
    goes_on: str


async def show(request: Request) -> Response:
    actor = actor_of(request)
    if not actor.is_member:
        raise NotFound
    found = await queries.wishes(actor)
    known = await _known(actor, {key for one in found for key in (one.person_id, one.to_id)})
    return render(
        request,
        "wellbeing/wishes.html",
        to_me=[_row(one, known[one.person_id]) for one in found if one.to_id == actor.person_id],
        mine=[_row(one, known[one.to_id]) for one in found if one.person_id == actor.person_id],
        me=known[actor.person_id].name if found and actor.person_id else "",
    )


def _row(one: ContactWish, who: Known) -> Row:
    is_supervision = one.addressee is Addressee.SUPERVISOR
    part = str(ADDRESSEES[one.addressee])
    return Row(one.id, who, part, is_supervision, moments.day(one.goes_on))


async def _known(actor: Actor, ids: set[UUID]) -> dict[UUID, Known]:
    """People by the rules of display; who has left has no name."""
    work = await centres.workers_of(ids)
    rest = ids - work.keys()
    alone = await people.people_of(rest) if rest else {}
    found = {key: _shown(actor, *pair) for key, pair in work.items()}
    found |= {key: _shown(actor, person, []) for key, person in alone.items()}
    return {key: found.get(key) or Known(_("Former colleague")) for key in ids}


def _shown(actor: Actor, person: "Person", work: "list[Centre]") -> Known:
    place = centre_policy.shown_name(actor, work[0]) if work else ""
    region = taxonomy.label(work[0].region) if work else ""
    standing = people_policy.standing_to(actor, person, frozenset(one.id for one in work))
    sees_email = people_policy.can_see_field(standing, person, "email")
    return Known(
        name=people.shown_name(person, place, region),
        page=path_for("site:person", id=person.id) if person.is_findable else "",
        email=person.email if sees_email else "",
    )


# settling ----------------------------------------------------------------------------------------


async def answered(request: Request) -> Response:
    """Whoever is asked says that they were in touch."""
    wish = await queries.get_wish(actor_of(request), id_in(request))
    if not policy.can_answer_wish(actor_of(request), wish):
        raise NotFound
    return await _settle(request, wish, asking.answered, _("Thank you. It is settled."))


async def take_back(request: Request) -> Response:
    wish = await queries.get_wish(actor_of(request), id_in(request))
    if not policy.can_withdraw_wish(actor_of(request), wish):
        raise NotFound
    return await _settle(request, wish, asking.take_back, _("Taken back. They see it no more."))


async def _settle(request: Request, wish: ContactWish, act: Act, told: str) -> Response:
    try:
        await act(actor_of(request), wish)
    except Conflict as error:
        flash(request, error.message, "info")
    else:
        flash(request, told)
    return see_other("check_in.wishes")


_WISH = "/check-in/wishes/{id:uuid}"
routes = [
    get("/check-in/wishes", show, "check_in.wishes"),
    post(f"{_WISH}/answer", answered, "check_in.wish-answer"),
    post(f"{_WISH}/withdrawal", take_back, "check_in.wish-take-back"),
]
