"""From facts to notices and mail."""

from network.notifications.reactions import calendars, foundation, knowledge, supervision
from network.outbox import Reactions

REACTIONS: Reactions = {
    **foundation.REACTIONS,
    **supervision.REACTIONS,
    **knowledge.REACTIONS,
    **calendars.REACTIONS,
}
