"""From facts to notices and mail."""

from network.notifications.reactions import calendars, foundation, supervision
from network.outbox import Reactions

REACTIONS: Reactions = {
    **foundation.REACTIONS,
    **supervision.REACTIONS,
    **calendars.REACTIONS,
}
