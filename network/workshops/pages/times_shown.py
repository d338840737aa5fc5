"""When speakers could, in words: for themselves, and as warnings for those who write the agenda."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from network.kernel import moments
from network.kernel.i18n import _
from network.kernel.travel import Where
from network.workshops.models.agenda import SpeakerTime
from network.workshops.models.workshops import WorkshopSession
from network.workshops.pages import shown
from network.workshops.pages.shown import When
from network.workshops.queries.named import Named
from network.workshops.queries.programme import Draft
from network.workshops.queries.whole import Session
from network.workshops.rules import speaker_times as rules
from network.workshops.rules.names import COULD
from network.workshops.rules.speaker_times import Misfit, Span
from network.workshops.vocabulary import Could

_MOST_NAMED = 3  # of one item; more would say no more


def warnings_of(found: Draft, people: Mapping[UUID, Named]) -> dict[UUID, list[str]]:
    """What was said by those who speak in an item, where it is at another time."""
    zones = {row.id: row.zone for row in found.sessions}
    at = {slot.item_id: zones[slot.session_id] for slot in found.slots if slot.session_id}
    misfits = rules.misfits(found.slots, found.sessions, found.said)
    return {key: list(_warnings(one, at[key], people)) for key, one in misfits.items()}


def _warnings(found: Misfit, zone: str, people: Mapping[UUID, Named]) -> Iterable[str]:
    for who, span in list(found.limited.items())[:_MOST_NAMED]:
        yield _limit(people[who].name, span, zone)
    if found.limited and found.is_shared:
        yield _shared(found.together, zone)
    for who in found.moved[:_MOST_NAMED]:
        yield _("The session moved since %(person)s said when they could.", person=people[who].name)


def _limit(person: str, span: Span | None, zone: str) -> str:
    if span is None:
        return _("%(person)s could not speak in this session.", person=person)
    return _("%(person)s could from %(since)s to %(until)s.", person=person, **_times(span, zone))


def _shared(span: Span | None, zone: str) -> str:
    if span is None:
        return _("There is no hour in which all who speak in it could.")
    return _("All who speak in it could from %(since)s to %(until)s.", **_times(span, zone))


def _times(span: Span, zone: str) -> dict[str, str]:
    return {"since": moments.time(span.since, zone), "until": moments.time(span.until, zone)}


# for the speaker ---------------------------------------------------------------------------------


def when_of(session: WorkshopSession, where: Where, *, knows_town: bool) -> When:
    """When a session is."""
    return _when(session, rules.span_of(session), where, knows_town=knows_town)


def said_of(session: WorkshopSession, said: SpeakerTime | None, where: Where) -> tuple[str, str]:
    """What somebody said of a session, and hours also on their own clocks where they differ."""
    span = rules.could(said, session)
    if span is None:
        return str(COULD[Could.NOT]), ""
    if span == rules.span_of(session):
        return str(COULD[Could.WHOLE]), ""
    when = _when(session, span, where, knows_town=True)
    return when.span, when.own


def _when(session: WorkshopSession, span: Span, where: Where, *, knows_town: bool) -> When:
    minutes = int((span.until - span.since).total_seconds() // 60)
    piece = Session(session.id, session.title, session.zone, session.place, span.since, minutes)
    return shown.when_of(piece, where, knows_town=knows_town)
