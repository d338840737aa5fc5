"""Who may see and do what with notices and mail. First lines are printed in docs/permissions.md."""

from network.kernel.actor import Actor
from network.notifications.models import Notice


def can_read(actor: Actor, notice: Notice) -> bool:
    """A notice is for one person alone."""
    return actor.person_id is not None and notice.person_id == actor.person_id


def can_see_mail_queue(actor: Actor) -> bool:
    """The secretariat sees which mails failed, never what is in them, and sends them again."""
    return actor.is_secretariat
