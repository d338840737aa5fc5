"""What holds for centres whoever asks: names, freshness, what is shown to whom."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import TypeAlias

from network.centres.models import Centre, CentreState, Listing, Risk
from network.kernel import taxonomy
from network.kernel.actor import Level, Role, Standing
from network.kernel.i18n import _, lazy
from network.kernel.words import fold, romanised

GUEST_STAYS = timedelta(days=90)  # a guest's role ends by itself
FRESH = timedelta(days=182)  # "still right?" is asked every six months
SUMMARY_LENGTH = 600
MOST_CLOSURES = 40
_REMEMBERED = timedelta(days=92)  # of closures that are over
_DAY = timedelta(days=1)

Closure: TypeAlias = tuple[date, date]
CODE_FIELDS = ("services", "approaches", "themes", "client_groups")
FIELDS = (*CODE_FIELDS, "languages", "about", "town", "website", "mailbox")
ROLE_NAMES = {
    Role.STAFF: lazy("Staff"),
    Role.COORDINATOR: lazy("Coordinator"),
    Role.SUPERVISOR: lazy("Clinical supervisor"),
    Role.ORGANISER: lazy("Workshop organiser"),
    Role.FOCAL_POINT: lazy("Safety focal point"),
    Role.GUEST: lazy("Guest"),
    Role.EDITOR: lazy("Knowledge editor"),
    Role.NETWORK_ADMIN: lazy("Secretariat"),
}
FIELD_NAMES = {
    "services": lazy("Services"),
    "approaches": lazy("Approaches"),
    "themes": lazy("Themes"),
    "client_groups": lazy("Experience with groups"),
    "languages": lazy("Languages we work in"),
    "about": lazy("What we say about us"),
    "town": lazy("Town"),
    "website": lazy("Website"),
    "mailbox": lazy("Mailbox for requests"),
}
_DEFAULT_LEVELS = {"mailbox": Level.CONTACTS}
_LISTING_STANDING = {
    Listing.PUBLIC: Standing.VISITOR,
    Listing.MEMBERS: Standing.MEMBER,
    Listing.UNLISTED: Standing.CONTACT,
}


def slugs(name: str) -> list[str]:
    """Addresses to try for a name, plainest first."""
    plain = "-".join(romanised(word) for word in fold(name).split())
    base = re.sub(r"[^a-z0-9-]+", "", plain)[:60].strip("-") or "centre"
    return [base, *(f"{base}-{n}" for n in range(2, 200))]


def name_key(name: str) -> str:
    """One spelling for a name, to sort by and to recognise a centre in a file."""
    return fold(name)[:200]


def level_of(centre: Centre, field: str) -> Level:
    """To whom a centre shows a field; a value nobody knows shows it to nobody."""
    default = _DEFAULT_LEVELS.get(field, Level.MEMBERS)
    try:
        return Level(centre.visibility.get(field, default))
    except ValueError:
        return Level.ONLY_ME


def is_seen_from(centre: Centre, standing: Standing) -> bool:
    """Whether a viewer of this standing may know that the centre exists."""
    if standing is Standing.OWN:
        return True
    is_confirmed = centre.state is CentreState.CONFIRMED
    return is_confirmed and standing >= _LISTING_STANDING[centre.listing]


def listed_from(centre: Centre) -> Standing | None:
    """From which standing on a centre is in the directory; None while it is not confirmed."""
    if centre.state is not CentreState.CONFIRMED:
        return None
    return _LISTING_STANDING[centre.listing]


def shown_name(centre: Centre, standing: Standing) -> str:
    """The centre's name, or only its region for those who may not know which one it is."""
    if is_seen_from(centre, standing):
        return centre.name
    if not centre.region:
        return _("Member centre")
    return _("Member centre, %(region)s", region=taxonomy.label(centre.region))


def missing_for_confirmation(centre: Centre) -> list[str]:
    """Which fields a centre has to fill in before it can be confirmed."""
    return [field for field in ("name", "country", "region", "zone") if not getattr(centre, field)]


def is_due(confirmed_at: datetime | None, now: datetime) -> bool:
    """Whether it is time to ask "still right?"."""
    return confirmed_at is None or now >= confirmed_at + FRESH


def closures(stored: Iterable[Sequence[str]]) -> list[Closure]:
    """Closures as days, first to last."""
    return sorted((date.fromisoformat(first), date.fromisoformat(last)) for first, last in stored)


def with_closure(known: Iterable[Closure], new: Closure, today: date) -> list[list[str]]:
    """Closures with one more, to be stored; those that touch are one, those long over are gone."""
    found: list[Closure] = []
    for first, last in sorted({*known, new}):
        if found and first <= found[-1][1] + _DAY:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        elif last >= today - _REMEMBERED:
            found.append((first, last))
    return [[first.isoformat(), last.isoformat()] for first, last in found]


def listings_allowed(centre: Centre) -> tuple[Listing, ...]:
    """A centre at high risk is never listed; it is found by what it offers, without its name."""
    if centre.risk is Risk.HIGH:
        return (Listing.UNLISTED,)
    return tuple(Listing)
