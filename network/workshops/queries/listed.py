"""The list of workshops: of all, what filters look at; of those on a page, everything."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from tortoise.expressions import Q

from network.kernel import clock
from network.kernel.actor import Actor
from network.workshops import policy
from network.workshops.models.workshops import Workshop
from network.workshops.rules.states_table import SHOWN
from network.workshops.vocabulary import WorkshopState as S

_COMING = (S.OPEN, S.CLOSED_REG, S.RUNNING)
_OVER = (S.OUTCOMES_DUE, S.OUTCOMES_PUBLISHED, S.ARCHIVED)  # maybe before its planned end
_FILTERED = ("id", "kind", "themes", "lang", "languages", "interpreted", "region", "mode")


class Listed(NamedTuple):
    """A workshop as far as filters look at it."""

    id: UUID
    kind: str
    themes: list[str]
    lang: str
    languages: list[str]
    interpreted: list[str]
    region: str
    mode: str

    @property
    def spoken(self) -> list[str]:
        """Every language somebody can take part in."""
        return [self.lang, *self.languages, *self.interpreted]


async def coming(actor: Actor) -> list[Listed]:
    """Workshops the actor sees that are announced and not over, first ones first; also those that
    wait for new days, however long ago the old ones were.
    """
    on = Q(state__in=list(_COMING), ends_at__gt=clock.now()) | Q(state=S.POSTPONED)
    seen = Workshop.filter(on, policy.visible_to(actor))
    rows = await seen.order_by("starts_at", "id").values_list(*_FILTERED)
    return [Listed(*row) for row in rows]


async def past(actor: Actor) -> list[Listed]:
    """Workshops the actor sees that are over, newest first."""
    off = Q(state__in=list(_OVER)) | Q(state__in=list(SHOWN), ends_at__lte=clock.now())
    seen = Workshop.filter(off, policy.visible_to(actor)).exclude(state=S.POSTPONED)
    rows = await seen.order_by("-starts_at", "id").values_list(*_FILTERED)
    return [Listed(*row) for row in rows]


async def whole(found: Sequence[Listed]) -> list[Workshop]:
    """Those of a page with their centres, in the same order."""
    ids = [one.id for one in found]
    rows = {row.id: row for row in await Workshop.filter(id__in=ids).select_related("centre")}
    return [rows[key] for key in ids if key in rows]
