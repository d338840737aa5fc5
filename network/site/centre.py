"""A centre as others see it: profile, people, offers and needs (/centres/…)."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from network.centres import policy, queries
from network.expertise import policy as expertise_policy
from network.expertise import queries as expertise
from network.expertise.pages import naming
from network.kernel import clock, i18n, moments, taxonomy
from network.kernel.errors import NotFound
from network.people import policy as people_policy
from network.people import queries as people
from network.site.trail import told_trail
from network.web.paging import page_of
from network.web.responses import render
from network.web.routing import get, id_in
from network.web.state import actor_of

_CODE_FIELDS = ("services", "approaches", "themes", "client_groups")
_SIZE = 50


async def show_centre(request: Request) -> Response:
    actor = actor_of(request)
    centre = await queries.get_centre(actor, request.path_params["slug"])

    def sees(field: str) -> bool:
        return policy.can_see_field(actor, centre, field)

    listings = await expertise.listings_of(actor, centre.id)
    return render(
        request,
        "site/centre.html",
        centre=centre,
        where=_where(centre, sees("town")),
        text=_text(centre.texts) if sees("about") else None,
        spoken=list(centre.languages.items()) if sees("languages") else [],
        codes=[
            (
                field,
                taxonomy.sorted_codes(c for c in centre.codes if taxonomy.taxonomy_of(c) == field),
            )
            for field in _CODE_FIELDS
            if sees(field)
        ],
        field_names=queries.field_names(),
        website=centre.website if sees("website") else "",
        mailbox=centre.mailbox if sees("mailbox") else "",
        time=moments.time(clock.now(), centre.zone) if centre.zone and sees("town") else "",
        offers=[row for row in listings if row.kind == "offer" and row.state == "published"],
        needs=[row for row in listings if row.kind == "need" and row.state == "published"],
        people=await _people(request, centre) if actor.is_member else [],
        can_edit=policy.can_edit(actor, centre),
        can_ask=expertise_policy.can_ask(actor, centre.id),
        is_contact=centre.id in actor.contact_ids,
        day_names=dict(queries.weekday_names()),
    )


def _where(centre: Any, shows_town: bool) -> str:  # noqa: FBT001
    country = naming.country_name(centre.country) if centre.country else ""
    return ", ".join(filter(None, (centre.town if shows_town else "", country)))


def _text(texts: dict[str, str]) -> tuple[str, str] | None:
    """What the centre says about itself, in the reader's language if it is there."""
    for code in (i18n.language(), i18n.SOURCE, *texts):
        if code in texts:
            return code, texts[code]
    return None


async def _people(request: Request, centre: Any) -> list[dict[str, Any]]:
    """The people of a centre who may be found at it, named as they wish."""
    actor = actor_of(request)
    found = []
    for member in await queries.members_of(centre.id):
        person = member.person
        standing = people_policy.standing_to(actor, person, frozenset({centre.id}))
        is_found = person.is_findable and people.shows_centre(person)
        if not is_found and actor.person_id != person.id:
            continue
        found.append(
            {
                "id": person.id,
                "name": people.shown_name(person, centre.name, taxonomy.label(centre.region)),
                "profession": person.profession
                if people_policy.can_see_field(standing, person, "profession")
                else "",
                "roles": [queries.role_name(role) for role in member.roles if role != "staff"],
            }
        )
    return found


async def show_history(request: Request) -> Response:
    """What was changed at a centre, by whom (as a role) and when, for those who manage it."""
    actor = actor_of(request)
    centre = await queries.get_centre_by_id(actor, id_in(request))
    if not policy.can_see_history(actor, centre):
        raise NotFound
    rows, total = await told_trail(centre.id, page_of(request, 10**6, 1).number, _SIZE)
    page = page_of(request, total, _SIZE)
    return render(request, "site/history.html", centre=centre, rows=rows, page=page)


routes = [
    get("/centres/{slug}", show_centre, "directory:show", public=True),
    get("/centre/{id:uuid}/history", show_history, "site:history"),
]
