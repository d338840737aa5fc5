"""What entries are called, for whom and at which level."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from network.calendars.models.feeds import Detail, Entry
from network.calendars.rules import feeds as rules
from network.centres import policy as centre_policy
from network.centres import queries as centres
from network.kernel import calendar_names, i18n, taxonomy
from network.people import queries as people


async def titles(entries: Iterable[Entry], detail: Detail, language: str) -> dict[UUID, str]:
    """What entries of one person show at a level, in a language, by their keys."""
    rows = list(entries)
    with i18n.speaking(language):
        others = {row.other_id for row in rows if row.other_id} if detail is Detail.FULL else set()
        names = await _names(rows[0].person_id, others) if others else {}
        chosen = await _chosen(rows) if detail is not Detail.BUSY else {}
        return {row.id: _title(row, detail, names, chosen.get(row.id, "")) for row in rows}


def _title(entry: Entry, detail: Detail, names: dict[UUID, str], chosen: str) -> str:
    other = names.get(entry.other_id, "") if entry.other_id else ""
    found = rules.title(detail, entry.purpose, entry.number, entry.kind, other, chosen=chosen)
    return i18n.gettext("Cancelled: %(title)s", title=found) if entry.is_cancelled else found


async def _chosen(rows: Iterable[Entry]) -> dict[UUID, str]:
    """The names that somebody chose for calendars, by the entries; most kinds have none."""
    parts: dict[str, dict[UUID, UUID]] = defaultdict(dict)
    for row in rows:
        if row.part_of_id and calendar_names.is_named(row.source_kind):
            parts[row.source_kind][row.id] = row.part_of_id
    found: dict[UUID, str] = {}
    for kind, by_entry in parts.items():
        names = await calendar_names.names_of(kind, set(by_entry.values()))
        found |= {entry_id: names.get(part, "") for entry_id, part in by_entry.items()}
    return found


async def _names(reader_id: UUID, ids: set[UUID]) -> dict[UUID, str]:
    """People as a reader may know them; nobody of a centre at high risk is named at all."""
    reader = await centres.actor_of(reader_id)
    exposed = await centres.at_high_risk(ids)
    found = await people.people_of(ids - exposed)
    work = await centres.centres_of(found)
    named = {}
    for key, person in found.items():
        centre = next(iter(work.get(key, [])), None)
        place = centre_policy.shown_name(reader, centre) if centre else ""
        region = taxonomy.label(centre.region) if centre else ""
        named[key] = people.shown_name(person, place, region)
    return named
