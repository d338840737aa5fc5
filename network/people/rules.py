"""What holds for accounts whoever asks: lifetimes, passphrases, names, throttling."""

import unicodedata
from datetime import date, datetime, timedelta

from network.kernel.actor import Level
from network.people.models import DisplayMode, Invitation, Person, Reset, Session

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
CODE_STAGE = timedelta(minutes=10)
PROOF = timedelta(minutes=15)
TOUCH = timedelta(minutes=1)
INVITATION = timedelta(hours=72)
RESET = timedelta(minutes=30)
RECOVERY_CODES = 10
TRAVEL_AHEAD = timedelta(days=731)
TRAVEL_KEPT = timedelta(days=30)  # after the last day; where people were is nobody's concern
MOST_STAYS = 50

SHORTEST = 15  # NIST SP 800-63B-4: a passphrase that stands alone
SHORTEST_WITH_SECOND_FACTOR = 8
LONGEST = 200

CONDUCT_VERSION = 1  # raise when the code of conduct changes; everybody accepts it again

# failures an hour before an answer is refused; OWASP ASVS 5.0 6.3.1
FAILURES = {"account_and_address": 10, "address": 20, "account": 100}

FIELDS = ("email", "profession", "languages", "about")
_DEFAULT_LEVELS = {"email": Level.CONTACTS}


def email_key(address: str) -> str:
    """One spelling for each mailbox, to recognise an account by; some letters grow in it."""
    return unicodedata.normalize("NFKC", address).strip().casefold()[:254]


def is_alive(session: Session, now: datetime) -> bool:
    """Whether a session may still be used: not idle too long, not too old."""
    return now < session.ends_at and now < session.seen_at + IDLE


def proved_lately(session: Session, now: datetime) -> bool:
    """Whether the person behind a session showed their passphrase a moment ago."""
    return session.proved_at is not None and now < session.proved_at + PROOF


def is_open(way_in: Invitation | Reset, now: datetime) -> bool:
    """Whether an invitation or reset can still be used."""
    if isinstance(way_in, Invitation):
        is_used = way_in.accepted_at is not None or way_in.revoked_at is not None
    else:
        is_used = way_in.used_at is not None
    return not is_used and now < way_in.ends_at


def travels(away_until: date | None, now: datetime) -> bool:
    """Whether the last day of somebody's stays is to come, or not over long enough to forget."""
    return away_until is not None and now.date() <= away_until + TRAVEL_KEPT


def latest_travel(today: date) -> date:
    """The last day about which somebody can say where they will be."""
    return today + TRAVEL_AHEAD


def shortest_passphrase(*, second_factor: bool) -> int:
    return SHORTEST_WITH_SECOND_FACTOR if second_factor else SHORTEST


def level_of(person: Person, field: str) -> Level:
    """To whom a person shows a field."""
    default = _DEFAULT_LEVELS.get(field, Level.MEMBERS)
    try:
        return Level(person.visibility.get(field, default))
    except ValueError:
        return Level.ONLY_ME


def shown_name(person: Person, position: str, centre: str, region: str) -> str:
    """How a person is named to others, by their own choice.

    `position`, `centre` and `region` are in the reader's words. A choice that cannot be filled
    falls back to the next more discreet one, never to the real name.
    """
    mode = person.display_mode
    if mode is DisplayMode.REAL:
        return person.name
    if mode is DisplayMode.CALLED_POSITION and person.called:
        return ", ".join(filter(None, (person.called, position)))
    if mode is DisplayMode.POSITION_CENTRE and centre:
        return ", ".join(filter(None, (position, centre)))
    if mode is DisplayMode.CODE and person.code_name:
        return person.code_name
    return ", ".join(filter(None, (position, region)))


def shows_centre(person: Person) -> bool:
    """Whether a person's centre may stand beside how they are named.

    Never beside a region or a code name, nor where a missing name falls back to the region.
    """
    if person.display_mode is DisplayMode.CALLED_POSITION:
        return bool(person.called)
    return person.display_mode in (DisplayMode.REAL, DisplayMode.POSITION_CENTRE)


def initials(name: str) -> str:
    """Up to two letters for the round mark in the bar."""
    letters = [part[0] for part in name.replace("-", " ").split() if part[0].isalnum()]
    return "".join(letters[:1] + letters[-1:] if len(letters) > 1 else letters).upper()
