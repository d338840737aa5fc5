"""Telling people: a notice each, and a mail for those who want one at once."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from network.notifications import actions, mailing
from network.notifications.models import Channel
from network.people import queries as people


async def tell(who: Iterable[UUID], kind: str, subject_id: UUID, path: str, **facts: Any) -> None:
    """Give everybody the notice of a kind about a subject, leading to a path of the portal."""
    plain = {name: str(value) for name, value in facts.items()}
    for person in (await people.people_of(who)).values():
        notice, channel = await actions.tell(person.id, kind, subject_id, path, plain)
        if channel is Channel.MAIL:
            await actions.queue_mail(person.id, kind, mailing.notice_letter(person, notice))
