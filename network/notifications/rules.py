"""What people are told about, on which channel, and when."""

from datetime import date, datetime, timedelta

from network.kernel import zones
from network.notifications.models import Channel

MORNING = 7  # the hour of the reader's day from which the digest is sent
MOST_ATTEMPTS = 8
LEASE = timedelta(minutes=5)
KEPT = timedelta(days=90)

TOPIC_OF = {
    "passphrase_changed": "access",
    "second_factor_set": "access",
    "recovery_code_used": "access",
    "role_granted": "access",
    "role_revoked": "access",
    "contact_asked": "requests",
    "contact_accepted": "requests",
    "contact_declined": "requests",
    "contact_withdrawn": "requests",
    "contact_lapsed": "requests",
    "need_answered": "answers",
    "answer_picked": "answers",
    "answer_declined": "answers",
    "answer_withdrawn": "answers",
    "match_found": "matches",
    "search_answered": "searches",
    "listing_due": "freshness",
    "centre_due": "freshness",
    "person_joined": "people",
    "centre_confirmed": "network",
    "mail_failed": "network",
    "session_asked": "supervision",
    "session_booked": "supervision",
    "session_declined": "supervision",
    "session_moved": "supervision",
    "session_cancelled": "supervision",
    "series_asked": "supervision",
    "series_planned": "supervision",
    "series_moved": "supervision",
    "series_cancelled": "supervision",
    "seat_left": "supervision",
    "seat_taken": "supervision",
    "seat_offered": "supervision",
    "awaited_moved": "supervision",
    "awaited_cancelled": "supervision",
    "session_to_record": "supervision",
    "session_recorded": "supervision",
    "session_not_held": "supervision",
    "hour_shift": "supervision",
    "poll_opened": "supervision",
    "poll_decided": "supervision",
    "poll_expired": "supervision",
    "poll_withdrawn": "supervision",
    "urgent_asked": "supervision",
    "urgent_taken": "supervision",
    "urgent_expired": "supervision",
    "entry_unseen": "supervision",
    "outside_failed": "supervision",
    "outside_closed": "supervision",
    "agreement_requested": "agreements",
    "agreement_drafting": "agreements",
    "agreement_signing": "agreements",
    "agreement_active": "agreements",
    "agreement_paused": "agreements",
    "agreement_lapsed": "agreements",
    "agreement_ended": "agreements",
    "agreement_left": "agreements",
    "agreement_declined": "agreements",
    "agreement_expired": "agreements",
    "agreement_ending": "agreements",
    "supervisor_verified": "agreements",
    "supervisor_paused": "agreements",
    "supervisor_asked_back": "agreements",
    "supervisor_due": "agreements",
    "supervisor_proposed": "network",
    "waiver_asked": "network",
    "knowledge_review": "knowledge",
    "knowledge_check": "knowledge",
    "knowledge_returned": "knowledge",
    "knowledge_published": "knowledge",
    "knowledge_wished": "knowledge",
    "knowledge_tried": "knowledge",
    "knowledge_due": "knowledge",
    "knowledge_overdue": "knowledge",
    "knowledge_held": "knowledge",
    "knowledge_cleared": "knowledge",
    "knowledge_level_raised": "knowledge",
    "knowledge_owner_changed": "knowledge",
    "knowledge_restored": "knowledge",
    "knowledge_asked": "knowledge",
    "knowledge_let_in": "library",
    "knowledge_watched": "library",
    "knowledge_translated": "library",
    "knowledge_superseded": "library",
    "knowledge_archived": "library",
    "knowledge_withdrawn": "library",
}

_ALL = (Channel.MAIL, Channel.DIGEST, Channel.PORTAL)
CHOICES = {  # what happens to one's own things cannot be switched off wholly
    "access": (Channel.MAIL,),
    "requests": (Channel.MAIL, Channel.DIGEST),
    "answers": (Channel.MAIL, Channel.DIGEST),
    "matches": _ALL,
    "searches": _ALL,
    "freshness": _ALL,
    "people": _ALL,
    "network": _ALL,
    "supervision": (Channel.MAIL, Channel.DIGEST),
    "agreements": (Channel.MAIL, Channel.DIGEST),
    "knowledge": (Channel.MAIL, Channel.DIGEST),
    "library": _ALL,
}
_DEFAULTS = {
    "access": Channel.MAIL,
    "requests": Channel.MAIL,
    "answers": Channel.MAIL,
    "matches": Channel.DIGEST,
    "searches": Channel.DIGEST,
    "freshness": Channel.DIGEST,
    "people": Channel.PORTAL,
    "network": Channel.DIGEST,
    "supervision": Channel.MAIL,
    "agreements": Channel.MAIL,
    "knowledge": Channel.MAIL,
    "library": Channel.DIGEST,
}


def channel_for(topic: str, chosen: str | None) -> Channel:
    """The channel somebody chose for a topic, or its default when that is no choice."""
    if chosen in CHOICES[topic]:
        return Channel(chosen)
    return _DEFAULTS[topic]


def quietest(topic: str) -> Channel:
    """What one click on "unsubscribe" leaves of a topic."""
    return CHOICES[topic][-1]


def digest_day(now: datetime, zone: str, last: date | None) -> date | None:
    """The local day whose digest is due now, or None before the morning or when it was sent."""
    local = now.astimezone(zones.zone(zone))
    if local.hour < MORNING or last == local.date():
        return None
    return local.date()


def next_try(now: datetime, attempts: int) -> datetime:
    """When a mail is tried again: after two minutes, then ever longer, up to six hours."""
    return now + min(timedelta(minutes=2**attempts), timedelta(hours=6))
