"""Reading notices, choices and the state of the mail queue."""

from datetime import date, timedelta
from typing import NoReturn
from uuid import UUID

from tortoise.expressions import Q
from tortoise.functions import Count

from network.db import plain
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import NotFound
from network.notifications import policy, rules
from network.notifications.models import Channel, MailState, Notice, Preference, QueuedMail


def unread_count(person_id: UUID) -> plain.Question[int]:
    """How many notices somebody has not read yet."""
    sql = "SELECT COUNT(*) AS n FROM notice WHERE person_id = $1 AND read_at IS NULL"
    return plain.rows(sql, person_id).then(lambda found: int(found[0]["n"]))


async def notices_of(actor: Actor, *, offset: int = 0, limit: int = 30) -> list[Notice]:
    """The actor's notices, newest first."""
    query = Notice.filter(person_id=actor.person_id).order_by("-created_at", "-id")
    return await query.offset(offset).limit(limit)


async def count_notices(actor: Actor) -> int:
    return await Notice.filter(person_id=actor.person_id).count()


async def get_notice(actor: Actor, notice_id: UUID) -> Notice:
    found = await Notice.get_or_none(id=notice_id)
    return found if found and policy.can_read(actor, found) else _absent()


async def channels_of(person_id: UUID) -> dict[str, Channel]:
    """The channel for every topic: what the person chose, else the default."""
    rows = await Preference.filter(person_id=person_id).values_list("topic", "channel")
    chosen = {str(topic): str(channel) for topic, channel in rows}
    return {topic: rules.channel_for(topic, chosen.get(topic)) for topic in rules.CHOICES}


async def waiting_for_digest() -> dict[UUID, int]:
    """How many notices wait for each person's next digest."""
    rows = await Notice.filter(awaits_digest=True, read_at=None).values_list("person_id", flat=True)
    counts: dict[UUID, int] = {}
    for person_id in rows:
        counts[person_id] = counts.get(person_id, 0) + 1  # type: ignore[index, call-overload]
    return counts


async def last_digest(person_id: UUID) -> date | None:
    row = (
        await Notice.filter(person_id=person_id, digest_on__isnull=False)
        .order_by("-digest_on")
        .first()
    )
    return row.digest_on if row else None


async def mail_problems(actor: Actor) -> list[QueuedMail]:
    """Mails that failed, are held back after a restore, or wait for more than an hour."""
    if not policy.can_see_mail_queue(actor):
        raise NotFound
    return (
        await QueuedMail.filter(state__in=[MailState.FAILED, MailState.HELD])
        .select_related("person")
        .order_by("-created_at")
        .limit(100)
    )


async def mail_counts() -> dict[str, int]:
    """How many mails are in each state."""
    rows = await QueuedMail.annotate(n=Count("id")).group_by("state").values_list("state", "n")
    return dict.fromkeys(map(str, MailState), 0) | {str(state): n for state, n in rows}


async def get_mail(actor: Actor, mail_id: UUID) -> QueuedMail:
    if not policy.can_see_mail_queue(actor):
        raise NotFound
    return await QueuedMail.get_or_none(id=mail_id) or _absent()


async def is_overtaken(mail: QueuedMail) -> bool:
    """Whether a mail would say what a newer one of its thread has corrected."""
    if mail.thread is None:
        return False
    newer = QueuedMail.filter(thread=mail.thread, rank__gt=mail.rank, state=MailState.SENT)
    return await newer.exists()


async def is_stuck() -> bool:
    """Whether a mail failed, or waits for more than an hour."""
    late = Q(state=MailState.QUEUED, due_at__lte=clock.now() - timedelta(hours=1))
    return await QueuedMail.filter(Q(state=MailState.FAILED) | late).exists()


async def oldest_waiting_minutes() -> int:
    """How long the oldest mail that is due has been waiting, in minutes."""
    now = clock.now()
    row = (
        await QueuedMail.filter(state=MailState.QUEUED, due_at__lte=now).order_by("due_at").first()
    )
    return int((now - row.due_at).total_seconds() // 60) if row else 0


def _absent() -> NoReturn:
    raise NotFound
