"""The directory in memory: every centre and listing with its codes, kept up to date by changes.

One per process. Each look asks the database only for what changed since the last one, so a page
costs the same whether there are 160 centres or 5,000. What a reader sees of it is decided by the
index's views, by the same levels as everywhere else.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from network.centres import queries as centres
from network.centres.queries import DirectoryEntry
from network.expertise import rules
from network.expertise.models import (
    Kind,
    Listing,
    ListingState,
)
from network.kernel import clock
from network.kernel.actor import Level, Standing
from network.kernel.facets import FacetIndex, positions

_WASTE = 2_000  # places of removed rows before the index is built anew


@dataclass(frozen=True, slots=True)
class ListingEntry:
    """A published listing as lists and matches need it; `since` says from which standing on."""

    id: UUID
    centre_id: UUID
    since: Standing
    kind: Kind
    is_accepting: bool
    capacity: int
    near: str
    from_on: date | None
    until_on: date | None
    confirmed_at: datetime
    codes: tuple[str, ...]
    languages: Mapping[str, str]
    titles: tuple[tuple[str, str], ...]  # by language, as first written first

    def title_in(self, language: str) -> tuple[str, str]:
        """Language and title: in the language asked for, else as first written."""
        titles = dict(self.titles)
        return (language, titles[language]) if language in titles else self.titles[0]

    @property
    def hides_at(self) -> datetime:
        return rules.hides_at(self.confirmed_at, self.until_on)


class Finder:
    """Both indexes and the revision they stand at."""

    def __init__(self) -> None:
        self.centres: FacetIndex[DirectoryEntry] = FacetIndex(lambda row: row.sort_key)
        self.listings: FacetIndex[ListingEntry] = FacetIndex(
            lambda row: -row.confirmed_at.timestamp()
        )
        self.revision = -1
        self._stale: dict[str, tuple[datetime, datetime, int]] = {}
        self._lock = asyncio.Lock()
        self._next_hiding: datetime | None = None

    @property
    def is_worn(self) -> bool:
        """Whether removed rows take up so much room that it is better built anew."""
        return max(self.centres.wasted, self.listings.wasted) > _WASTE

    async def refresh(self) -> None:
        """Take in what changed since the last look; one query when nothing did."""
        changed = await centres.entries_changed_since(self.revision)
        if changed:
            async with self._lock:
                await self._take_in(changed)
        self._hide(clock.now())

    async def _take_in(self, changed: list[DirectoryEntry]) -> None:
        published = await _published(
            [entry.id for entry in changed] if self.revision >= 0 else None
        )
        for entry in changed:
            self.listings.remove_owned_by(entry.id)
            for listing in published.get(entry.id, []) if entry.since is not None else ():
                self._put_listing(entry, listing)
            self._put_centre(entry)
        self.revision = max(entry.revision for entry in changed)
        self._stale.clear()

    def _put_centre(self, entry: DirectoryEntry) -> None:
        if entry.since is None:
            self.centres.remove(entry.id)
            return
        tags = dict(entry.tags)
        for place in positions(self.listings.owned_by([entry.id])):
            listing = self.listings.rows[place]
            if listing is not None and listing.kind is Kind.OFFER:
                for code in listing.codes:
                    tags[code] = min(listing.since, tags.get(code, listing.since))
        self.centres.put(entry.id, entry, entry.id, entry.since, tags)

    def _put_listing(self, entry: DirectoryEntry, listing: ListingEntry) -> None:
        tags = [*listing.codes, f"kind:{listing.kind}", f"region:{entry.region}"]
        tags += [f"language:{code}" for code in listing.languages]
        if listing.is_accepting:
            tags.append("accepting")
        since = listing.since
        self.listings.put(listing.id, listing, entry.id, since, dict.fromkeys(tags, since))
        if self._next_hiding is None or listing.hides_at < self._next_hiding:
            self._next_hiding = listing.hides_at

    def _hide(self, now: datetime) -> None:
        """Drop listings whose time has run out; their centres still find them on their desk."""
        if self._next_hiding is None or now < self._next_hiding:
            return
        rows = [row for row in self.listings.rows if row is not None]
        over = [row for row in rows if row.hides_at <= now]
        for row in over:
            self.listings.remove(row.id)
        for centre in {row.centre_id for row in over}:
            if entry := self.centres.get(centre):
                self._put_centre(entry)
        self._stale.clear()
        self._next_hiding = min((r.hides_at for r in rows if r.hides_at > now), default=None)

    def stale_centres(self) -> int:
        """The centres nobody confirmed for six months."""
        return self._stale_in("centres", self.centres.rows)

    def stale_listings(self) -> int:
        """The listings nobody confirmed for six months."""
        return self._stale_in("listings", self.listings.rows)

    def _stale_in(self, name: str, rows: Sequence[DirectoryEntry | ListingEntry | None]) -> int:
        """A set kept until a row changes or the next one grows stale."""
        now = clock.now()
        if name in self._stale and self._stale[name][0] <= now < self._stale[name][1]:
            return self._stale[name][2]
        limit, mask, until = now - rules.FRESH, 0, datetime.max.replace(tzinfo=now.tzinfo)
        for place, row in enumerate(rows):
            if row is None or row.confirmed_at is None:
                continue
            if row.confirmed_at <= limit:
                mask |= 1 << place
            else:
                until = min(until, row.confirmed_at + rules.FRESH)
        self._stale[name] = (now, until, mask)
        return mask


_finder: Finder | None = None


async def fresh() -> Finder:
    """The directory of this process, up to date."""
    global _finder  # noqa: PLW0603 (one per process is the point)
    if _finder is None or _finder.is_worn:
        _finder = Finder()
    await _finder.refresh()
    return _finder


async def latest() -> Finder:
    """The directory as it was looked at a moment ago; fresh if nobody has looked yet."""
    return _finder or await fresh()


def forget() -> None:
    """Start with an empty directory, when a process opens another database."""
    global _finder  # noqa: PLW0603
    _finder = None


async def _published(centre_ids: Iterable[UUID] | None) -> dict[UUID, list[ListingEntry]]:
    """Published listings by centre; all with None."""
    query = Listing.filter(state=ListingState.PUBLISHED, confirmed_at__isnull=False)
    if centre_ids is not None:
        query = query.filter(centre_id__in=list(centre_ids))
    found: dict[UUID, list[ListingEntry]] = defaultdict(list)
    for row in await query:
        entry = ListingEntry(
            id=row.id,
            centre_id=row.centre_id,
            since=Level(row.level).needs,
            kind=row.kind,
            is_accepting=row.is_accepting,
            capacity=row.capacity,
            near=row.near,
            from_on=row.from_on,
            until_on=row.until_on,
            confirmed_at=row.confirmed_at or row.created_at,
            codes=tuple(row.codes),
            languages=row.languages,
            titles=(
                (row.language, row.title),
                *((code, text["title"]) for code, text in row.translations.items()),
            ),
        )
        found[row.centre_id].append(entry)
    return found
