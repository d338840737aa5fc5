"""From facts to the entries of people's calendars."""

from network.calendars.reactions import people, supervision, visits, workshops
from network.outbox import Reactions

REACTIONS: Reactions = {
    **supervision.REACTIONS,
    **visits.REACTIONS,
    **workshops.REACTIONS,
    **people.REACTIONS,
}
PROJECTION = (*supervision.REACTIONS, *visits.REACTIONS, *workshops.REACTIONS)
