"""When one could speak, session by session (/workshops/{id}/agenda/times)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from network.kernel import clock
from network.kernel.errors import Stale, require
from network.kernel.i18n import _, series
from network.web.differing import Difference
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of, visit_of
from network.workshops import policy
from network.workshops.actions import saying_times as actions
from network.workshops.forms.speaker_times import TimesForm
from network.workshops.models.agenda import SpeakerTime
from network.workshops.models.workshops import WorkshopSession
from network.workshops.pages import agenda_shown, times_shown
from network.workshops.pages.shown import When
from network.workshops.queries import speaker_times, workshops
from network.workshops.queries.workshops import Seen
from network.workshops.rules import speaker_times as rules
from network.workshops.rules.names import COULD
from network.workshops.vocabulary import Could

_Forms = dict[UUID, TimesForm]


@dataclass(frozen=True, slots=True)
class Said:
    """The sessions of a workshop, and what the reader said of them."""

    seen: Seen
    sessions: list[WorkshopSession]
    own: dict[UUID, SpeakerTime]

    @property
    def asked(self) -> list[WorkshopSession]:
        """The sessions of which something can be said now."""
        return rules.asked(self.seen.workshop.state, self.sessions, clock.now())

    @property
    def mark(self) -> str:
        return rules.mark(self.sessions, self.own)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A session with what the reader said of it, and the form to say it while it can be said."""

    id: UUID
    title: str
    when: When
    said: str
    for_you: str
    has_moved: bool
    form: TimesForm | None


class Trouble(NamedTuple):
    """What has to be mended in all the forms together."""

    problems: list[tuple[str, str, str]]
    notices: list[str]


async def show_times(request: Request) -> Response:
    found = await _said(request)
    forms = {row.id: TimesForm(row, found.own.get(row.id)) for row in found.asked}
    return _page(request, found, forms)


async def say_times(request: Request) -> Response:
    found, was = await _said(request), form_of(request).get("was")
    if was != found.mark:
        return _meanwhile(request, found)
    forms = _posted(found, form_of(request))
    are_right = [form.is_right() for form in forms.values()]
    if not all(are_right):
        return _page(request, found, forms, 422)
    spans = {key: form.span for key, form in forms.items()}
    try:
        await actions.say_times(actor_of(request), found.seen.workshop, spans, found.mark)
    except Stale:
        return _meanwhile(request, await _said(request))
    flash(request, _("Saved. The organisers see it where they write the agenda."))
    return see_other("workshops:times", id=found.seen.workshop.id)


async def _said(request: Request) -> Said:
    """What the reader said of a workshop they speak at; who only sees it is told so."""
    actor = actor_of(request)
    seen = await workshops.get_workshop(actor, id_in(request))
    require(policy.can_say_times(actor, *seen))
    sessions = await workshops.sessions_of(seen.workshop.id)
    return Said(seen, sessions, await speaker_times.own_times(actor, seen.workshop.id))


def _posted(found: Said, posted: FormData) -> _Forms:
    return {row.id: TimesForm(row, found.own.get(row.id), posted) for row in found.asked}


def _meanwhile(request: Request, found: Said) -> Response:
    """What is stored now beside what was chosen; hours that nobody chose are those of today."""
    forms = _posted(found, form_of(request))
    for row in found.asked:
        could = forms[row.id].chosen
        if could is not Could.PART:
            forms[row.id] = TimesForm(row, found.own.get(row.id), could=could)
    return _page(request, found, forms, 409, is_late=True)


def _page(
    request: Request, found: Said, forms: _Forms, status: int = 200, *, is_late: bool = False
) -> Response:
    late = [_("The times changed a moment ago. Look once more, then save.")] * is_late
    return render(
        request,
        "workshops/speaker_times.html",
        status,
        workshop=found.seen.workshop,
        rows=list(_rows(request, found, forms)),
        was=found.mark,
        trouble=Trouble(_problems(forms, _titles(found.sessions)), late),
        differences=_differences(request, found, forms) if is_late else [],
        can_say=bool(forms),
    )


def _rows(request: Request, found: Said, forms: _Forms) -> Iterable[Row]:
    where, titles = visit_of(request).where, _titles(found.sessions)
    knows_town = policy.knows_town(actor_of(request), *found.seen)
    for one in found.sessions:
        own = found.own.get(one.id)
        said, for_you = times_shown.said_of(one, own, where)
        yield Row(
            id=one.id,
            title=titles[one.id],
            when=times_shown.when_of(one, where, knows_town=knows_town),
            said=said,
            for_you=for_you,
            has_moved=own is not None and not rules.stands(own, one),
            form=forms.get(one.id),
        )


def _titles(sessions: Iterable[WorkshopSession]) -> dict[UUID, str]:
    return {one.id: one.title for one in agenda_shown.headings(sessions, "UTC", knows_town=True)}


def _problems(forms: _Forms, titles: Mapping[UUID, str]) -> list[tuple[str, str, str]]:
    return [
        (field_id, series((titles[key], label)), told)
        for key, form in forms.items()
        for field_id, label, told in form.problems
    ]


def _differences(request: Request, found: Said, forms: _Forms) -> list[Difference]:
    where, titles = visit_of(request).where, _titles(found.sessions)
    pairs = [
        (
            titles[row.id],
            times_shown.said_of(row, found.own.get(row.id), where)[0],
            _chosen(forms[row.id]),
        )
        for row in found.asked
    ]
    return [(title, stored, typed) for title, stored, typed in pairs if stored != typed]


def _chosen(form: TimesForm) -> str:
    """What was chosen, in the words in which what is stored is told."""
    if form.chosen is Could.PART:
        return f"{form.since.data}–{form.until.data}"
    return str(COULD[form.chosen]) if form.chosen else ""


routes = [
    get("/workshops/{id:uuid}/agenda/times", show_times, "workshops:times"),
    post("/workshops/{id:uuid}/agenda/times", say_times, "workshops:say-times"),
]
