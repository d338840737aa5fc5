"""Showing who one is: passphrase, code, recovery code."""

from uuid import UUID

from network import events, outbox
from network.db import transaction
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Invalid
from network.kernel.i18n import _
from network.kernel.keys import unseal
from network.people import passphrases, queries, rules, throttle
from network.people.actions.second_factors import counter_of, recovery_hash
from network.people.actions.sessions import Browser, NewSession, begin_session, renew
from network.people.models import Person, RecoveryCode, SecondFactor, Session, Stage


async def sign_in(email: str, passphrase: str, browser: Browser) -> NewSession:
    """Begin a session for the right passphrase; it still owes a code if the person set one up.

    Raises TooMany after too many failures and Invalid otherwise, with one answer and one cost
    for a wrong passphrase, an unknown address and a shut account.
    """
    account = rules.email_key(email)
    await throttle.count_try(account, browser.address)
    person = await queries.find_account(email)
    stored = person.passphrase_hash if person and not person.is_disabled else ""
    if not await passphrases.matches(stored, passphrase) or person is None:
        raise Invalid(_("The address and the passphrase do not fit together."))
    await throttle.forget(account, browser.address)
    owes_code = await queries.has_second_factor(person.id)
    return await begin_session(person, browser, Stage.CODE if owes_code else Stage.OPEN)


async def give_code(session: Session, code: str, browser: Browser) -> NewSession:
    """Open a session that owes its code; the old token dies.

    Takes a TOTP code or a recovery code, each once. Raises TooMany or Invalid.
    """
    account = f"code:{session.person_id}"
    await throttle.count_try(account, browser.address)
    async with transaction():
        right = await _use_code(session.person_id, code) or await _use_recovery(session, code)
        if right:
            await Session.filter(id=session.id).delete()
    if not right:
        raise Invalid(code=_("This code is not right, or was used before. Wait for the next one."))
    await throttle.forget(account, browser.address)
    opened = await begin_session(session.person, browser, Stage.OPEN)
    await Session.filter(id=opened.session.id).update(
        has_second_factor=True, is_own_device=session.is_own_device
    )
    opened.session.update_from_dict(
        {"has_second_factor": True, "is_own_device": session.is_own_device}
    )
    return opened


async def _use_code(person_id: UUID, code: str) -> bool:
    factor = await SecondFactor.get_or_none(person_id=person_id)
    counter = counter_of(unseal("totp", factor.secret_sealed) if factor else None, code)
    if factor is None or counter is None:
        return False
    used = await SecondFactor.filter(id=factor.id, last_counter__lt=counter).update(
        last_counter=counter
    )
    return bool(used)


async def _use_recovery(session: Session, code: str) -> bool:
    used = await RecoveryCode.filter(
        person_id=session.person_id, code_hash=recovery_hash(code), used_at=None
    ).update(used_at=clock.now())
    if used:
        actor = Actor(person_id=session.person_id)
        await outbox.record(actor, events.RecoveryCodeUsed(person_id=session.person_id))
    return bool(used)


async def prove(session: Session, passphrase: str, browser: Browser) -> NewSession:
    """Show the passphrase again before something sensitive; the old token dies.

    Raises TooMany or Invalid.
    """
    await check_passphrase(session.person, passphrase, browser)
    return await renew(session, proved_at=clock.now())


async def recognise(person_id: UUID, passphrase: str, browser: Browser) -> None:
    """Make sure that this is somebody's passphrase, without any right in return.

    Raises TooMany or Invalid.
    """
    await check_passphrase(await queries.get_person(person_id), passphrase, browser)


async def check_passphrase(person: Person, passphrase: str, browser: Browser) -> None:
    """Make sure of a passphrase, with counted tries. Raises TooMany or Invalid."""
    await throttle.count_try(person.email_key, browser.address)
    if not await passphrases.matches(person.passphrase_hash, passphrase):
        raise Invalid(passphrase=_("This is not your passphrase."))
    await throttle.forget(person.email_key, browser.address)
