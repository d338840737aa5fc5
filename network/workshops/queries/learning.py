"""The outcome of a workshop as others will read it, and its place on the learning trail."""

from uuid import UUID

from network.centres import policy as centre_policy
from network.kernel import learning_trail, moments
from network.kernel.actor import Actor
from network.kernel.i18n import _, ngettext, speaking
from network.kernel.learning_trail import Stop
from network.kernel.library import Contribution
from network.workshops import policy
from network.workshops.models.outcomes import Outcome
from network.workshops.models.workshops import Workshop, WorkshopReader
from network.workshops.queries import outcomes, people
from network.workshops.rules.outcome_words import LESSONS
from network.workshops.rules.outcomes import PARTS
from network.workshops.vocabulary import Level

CONFERENCE, CONCLUSIONS, OUTCOME = "WT-CONF", "KT-CONF", "KT-OUTC"
_OWN = "workshop"  # comes of no other by a source; a cascade is told elsewhere
_MOST_SOURCES = 2  # whose own way is told as well


async def concluded_in(workshop_id: UUID) -> Contribution | None:
    """What came of a workshop, once it is published and as long as it is not in the library."""
    row = await Outcome.get_or_none(workshop_id=workshop_id).select_related("workshop__centre")
    if row is None or row.published_at is None or row.item_id is not None:
        return None
    with speaking(row.lang):
        return await _concluded(row.workshop, row)


async def stops_of(actor: Actor, workshop_id: UUID) -> list[Stop]:
    """What led to an item that came from a workshop; nothing for who may not see the workshop."""
    query = Workshop.filter(policy.visible_to(actor), id=workshop_id)
    workshop = await query.first()
    if workshop is None:
        return []
    found: list[Stop] = []
    for source in (await outcomes.sources_of(workshop_id))[:_MOST_SOURCES]:
        found += await learning_trail.origins_of(actor, source.source_kind, source.source_id)
    return [*found, _stop(workshop)]


async def stops_from(actor: Actor, source_kind: str, source_id: UUID) -> list[Stop]:
    """The workshops that passed something on, as far as this reader sees them."""
    if source_kind == _OWN:
        return []
    return [_stop(one) for one in await outcomes.workshops_from(actor, source_kind, source_id)]


async def trail_of(actor: Actor, workshop: Workshop) -> list[Stop]:
    """From what led to a workshop to what others can read of it now, for its own pages."""
    found = await stops_of(actor, workshop.id)
    return found + await learning_trail.results_of(actor, _OWN, workshop.id)


def _stop(workshop: Workshop) -> Stop:
    return Stop(_OWN, workshop.title, workshop.lang, "workshops:show", workshop.id)


# an outcome as an item ---------------------------------------------------------------------------


async def _concluded(workshop: Workshop, row: Outcome) -> Contribution:
    over_on = workshop.last_on or row.due_on
    is_public = row.level == Level.PUBLIC
    centres, readers = await _readers(workshop, row.level)
    return Contribution(
        kind=CONCLUSIONS if workshop.kind == CONFERENCE else OUTCOME,
        source_kind=_OWN,
        source_id=workshop.id,
        lang=row.lang,
        level=row.level,
        title=workshop.title,
        summary=row.parts.get("purpose", ""),
        body="\n\n".join(_sections(row)),
        sources=_("A workshop in %(month)s", month=moments.month(over_on)),
        topics=workshop.themes,
        year=over_on.year,
        authors=centre_policy.library_name(workshop.centre, is_public=is_public),
        author_id=workshop.outcome_owner_id or row.submitted_by_id,
        centre_id=workshop.centre_id,
        checked_by_id=row.published_by_id,
        reader_centre_ids=centres,
        reader_ids=readers,
    )


def _sections(row: Outcome) -> list[str]:
    lessons = "\n".join(f"{n}. {' '.join(text.split())}" for n, text in enumerate(row.lessons, 1))
    found = [f"## {LESSONS}\n\n{lessons}"] if lessons else []
    found += [
        f"## {head}\n\n{row.parts[name]}"
        for name, head in PARTS.items()
        if name != "purpose" and row.parts.get(name)
    ]
    here = int(row.counts.get("all", {}).get("", 0))
    told = ngettext("%(n)s person took part.", "%(n)s people took part.", here)
    return [*found, told] if here else found


async def _readers(workshop: Workshop, level: str) -> tuple[tuple[UUID, ...], tuple[UUID, ...]]:
    """The centres and people an outcome is for, where it is for some only."""
    if level not in (Level.NAMED, Level.STRICT):
        return (), ()
    rows = await WorkshopReader.filter(workshop_id=workshop.id)
    named = {row.person_id for row in rows if row.person_id}
    centres = {row.centre_id for row in rows if row.centre_id}
    members = set(await people.members_of(workshop))
    if level == Level.STRICT:
        centres = set()
    return tuple(sorted(centres)), tuple(sorted(named | members))
