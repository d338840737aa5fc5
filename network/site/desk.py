"""The secretariat's desk: what is stuck, accounts, mail (/desk)."""

from starlette.requests import Request
from starlette.responses import Response

from network.centres import queries as centres
from network.expertise import queries as expertise
from network.kernel.actor import Actor
from network.kernel.errors import NotFound
from network.kernel.i18n import _
from network.notifications import actions as mail_actions
from network.notifications import queries as mail
from network.people import queries as people
from network.people.actions import accounts as account_actions
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of


def _secretariat(request: Request) -> Actor:
    actor = actor_of(request)
    if not actor.is_secretariat:
        raise NotFound
    return actor


async def overview(request: Request) -> Response:
    _secretariat(request)
    return render(
        request,
        "desk/overview.html",
        counts=await centres.counts_by_state(),
        without_coordinator=await centres.without_coordinator(),
        stale=await centres.stale_centres(),
        searches=await expertise.unanswered_searches(),
        is_mail_stuck=await mail.is_stuck(),
    )


async def accounts(request: Request) -> Response:
    """Find one account by its exact address; nobody pages through all of them."""
    _secretariat(request)
    email = request.query_params.get("email", "")[:254].strip()
    person = await people.find_account(email) if email else None
    work = (await centres.centres_of([person.id])).get(person.id, []) if person else []
    return render(
        request,
        "desk/accounts.html",
        email=email,
        person=person,
        centres=work,
        network_roles=await _network_people(),
        role_name=centres.role_name,
    )


async def _network_people() -> list[tuple[str, list[str]]]:
    roles = await centres.network_roles()
    found = await people.people_of(roles)
    return sorted((p.name, [centres.role_name(r) for r in roles[p.id]]) for p in found.values())


async def disable(request: Request) -> Response:
    actor = _secretariat(request)
    person = await people.get_any_person(id_in(request))
    work = (await centres.centres_of([person.id])).get(person.id, [])
    await account_actions.disable(actor, person, work[0].id if work else None)
    flash(request, _("The account is shut. Its sessions have ended."))
    return see_other("desk:people", email=person.email)


async def enable(request: Request) -> Response:
    actor = _secretariat(request)
    person = await people.get_any_person(id_in(request))
    await account_actions.enable(actor, person)
    flash(request, _("The account is open again."))
    return see_other("desk:people", email=person.email)


async def show_mail(request: Request) -> Response:
    actor = _secretariat(request)
    return render(
        request,
        "desk/mail.html",
        mails=await mail.mail_problems(actor),
        counts=await mail.mail_counts(),
        waits=await mail.oldest_waiting_minutes(),
    )


async def send_again(request: Request) -> Response:
    actor = _secretariat(request)
    found = await mail.get_mail(actor, id_in(request))
    await mail_actions.send_again(actor, found)
    flash(request, _("The mail is on its way again."))
    return see_other("desk:mail")


routes = [
    get("/desk", overview, "desk:overview"),
    get("/desk/people", accounts, "desk:people"),
    post("/desk/people/{id:uuid}/closing", disable, "desk:disable"),
    post("/desk/people/{id:uuid}/opening", enable, "desk:enable"),
    get("/desk/mail", show_mail, "desk:mail"),
    post("/desk/mail/{id:uuid}/sending", send_again, "desk:send-again"),
]
