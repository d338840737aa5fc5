"""Who speaks in an item: asking them, their answer, and who else could speak."""

from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.expertise import queries as expertise
from network.expertise.finder import ListingEntry
from network.expertise.pages import naming
from network.kernel.errors import Invalid, require
from network.kernel.i18n import _, language
from network.people import queries as accounts
from network.web.responses import flash, see_other
from network.web.routing import id_in, post
from network.web.state import actor_of, form_of
from network.workshops import policy
from network.workshops.actions import programming as actions
from network.workshops.forms.agenda import SpeakersForm
from network.workshops.models.agenda import AgendaItem, AgendaSpeaker
from network.workshops.models.workshops import Workshop
from network.workshops.pages import agenda_shown
from network.workshops.queries import agenda, named, workshops
from network.workshops.queries.named import Named

_MOST_OFFERS = 6
_MOST_ADDRESSES = 20


@dataclass(frozen=True, slots=True)
class Offer:
    """Something a centre offers that fits the themes of a workshop."""

    id: UUID
    title: str
    lang: str
    centre: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Who was asked to speak in an item, with the form that says who, and who else could.

    `was` tells whom the form was made from.
    """

    form: SpeakersForm
    people: list[tuple[str, bool, str]]
    offers: list[Offer]
    was: str


async def confirm(request: Request) -> Response:
    seen = await workshops.get_workshop(actor_of(request), id_in(request))
    await actions.confirm_speaking(actor_of(request), seen.workshop, id_in(request, "item"))
    flash(request, _("Thank you. The organisers see that you speak."))
    return see_other("workshops:agenda", id=seen.workshop.id)


async def withdraw(request: Request) -> Response:
    """Say no; who was only bound to a workshop as its speaker may not see it any more."""
    seen = await workshops.get_workshop(actor_of(request), id_in(request))
    await actions.withdraw_speaking(actor_of(request), seen.workshop, id_in(request, "item"))
    flash(request, _("Noted. The organisers look for somebody else."))
    ties = await workshops.ties_of(actor_of(request), seen.workshop.id)
    if not policy.can_view(actor_of(request), seen.workshop, ties):
        return see_other("site:today")
    return see_other("workshops:agenda", id=seen.workshop.id)


async def run_by(request: Request) -> Workshop:
    """A workshop the reader runs; who only sees it is told so."""
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    require(policy.can_run(actor, *seen))
    return seen.workshop


async def asked(
    request: Request, workshop: Workshop, item: AgendaItem, given: SpeakersForm | None
) -> Asked:
    """Everything about the speakers of an item; `given` is a form to be shown again."""
    rows = (await agenda.speakers_of(workshop.id)).get(item.id, [])
    form = given or SpeakersForm(data={"person_ids": [str(row.person_id) for row in rows]})
    people = await _named(request, workshop, rows)
    form.offer({key: one.name for key, one in people.items()})
    offers = await _offers(request, workshop) if item.needs_replacement else []
    shown = agenda_shown.asked_in({item.id: rows}, people)[item.id]
    return Asked(form, shown, offers, _listed(rows))


async def posted(request: Request, workshop: Workshop, item: AgendaItem) -> SpeakersForm:
    """The form as it was sent, with who may be ticked; it says so where the speakers are others
    than it was made from.
    """
    rows = (await agenda.speakers_of(workshop.id)).get(item.id, [])
    people, form = await _named(request, workshop, rows), SpeakersForm(form_of(request))
    form.offer({key: one.name for key, one in people.items()})
    if form_of(request).get("was", "") != _listed(rows):
        form.notices.append(_("Somebody changed the speakers a moment ago. Look once more."))
    return form


async def behind(form: SpeakersForm) -> set[UUID]:
    """The people behind the addresses. Raises Invalid for one that nobody here has."""
    addresses = (form.addresses.data or "").split()
    if len(addresses) > _MOST_ADDRESSES:
        raise Invalid(addresses=_("Name at most 20 people at a time."))
    found = set()
    for address in addresses:
        person = await accounts.find_account(address)
        if person is None or person.is_disabled:
            told = _("Nobody here has the address %(address)s.", address=address)
            raise Invalid(addresses=told)
        found.add(person.id)
    return found


def _listed(rows: list[AgendaSpeaker]) -> str:
    return " ".join(sorted(str(row.person_id) for row in rows))


async def _named(
    request: Request, workshop: Workshop, rows: list[AgendaSpeaker]
) -> dict[UUID, Named]:
    """Those who speak already, and the organisers."""
    near = await workshops.organiser_ids(workshop.id)
    return await named.names(actor_of(request), {*near, *(row.person_id for row in rows)})


async def _offers(request: Request, workshop: Workshop) -> list[Offer]:
    """What centres offer on the themes of a workshop, as far as the reader may see it."""
    index, actor = await expertise.directory(), actor_of(request)
    view = index.listings.view(actor)
    fitting = view.seen() & view.any_of(workshop.themes) & view.tagged("kind:offer")
    found: list[ListingEntry] = view.page([fitting], 0, _MOST_OFFERS)
    return [
        Offer(row.id, title, lang, naming.centre_name(row.centre_id, index, actor))
        for row in found
        for lang, title in [row.title_in(language())]
    ]


_ITEM = "/workshops/{id:uuid}/agenda/{item:uuid}"
routes = [
    post(f"{_ITEM}/confirmation", confirm, "workshops:confirm-speaking"),
    post(f"{_ITEM}/withdrawal", withdraw, "workshops:withdraw-speaking"),
]
