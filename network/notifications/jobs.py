"""What happens later: sending mail, the morning digest, clearing up."""

import logging

from network.adapters.mail import Mailer, MailError
from network.kernel import clock
from network.kernel.travel import zone_of
from network.notifications import actions, mailing, queries, rules
from network.notifications.models import QueuedMail
from network.people import queries as people

log = logging.getLogger(__name__)


async def send_mail(mailer: Mailer, sender: str) -> int:
    """Send what is due; returns how many mails were tried.

    A mail is marked after the server took it. A process killed in between sends that one again,
    with the same Message-ID, so that mail programs show it once.
    """
    mails = await actions.lease_mails()
    for mail in mails:
        await _send(mail, mailer, sender)
    return len(mails)


async def _send(mail: QueuedMail, mailer: Mailer, sender: str) -> None:
    if mail.thread is not None and await _is_pointless(mail):
        await actions.drop(mail)
        return
    letter = actions.opened(mail)
    if letter is None:
        await actions.mark_failed(mail, "sealed under another secret", is_final=True)
        return
    try:
        await mailer.send(mailing.message(mail, letter, sender))
    except MailError as error:
        log.warning("mail not taken", extra={"mail": str(mail.id), "reason": str(error)})
        await actions.mark_failed(mail, str(error), is_final=error.is_final)
    else:
        await actions.mark_sent(mail)


async def _is_pointless(mail: QueuedMail) -> bool:
    """Whether a calendar would learn what is no longer so, or whose account is shut would hear."""
    is_reader_gone = mail.person_id and not await people.people_of([mail.person_id])
    return bool(is_reader_gone) or await queries.is_overtaken(mail)


async def send_digests() -> int:
    """Queue a digest for everybody whose morning has come; an empty one is not sent."""
    await actions.drop_read_from_digests()
    counts = await queries.waiting_for_digest()
    sent = 0
    for person in (await people.people_of(counts)).values():
        zone = zone_of(await people.where_is(person), clock.now())
        day = rules.digest_day(clock.now(), zone, await queries.last_digest(person.id))
        if day is not None:
            letter = mailing.digest_letter(person, counts[person.id])
            await actions.take_into_digest(person.id, day, letter)
            sent += 1
    return sent
