"""From facts to notices and mail."""

from network.notifications.reactions import (
    calendars,
    check_ins,
    foundation,
    knowledge,
    supervision,
    visit_reminders,
    visit_safety,
    visits,
    workshop_reminders,
    workshops,
)
from network.outbox import Reactions

REACTIONS: Reactions = {
    **foundation.REACTIONS,
    **supervision.REACTIONS,
    **knowledge.REACTIONS,
    **calendars.REACTIONS,
    **check_ins.REACTIONS,
    **visits.REACTIONS,
    **visit_reminders.REACTIONS,
    **visit_safety.REACTIONS,
    **workshops.REACTIONS,
    **workshop_reminders.REACTIONS,
}
