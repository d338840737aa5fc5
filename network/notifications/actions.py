"""Everything that changes notices, choices and mail on its way."""

import json
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from network import events, outbox
from network.db import IntegrityError, transaction
from network.kernel import clock, keys
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, require
from network.kernel.i18n import _
from network.notifications import policy, queries, rules
from network.notifications.models import (
    Channel,
    JobRun,
    MailState,
    Notice,
    Preference,
    QueuedMail,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail with its words frozen; `calendar` is what it says to a calendar program, if anything,
    and `method` what it wants of it.
    """

    to: str
    subject: str
    text: str
    html: str
    unsubscribe: str = ""
    calendar: str = ""
    method: str = ""


async def tell(
    person_id: UUID, kind: str, subject_id: UUID, path: str, facts: dict[str, Any]
) -> tuple[Notice, Channel]:
    """Give a person a notice; returns it with the channel they want to hear of it by."""
    channels = await queries.channels_of(person_id)
    channel = channels[rules.TOPIC_OF[kind]]
    notice = await Notice.create(
        person_id=person_id,
        kind=kind,
        subject_id=subject_id,
        path=path,
        facts=facts,
        awaits_digest=channel is Channel.DIGEST,
    )
    return notice, channel


async def mark_read(actor: Actor, notice: Notice) -> None:
    require(policy.can_read(actor, notice))
    await Notice.filter(id=notice.id, read_at=None).update(read_at=clock.now())


async def mark_all_read(actor: Actor) -> None:
    await Notice.filter(person_id=actor.person_id, read_at=None).update(read_at=clock.now())


async def choose(actor: Actor, choices: dict[str, str]) -> None:
    """Set the actor's channels. Raises Invalid for a channel a topic does not have."""
    for topic, channel in choices.items():
        if channel not in rules.CHOICES.get(topic, ()):
            raise Invalid(**{topic: _("Choose one of the list.")})
    async with transaction():
        if actor.person_id:
            await _choose(actor.person_id, choices)


async def unsubscribe(person_id: UUID, topic: str) -> None:
    """Set a topic to its quietest channel, from the link in a mail."""
    async with transaction():
        await _choose(person_id, {topic: rules.quietest(topic)})


async def _choose(person_id: UUID, choices: dict[str, str]) -> None:
    await Preference.filter(person_id=person_id, topic__in=list(choices)).delete()
    await Preference.bulk_create(
        [Preference(person_id=person_id, topic=t, channel=c) for t, c in choices.items()]
    )


async def queue_mail(
    person_id: UUID | None,
    kind: str,
    letter: Letter,
    *,
    thread: UUID | None = None,
    rank: int = 0,
) -> None:
    """Put a mail on its way; call it in the transaction that causes it.

    In a thread it waits for those of lower rank, and is dropped if there is one of its rank or a
    higher one.
    """
    state = await _state_in(thread, rank) if thread else MailState.QUEUED
    if state is None:
        return
    await QueuedMail.create(
        state=state,
        thread=thread,
        rank=rank,
        person_id=person_id,
        kind=kind,
        message_id=f"<{uuid4().hex}@{letter.to.rpartition('@')[2] or 'localhost'}>",
        sealed=keys.seal("mail", json.dumps(asdict(letter))),
        due_at=clock.now(),
    )


async def _state_in(thread: UUID, rank: int) -> MailState | None:
    """How a new mail of a thread begins; the one it has to wait for is tried at once."""
    mails = QueuedMail.filter(thread=thread)
    if await mails.filter(rank__gte=rank).exists():
        return None
    waits = await mails.filter(state=MailState.QUEUED).update(due_at=clock.now())
    return MailState.BEHIND if waits else MailState.QUEUED


async def _let_follow(mail: QueuedMail) -> None:
    """Let the next mail of a thread leave, as this one did or never will."""
    if mail.thread is None:
        return
    behind = QueuedMail.filter(thread=mail.thread, state=MailState.BEHIND).order_by("rank")
    following = await behind.first()
    if following is not None:
        await QueuedMail.filter(id=following.id).update(state=MailState.QUEUED, due_at=clock.now())


def opened(mail: QueuedMail) -> Letter | None:
    """The words of a queued mail; None if it was sealed under another secret."""
    text = keys.unseal("mail", mail.sealed)
    return Letter(**json.loads(text)) if text else None


async def lease_mails(limit: int = 10) -> list[QueuedMail]:
    """Take mails to send, longest due first, so that no other worker sends them meanwhile."""
    now = clock.now()
    async with transaction():
        due = QueuedMail.filter(state=MailState.QUEUED, due_at__lte=now).order_by("due_at", "id")
        rows = await due.select_for_update(skip_locked=True).limit(limit * 3)
        free = [r for r in rows if r.leased_until is None or r.leased_until <= now][:limit]
        await QueuedMail.filter(id__in=[row.id for row in free]).update(
            leased_until=now + rules.LEASE
        )
    return free


async def mark_sent(mail: QueuedMail) -> None:
    """Note that a mail was taken, and empty it."""
    async with transaction():
        await QueuedMail.filter(id=mail.id).update(
            state=MailState.SENT, sent_at=clock.now(), sealed="", leased_until=None
        )
        await _let_follow(mail)


async def drop(mail: QueuedMail) -> None:
    """Forget a mail that a newer one of its thread has overtaken, or that nobody should get."""
    async with transaction():
        await QueuedMail.filter(id=mail.id).delete()
        await _let_follow(mail)


async def mark_failed(mail: QueuedMail, reason: str, *, is_final: bool) -> None:
    """Note that a mail was not taken: it is tried again later, or given up and shown."""
    attempts = mail.attempts + 1
    is_over = is_final or attempts >= rules.MOST_ATTEMPTS
    now = clock.now()
    async with transaction():
        await QueuedMail.filter(id=mail.id).update(
            attempts=attempts,
            failure=reason[:200],
            leased_until=None,
            state=MailState.FAILED if is_over else MailState.QUEUED,
            due_at=rules.next_try(now, attempts),
        )
        if is_over:
            await _let_follow(mail)
            await outbox.record(Actor(), events.MailFailed(mail_id=mail.id))


async def send_again(actor: Actor, mail: QueuedMail) -> None:
    """Queue a mail that failed or was held back."""
    require(policy.can_see_mail_queue(actor))
    queued = await QueuedMail.filter(
        id=mail.id, state__in=[MailState.FAILED, MailState.HELD]
    ).update(state=MailState.QUEUED, attempts=0, due_at=clock.now())
    if not queued:
        raise Conflict(_("This mail is on its way already."))


async def take_into_digest(person_id: UUID, day: date, letter: Letter) -> None:
    """Queue a person's digest and note that these notices were told."""
    async with transaction():
        waiting = Notice.filter(person_id=person_id, awaits_digest=True)
        if await waiting.update(awaits_digest=False, digest_on=day):
            await queue_mail(person_id, "digest", letter)


async def drop_read_from_digests() -> None:
    """Forget what was read in the portal before the digest was due."""
    await Notice.filter(awaits_digest=True, read_at__isnull=False).update(awaits_digest=False)


async def hold_all() -> int:
    """Hold back all mail on its way, so that a restored copy sends nothing twice."""
    waiting = QueuedMail.filter(state__in=[MailState.QUEUED, MailState.BEHIND])
    return await waiting.update(state=MailState.HELD, leased_until=None)


async def claim_run(job: str, period: str) -> bool:
    """Whether this process may run a job in this period; true for one process only."""
    try:
        async with transaction():
            await JobRun.create(job=job, period=period)
    except IntegrityError:
        return False
    return True


async def purge() -> int:
    """Delete read notices, sent mails and run marks that are old."""
    limit = clock.now() - rules.KEPT
    gone = await Notice.filter(read_at__lte=limit).delete()
    gone += await QueuedMail.filter(state=MailState.SENT, sent_at__lte=limit).delete()
    gone += await JobRun.filter(created_at__lte=clock.now() - timedelta(days=40)).delete()
    return gone
