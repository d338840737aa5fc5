"""The workshops that come, are over, or are one's own (/workshops)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from network.kernel import clock, languages, moments, taxonomy
from network.kernel.i18n import _
from network.web.paging import page_of
from network.web.responses import render
from network.web.routing import get, path_for
from network.web.state import actor_of, visit_of
from network.workshops import policy
from network.workshops.models.registrations import Registration
from network.workshops.models.workshops import Workshop
from network.workshops.pages import shown
from network.workshops.queries import duties, listed, mine, outcomes, registrations, workshops
from network.workshops.queries.listed import Listed
from network.workshops.rules import names, registering
from network.workshops.vocabulary import Mode, WorkshopState

S = WorkshopState
_SIZE = 20
_OVER = (S.OUTCOMES_DUE, S.OUTCOMES_PUBLISHED, S.ARCHIVED, S.CANCELLED)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The filters of an address; what is no choice is empty."""

    when: str = ""
    kind: str = ""
    theme: str = ""
    language: str = ""
    region: str = ""
    mode: str = ""

    @property
    def is_any(self) -> bool:
        return bool(self.kind or self.theme or self.language or self.region or self.mode)

    def link(self, **changes: Any) -> str:
        """The address of this list with some filters changed."""
        given = {name: getattr(self, name) for name in self.__slots__}
        return path_for("workshops:list", **(given | changes))

    def lets(self, one: Listed) -> bool:
        """Whether a workshop passes all filters; one in every region is of each."""
        wanted = (
            (self.kind, [one.kind]),
            (self.theme, one.themes),
            (self.language, one.spoken),
            (self.region, [one.region or self.region]),
            (self.mode, [one.mode]),
        )
        return all(not value or value in found for value, found in wanted)


async def list_workshops(request: Request) -> Response:
    actor, chosen, where = actor_of(request), _chosen(request), visit_of(request).where
    is_past = chosen.when == "past"
    all_of_them = await (listed.past(actor) if is_past else listed.coming(actor))
    found = [one for one in all_of_them if chosen.lets(one)]
    page = page_of(request, len(found), _SIZE)
    return render(
        request,
        "workshops/list.html",
        chosen=chosen,
        is_past=is_past,
        menus=_menus(all_of_them, chosen),
        rows=[
            shown.row(actor, one, where)
            for one in await listed.whole(found[page.first : page.last])
        ],
        page=page,
        total=len(all_of_them),
        has_desk=duties.has_desk(actor),
        can_start=policy.can_start_somewhere(actor),
    )


async def list_own(request: Request) -> Response:
    """What one comes to, was invited to, prepares, and has promised to do."""
    actor, where = actor_of(request), visit_of(request).where
    own = await registrations.own_registrations(actor)
    invited = await mine.invited_to(actor)
    mine_ids = {one.workshop_id for one in own}
    return render(
        request,
        "workshops/mine.html",
        coming=[_own_row(request, one) for one in reversed(own) if not _is_over(one.workshop)],
        past=[_own_row(request, one) for one in own if _is_over(one.workshop)],
        invited=[shown.row(actor, one, where) for one in invited if one.id not in mine_ids],
        organised=[shown.row(actor, one, where) for one in await workshops.organised(actor)],
        tasks=[
            (one, moments.near_day(one.due_on) if one.due_on else "")
            for one in await outcomes.own_actions(actor)
        ],
        can_start=policy.can_start_somewhere(actor),
    )


def _own_row(request: Request, registration: Registration) -> shown.Row:
    state = registering.state_now(registration, clock.now())
    note = str(names.REGISTRATIONS[state])
    return shown.row(actor_of(request), registration.workshop, visit_of(request).where, note)


def _is_over(workshop: Workshop) -> bool:
    return shown.state_of(workshop) in _OVER


# filters -----------------------------------------------------------------------------------------


def _chosen(request: Request) -> Chosen:
    asked = request.query_params

    def known(name: str, codes: Iterable[str]) -> str:
        value = asked.get(name, "")
        return value if value in codes else ""

    language = asked.get("language", "")
    return Chosen(
        when=known("when", ["past"]),
        kind=known("kind", taxonomy.codes("workshop_types")),
        theme=known("theme", taxonomy.codes("themes")),
        language=language if languages.is_language(language) else "",
        region=known("region", taxonomy.codes("regions")),
        mode=known("mode", list(Mode)),
    )


def _menus(standing: Sequence[Listed], chosen: Chosen) -> list[dict[str, Any]]:
    """The menus of the filters: only what some workshop has, and what is chosen."""
    kinds = {one.kind for one in standing} | {chosen.kind}
    themes = {code for one in standing for code in one.themes} | {chosen.theme}
    spoken = {code for one in standing for code in one.spoken} | {chosen.language}
    regions = {one.region for one in standing} | {chosen.region}
    modes = [(str(mode), str(names.MODES[mode])) for mode in Mode]
    return [
        _menu("kind", _("Kind"), chosen.kind, _named(kinds, taxonomy.label)),
        _menu("theme", _("Theme"), chosen.theme, _named(themes, taxonomy.label)),
        _menu("language", _("Language"), chosen.language, _named(spoken, languages.name)),
        _menu("region", _("Region"), chosen.region, _named(regions, taxonomy.label)),
        _menu("mode", _("Form"), chosen.mode, modes),
    ]


def _menu(name: str, label: str, value: str, options: list[tuple[str, str]]) -> dict[str, Any]:
    return {"name": name, "label": label, "value": value, "options": options}


def _named(codes: Iterable[str], label: Any) -> list[tuple[str, str]]:
    return sorted(((c, label(c)) for c in codes if c), key=lambda pair: str(pair[1]))


routes: list[Route] = [
    get("/workshops", list_workshops, "workshops:list", public=True),
    get("/workshops/mine", list_own, "workshops:mine"),
]
