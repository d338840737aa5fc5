"""Places, quotas, questions and reminders of a workshop."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from network.kernel import clock, moments
from network.kernel.errors import Conflict, Invalid, Stale
from network.kernel.i18n import _
from network.web.differing import meanwhile
from network.web.responses import flash, render, see_other
from network.web.routing import get, post
from network.web.state import actor_of, form_of, visit_of
from network.workshops.actions import organising
from network.workshops.forms.conditions import CapacityForm, ReminderForm, groups_on
from network.workshops.models.workshops import (
    Quota,
    Workshop,
    WorkshopQuestion,
    WorkshopReminder,
)
from network.workshops.pages import questions, quotas, reminding
from network.workshops.pages.running import known_centres, run_by_reader
from network.workshops.queries import conditions, workshops
from network.workshops.queries.conditions import Taken
from network.workshops.queries.workshops import Seen
from network.workshops.rules import condition_words
from network.workshops.rules.reminders import Plan
from network.workshops.rules.states_table import FINAL
from network.workshops.vocabulary import Axis, Phase, QuestionKind


@dataclass(frozen=True, slots=True)
class Row:
    """A quota, question or reminder in words; `note` says how far it is."""

    id: str
    text: str
    note: str = ""


async def show_conditions(request: Request) -> Response:
    seen = await run_by_reader(request)
    given = {"capacity": seen.workshop.capacity, "version": seen.workshop.version}
    return await show_with(request, seen, capacity=CapacityForm(data=given))


async def set_capacity(request: Request) -> Response:
    """Raise or lower how many can come; the action offers places and evicts nobody."""
    seen, form = await run_by_reader(request), CapacityForm(form_of(request))
    if not form.validate():
        return await show_with(request, seen, 422, capacity=form)
    try:
        await organising.edit(
            actor_of(request), seen.workshop, form.version.data, capacity=form.capacity.data
        )
    except Invalid as error:
        form.refuse(error)
        return await show_with(request, seen, 422, capacity=form)
    except Stale as error:
        found = meanwhile(form, error, ["capacity"])
        return await show_with(request, seen, 409, capacity=form, differences=found)
    except Conflict as error:
        form.notices.append(error.message)
        return await show_with(request, seen, 409, capacity=form)
    flash(request, _("Saved. Nobody lost a place."))
    return see_other("workshops:conditions", id=seen.workshop.id)


async def add_reminder(request: Request) -> Response:
    seen, form = await run_by_reader(request), ReminderForm(form_of(request))
    if form.validate() and await reminding.was_added(request, seen.workshop, form):
        flash(request, _("The reminder is planned."))
        return see_other("workshops:conditions", id=seen.workshop.id)
    return await show_with(request, seen, 422, reminder=form)


async def show_with(request: Request, seen: Seen, status: int = 200, **forms: Any) -> Response:
    """The page of conditions, with forms as they were sent."""
    workshop, actor = seen.workshop, actor_of(request)
    taken = await conditions.taken_places(workshop.id)
    rows = await workshops.quotas_of(workshop.id)
    has_centres = any(row.axis is Axis.CENTRE and row.keys for row in rows)
    names = await known_centres(actor) if has_centres else {}
    given = {"capacity": workshop.capacity, "version": workshop.version}
    context: dict[str, Any] = {
        "capacity": CapacityForm(data=given),
        "reminder": ReminderForm(),
        "differences": [],
        **forms,
    }
    return render(
        request,
        "workshops/conditions.html",
        status,
        workshop=workshop,
        is_over=workshop.state in FINAL,
        seated=sum(n for (axis, _key), n in taken.items() if axis is Axis.REGION),
        quotas=[quota_row(row, workshop, taken, names) for row in rows],
        questions=[question_row(row) for row in await conditions.all_questions(workshop.id)],
        reminders=[
            reminder_row(row, visit_of(request).zone)
            for row in await workshops.reminders_of(workshop.id)
        ],
        **context,
    )


def quota_row(quota: Quota, workshop: Workshop, taken: Taken, centres: dict[str, str]) -> Row:
    """A quota as a sentence; a centre the reader does not know is a member centre."""
    known = groups_on(quota.axis, centres)
    groups = [known.get(key, _("another centre")) for key in quota.keys]
    until = moments.moment(quota.kept_until, workshop.zone) if quota.kept_until else ""
    text = condition_words.quota_sentence(quota, dict.fromkeys(groups), until)
    count = conditions.taken_of(quota, taken)
    return Row(str(quota.id), text, condition_words.taken_sentence(quota, count))


def question_row(question: WorkshopQuestion) -> Row:
    """A question with how it is answered and what its answer does."""
    kinds = {
        QuestionKind.TEXT: _("Answered with a text."),
        QuestionKind.CHOICE: _("Answered with one of a list."),
        QuestionKind.YES_NO: _("Answered with yes or no."),
    }
    told = [kinds[question.kind]]
    if question.phase is Phase.FOLLOW_UP:
        told.append(_("Asked later, of those with a place."))
    if question.is_required:
        told.append(_("An answer is needed."))
    if question.reopens:
        told.append(_("A changed answer is approved again."))
    return Row(str(question.id), question.label, " ".join(told))


def reminder_row(reminder: WorkshopReminder, zone: str) -> Row:
    """A reminder as a sentence, with when it is sent or was."""
    plan = Plan(reminder.anchor, reminder.minutes, reminder.audience)
    return Row(str(reminder.id), condition_words.reminder_sentence(plan), _when(reminder, zone))


def _when(reminder: WorkshopReminder, zone: str) -> str:
    if reminder.due_at is None:
        return _("It gets its day as soon as the workshop has some.")
    at = moments.moment(reminder.due_at, zone)
    if reminder.sent_at is not None:
        return _("Sent: %(when)s", when=moments.moment(reminder.sent_at, zone))
    if reminder.due_at <= clock.now():
        return _("Its time is over: %(when)s", when=at)
    return _("Planned: %(when)s", when=at)


routes: list[Route] = [
    get("/workshops/{id:uuid}/conditions", show_conditions, "workshops:conditions"),
    post("/workshops/{id:uuid}/conditions", set_capacity, "workshops:set-capacity"),
    *quotas.routes,
    *questions.routes,
    post("/workshops/{id:uuid}/reminders", add_reminder, "workshops:add-reminder"),
    *reminding.routes,
]
