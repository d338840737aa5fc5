"""Finding people of the network, as they wish to be seen (/people)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.adapters import search
from network.centres import policy as centre_policy
from network.centres import queries as centres
from network.kernel import languages, taxonomy
from network.kernel.actor import Actor, Standing
from network.kernel.errors import NotFound
from network.people import policy, queries
from network.web.responses import render
from network.web.routing import get, id_in
from network.web.state import actor_of

if TYPE_CHECKING:
    from network.people.models import Person

_MOST = 50  # lists never page through everybody


@dataclass(frozen=True, slots=True)
class Shown:
    """A person as this reader sees them."""

    id: UUID
    name: str
    centre: str
    centre_slug: str
    region: str
    position: str
    profession: str
    languages: list[str]
    about: str
    email: str


async def find_people(request: Request) -> Response:
    """People by words, profession or language; nothing is listed until something is asked."""
    actor, asked = actor_of(request), request.query_params
    if not actor.is_member:
        raise NotFound
    query, profession = asked.get("q", "")[:100].strip(), asked.get("profession", "")
    language = asked.get("language", "")
    is_asked = bool(query or profession or language)
    found = await _found(actor, query, profession, language) if is_asked else []
    return render(
        request,
        "site/people.html",
        people=found[:_MOST],
        is_cut=len(found) > _MOST,
        is_asked=is_asked,
        query=query,
        profession=profession,
        spoken=language,
        professions=taxonomy.terms("professions"),
        codes=languages.codes(),
    )


async def _found(actor: Actor, query: str, profession: str, language: str) -> list[Shown]:
    words = " ".join(filter(None, (query, _word(profession, "p"), _word(language, "l"))))
    answer = await search.find(words, search.audiences_of(actor), ("person",))
    ids = [hit.object_id for hit in answer.hits[: _MOST + 1]]
    known = await queries.people_of(ids)
    return await shown(actor, [known[key] for key in ids if key in known])


def _word(code: str, kind: str) -> str:
    """The word under which a code is stored with a person, so that it can be searched."""
    return centres.person_word(kind, code) if code.replace("-", "").isalnum() else ""


async def shown(actor: Actor, people: "list[Person]") -> list[Shown]:
    """People as this reader sees them."""
    work = await centres.centres_of(person.id for person in people)
    found = []
    for person in people:
        at = work.get(person.id, [])
        standing = policy.standing_to(actor, person, frozenset(c.id for c in at))
        centre = at[0] if at else None
        found.append(_as_shown(actor, person, centre, standing))
    return found


def _as_shown(actor: Actor, person: "Person", centre: object, standing: Standing) -> Shown:
    def sees(field: str) -> bool:
        return policy.can_see_field(standing, person, field)

    is_named = centre is not None and queries.shows_centre(person)
    is_linked = is_named and centre_policy.can_view(actor, centre)  # type: ignore[arg-type]
    centre_name = centre_policy.shown_name(actor, centre) if centre is not None else ""  # type: ignore[arg-type]
    region = taxonomy.label(centre.region) if centre is not None else ""  # type: ignore[attr-defined]
    return Shown(
        id=person.id,
        name=queries.shown_name(person, centre_name, region),
        centre=centre_name if is_named else "",
        centre_slug=centre.slug if is_linked else "",  # type: ignore[attr-defined]
        region=region,
        position=person.position if queries.shows_position(person) else "",
        profession=person.profession if sees("profession") else "",
        languages=[entry["code"] for entry in person.languages] if sees("languages") else [],
        about=person.about if sees("about") else "",
        email=person.email if sees("email") else "",
    )


async def show_person(request: Request) -> Response:
    actor = actor_of(request)
    person = await queries.get_person(id_in(request))
    is_own = actor.person_id == person.id
    if not actor.is_member or not (person.is_findable or is_own):
        raise NotFound
    found = (await shown(actor, [person]))[0]
    return render(request, "site/person.html", person=found, is_own=is_own)


routes = [
    get("/people", find_people, "site:people"),
    get("/people/{id:uuid}", show_person, "site:person"),
]
