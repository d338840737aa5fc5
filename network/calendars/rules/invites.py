"""Which mail a calendar invitation needs next, and its calendar part (RFC 5546, RFC 6047).

A booking is agreed when a mail goes out, and nobody reads answers: so the one ATTENDEE has
accepted already and no reply is asked for (docs/adr/0016-invitations-ask-for-no-answer.md).
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, vCalAddress

from network.calendars.models.feeds import Channel, Purpose, Status
from network.calendars.models.invites import Method
from network.calendars.rules import ics
from network.kernel.i18n import lazy

BY_MAIL = (Purpose.SESSIONS, Purpose.WORKSHOPS)  # what can come by invitations instead of a feed
CHANNELS = {
    Channel.FEED: lazy("By a feed: its program looks here by itself"),
    Channel.MAIL: lazy("By e-mail invitations: one mail for each session, and for each change"),
}

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """How somebody's calendar should learn of an entry, and what was last mailed about it."""

    channel: Channel
    status: Status
    is_over: bool
    last: Method | None


def next_method(wanted: Wanted) -> Method | None:
    """The mail that an entry needs if anything in it is new; None if it needs none.

    What is over is not invited to any more, but corrected where it was. What was never invited to
    is not cancelled.
    """
    was_asked = wanted.last is Method.REQUEST
    if wanted.channel is Channel.FEED:
        return Method.CANCEL if was_asked and not wanted.is_over else None
    if wanted.status is Status.CANCELLED:
        return Method.CANCEL if was_asked else None
    return Method.REQUEST if was_asked or not wanted.is_over else None


def next_stamp(now: datetime, last: datetime | None) -> datetime:
    """The DTSTAMP of a mail: whole seconds, and later than that of the mail before."""
    stamp = now.astimezone(UTC).replace(microsecond=0)
    return stamp if last is None else max(stamp, last.astimezone(UTC) + _SECOND)


def digest(method: Method, shown: ics.Shown) -> str:
    """A sign of all that a mail says, but for when it is said."""
    said = ics.entry(replace(shown, changed_at=_EPOCH))
    return ics.digest(method.encode() + said)


def content(method: Method, shown: ics.Shown, stamp: datetime, *, sender: str, to: str) -> str:
    """The calendar part of a mail: METHOD first, one event, one recipient, the portal's address.

    SEQUENCE is the entry's own, as in feeds; DTSTAMP is that of the mail, since there is a METHOD
    (RFC 5545 section 3.8.7.2).
    """
    found, event = Calendar(), ics.vevent(shown, stamp)
    found.add("method", method)
    found.add("prodid", ics.PRODUCT)
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    event.add("organizer", vCalAddress(f"mailto:{sender}"))
    event.add("attendee", _guest(to))
    found.add_component(event)
    return bytes(found.to_ical(sorted=False)).decode()


def _guest(address: str) -> vCalAddress:
    guest = vCalAddress(f"mailto:{address}")
    guest.params["cutype"] = "INDIVIDUAL"
    guest.params["role"] = "REQ-PARTICIPANT"
    guest.params["partstat"] = "ACCEPTED"
    guest.params["rsvp"] = "FALSE"
    return guest
