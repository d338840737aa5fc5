"""How centres are named and placed for a reader, from the directory in memory."""

from uuid import UUID

from network.centres.queries import DirectoryEntry
from network.expertise.finder import Finder
from network.kernel import taxonomy
from network.kernel.actor import Actor
from network.kernel.i18n import _, locale, series


def is_seen(entry: DirectoryEntry | None, actor: Actor) -> bool:
    """Whether the reader may know which centre this is."""
    if entry is None:
        return False
    if actor.works_at(entry.id):
        return True
    return entry.since is not None and actor.standing_to_centre(entry.id) >= entry.since


def centre_name(centre_id: UUID, index: Finder, actor: Actor) -> str:
    """The centre's name, or only its region for those who may not know which one it is."""
    entry = index.centres.get(centre_id)
    if entry is None:
        return _("Member centre")
    if is_seen(entry, actor):
        return entry.name
    return _("Member centre, %(region)s", region=taxonomy.label(entry.region))


def place(centre_id: UUID, index: Finder, actor: Actor) -> str:
    """Town and country of a centre the reader may know, else nothing."""
    entry = index.centres.get(centre_id)
    return where(entry, actor) if entry is not None and is_seen(entry, actor) else ""


def where(entry: DirectoryEntry, actor: Actor) -> str:
    """Town and country, or that the town is not shown."""
    country = country_name(entry.country) if entry.country else taxonomy.label(entry.region)
    if not entry.shows(actor, "town"):
        return _("%(country)s, town not shown", country=country)
    return series((entry.town, country))


def country_name(code: str) -> str:
    """A country's name in the reader's language."""
    return str(locale().territories.get(code, code))


def visible_codes(entry: DirectoryEntry, actor: Actor) -> list[str]:
    """The codes of an entry that this reader sees."""
    standing = actor.standing_to_centre(entry.id)
    return [code for code in entry.codes if standing >= entry.tags[code]]
