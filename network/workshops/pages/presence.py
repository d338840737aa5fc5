"""The code of a session on the wall, and typing it (/workshops/{id}/code/…, …/present)."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.kernel import clock, links, moments
from network.kernel.errors import Invalid, NotFound
from network.kernel.i18n import _, series
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, path_for, post
from network.web.state import actor_of, form_of
from network.workshops import policy
from network.workshops.actions import attending
from network.workshops.forms.attendance import PresentForm
from network.workshops.models.registrations import Registration
from network.workshops.models.workshops import WorkshopSession
from network.workshops.queries import registrations, workshops
from network.workshops.queries.workshops import Seen
from network.workshops.rules import names, self_codes
from network.workshops.rules.registering import COMING, PRESENT
from network.workshops.vocabulary import RegState


def session_words(session: WorkshopSession) -> str:
    """A session by its title and its time on the clocks of its own place."""
    when = moments.moment(session.starts_at, session.zone)
    return series(filter(None, (session.title, when)))


def _counts_now(session: WorkshopSession) -> bool:
    return self_codes.counts_now(session.starts_at, session.minutes, clock.now())


# on the wall -------------------------------------------------------------------------------------


async def _shown(request: Request) -> tuple[Seen, WorkshopSession]:
    """A session of the address, for those who run the workshop."""
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    if not policy.can_run(actor, *seen):
        raise NotFound
    wanted = id_in(request, "session")
    found = [one for one in await workshops.sessions_of(seen.workshop.id) if one.id == wanted]
    if not found:
        raise NotFound
    return seen, found[0]


async def show_code(request: Request) -> Response:
    """The code in large letters; nothing is made by looking."""
    seen, session = await _shown(request)
    counts = _counts_now(session)
    is_made = counts and session.code_number > 0
    return render(
        request,
        "workshops/code.html",
        workshop=seen.workshop,
        session=session,
        words=session_words(session),
        counts=counts,
        code=self_codes.code_of(session.id, session.code_number) if is_made else "",
        address=links.absolute(path_for("workshops:present", id=seen.workshop.id)),
    )


async def make_code(request: Request) -> Response:
    """Make the first code of a session, or one that ends the last."""
    seen, session = await _shown(request)
    await attending.show_code(actor_of(request), seen.workshop, session.id, is_new=True)
    return see_other("workshops:code", id=seen.workshop.id, session=session.id)


# in the room -------------------------------------------------------------------------------------


async def _placed(request: Request) -> tuple[Seen, Registration, list[WorkshopSession]]:
    """A workshop in which the reader has a place, and the sessions whose code counts now."""
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    row = await registrations.own_registration(actor, seen.workshop.id)
    if row is None or row.state not in COMING:
        raise NotFound
    sessions = await workshops.sessions_of(seen.workshop.id)
    return seen, row, [one for one in sessions if _counts_now(one)]


async def show_present(request: Request) -> Response:
    seen, row, sessions = await _placed(request)
    return _present_page(request, seen, row, PresentForm().offer(_choices(sessions)))


def _choices(sessions: list[WorkshopSession]) -> list[tuple[UUID, str]]:
    return [(one.id, session_words(one)) for one in sessions]


def _present_page(
    request: Request, seen: Seen, row: Registration, form: PresentForm, status: int = 200
) -> Response:
    return render(
        request,
        "workshops/present.html",
        status,
        workshop=seen.workshop,
        form=form,
        counts=bool(form.session.choices),
        is_there=row.state in PRESENT,
        state=names.REGISTRATIONS[row.state] if row.state is not RegState.CONFIRMED else "",
    )


async def say_present(request: Request) -> Response:
    """A wrong code tells nothing but that it is not the one; ten are too many."""
    seen, row, sessions = await _placed(request)
    form = PresentForm(form_of(request)).offer(_choices(sessions))
    if not sessions or not form.validate():
        return _present_page(request, seen, row, form, 422)
    session = next(one for one in sessions if str(one.id) == form.session.data)
    try:
        await attending.say_present(
            actor_of(request), seen.workshop, session.id, form.code.data or ""
        )
    except Invalid as error:
        form.refuse(error)
        return _present_page(request, seen, row, form, 422)
    flash(request, _("You are noted as present. Thank you."))
    return see_other("workshops:present", id=seen.workshop.id)


routes = [
    get("/workshops/{id:uuid}/code/{session:uuid}", show_code, "workshops:code"),
    post("/workshops/{id:uuid}/code/{session:uuid}", make_code, "workshops:make-code"),
    get("/workshops/{id:uuid}/present", show_present, "workshops:present"),
    post("/workshops/{id:uuid}/present", say_present, "workshops:say-present"),
]
