"""A course: its modules, who completed which, and one's own way (/workshops/{id}/course)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.db import transaction
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Invalid, NotFound
from network.kernel.i18n import _, ngettext
from network.web.forms import PortalForm
from network.web.paging import Page, page_of
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, path_for, post
from network.web.state import actor_of, form_of
from network.workshops import policy
from network.workshops.actions import completing
from network.workshops.forms.courses import DONE, CompletionForm, ModulesForm
from network.workshops.models.registrations import CourseModule, Registration
from network.workshops.pages import trainers
from network.workshops.queries import named, registrations, workshops
from network.workshops.queries.workshops import Seen
from network.workshops.rules.registering import COMING

SIZE = 50


class Course(NamedTuple):
    """What the pages of a course read; `rows` is empty but for those who run it."""

    seen: Seen
    modules: Sequence[CourseModule]
    own: Registration | None
    rows: Sequence[Registration]
    page: Page
    can_run: bool

    @property
    def shown(self) -> Sequence[Registration]:
        return self.rows[self.page.first : self.page.last]


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody in a course, and how far they are."""

    id: UUID
    name: str
    done: str
    titles: list[str]
    is_whole: bool


async def _course(request: Request) -> Course:
    """A course for those who run it and those who have a place; others find nothing."""
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    can_run = policy.can_run(actor, *seen)
    own = await registrations.own_registration(actor, seen.workshop.id)
    own = own if own is not None and own.state in COMING else None
    if own is None and not can_run:
        raise NotFound
    rows = await registrations.registrations_of(actor, seen, COMING) if can_run else []
    modules = await registrations.modules_of(seen.workshop.id)
    return Course(seen, modules, own, rows, page_of(request, len(rows), SIZE), can_run)


async def show(request: Request) -> Response:
    return await _page(request, await _course(request))


async def _page(
    request: Request,
    course: Course,
    modules_form: ModulesForm | None = None,
    completion: CompletionForm | None = None,
    status: int = 200,
) -> Response:
    actor, workshop = actor_of(request), course.seen.workshop
    done = await _done(course)
    is_fixed = any(done.values())
    own = done.get(course.own.id, set()) if course.own else set()
    titles = "\n".join(one.title for one in course.modules)
    return render(
        request,
        "workshops/course.html",
        status,
        workshop=workshop,
        own=[(one.title, one.id in own) for one in course.modules] if course.own else [],
        modules=course.modules,
        is_fixed=is_fixed,
        can_run=course.can_run,
        modules_form=modules_form or ModulesForm(data={"titles": titles}),
        completion=completion or _completion(course),
        lines=await _lines(actor, course, done),
        page=course.page,
        link=lambda n: path_for("workshops:course", id=workshop.id, page=n),
    )


def _completion(course: Course, posted: Any = None) -> CompletionForm:
    form = CompletionForm(posted, data={"what": DONE, "on": clock.now().date()})
    titles = [(one.id, one.title) for one in course.modules]
    return form.offer([row.id for row in course.rows], titles)


async def _done(course: Course) -> dict[UUID, set[UUID]]:
    """Who completed what, of all for those who run it, else of the reader alone."""
    ids = {row.id for row in course.rows} | ({course.own.id} if course.own else set())
    return await registrations.completed_of(ids)


async def _lines(actor: Actor, course: Course, done: dict[UUID, set[UUID]]) -> list[Line]:
    shown = course.shown
    called = await named.names(actor, [row.person_id for row in shown])
    return [
        _line(row, called[row.person_id].name, course.modules, done.get(row.id, set()))
        for row in shown
    ]


def _line(row: Registration, name: str, modules: Sequence[CourseModule], done: set[UUID]) -> Line:
    titles = [one.title for one in modules if one.id in done]
    told = _("%(done)s of %(all)s", done=len(titles), all=len(modules))
    return Line(row.id, name, told, titles, bool(modules) and len(titles) == len(modules))


# noting ------------------------------------------------------------------------------------------


async def set_modules(request: Request) -> Response:
    course = await _run(request)
    form = ModulesForm(form_of(request))
    if not form.validate():
        return await _page(request, course, modules_form=form, status=422)
    try:
        await completing.set_modules(actor_of(request), course.seen.workshop, form.lines)
    except Invalid as error:
        return await _refused(request, course, form, error)
    flash(request, _("Saved. A certificate needs all of them."))
    return see_other("workshops:course", id=course.seen.workshop.id)


async def _run(request: Request) -> Course:
    course = await _course(request)
    if not course.can_run:
        raise NotFound
    return course


async def _refused(request: Request, course: Course, form: PortalForm, error: Invalid) -> Response:
    form.refuse(error)
    if isinstance(form, CompletionForm):
        return await _page(request, course, completion=form, status=422)
    modules_form = form if isinstance(form, ModulesForm) else None
    return await _page(request, course, modules_form=modules_form, status=422)


async def note(request: Request) -> Response:
    """Note the same of everybody who was ticked, or of nobody."""
    course = await _run(request)
    form = _completion(course, form_of(request))
    if not form.validate():
        return await _page(request, course, completion=form, status=422)
    try:
        await _note(actor_of(request), course, form)
    except Invalid as error:
        return await _refused(request, course, form, error)
    n = len(form.people.data)
    flash(request, ngettext("Noted for %(n)s person.", "Noted for %(n)s people.", n))
    return see_other("workshops:course", id=course.seen.workshop.id, page=course.page.number)


async def _note(actor: Actor, course: Course, form: CompletionForm) -> None:
    workshop, module = course.seen.workshop, UUID(form.module.data)
    async with transaction():
        for key in form.people.data:
            if form.what.data == DONE:
                await completing.note_completion(actor, workshop, key, module, form.on.data)
            else:
                await completing.take_completion_back(actor, workshop, key, module)


routes = [
    get("/workshops/{id:uuid}/course", show, "workshops:course"),
    post("/workshops/{id:uuid}/course/modules", set_modules, "workshops:set-modules"),
    post("/workshops/{id:uuid}/course/completions", note, "workshops:note-completion"),
    *trainers.routes,
]
