"""Changing a passphrase, and setting a new one after it was forgotten."""

import secrets
from uuid import UUID

from network import events, outbox
from network.db import transaction
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Invalid, NotFound
from network.kernel.ids import derive_token, hash_token
from network.kernel.keys import key
from network.people import following, passphrases, queries, rules, throttle
from network.people.actions.sessions import Browser, NewSession, end_sessions, renew
from network.people.actions.signing_in import check_passphrase
from network.people.models import Person, Reset, Session


async def ask_reset(email: str, browser: Browser) -> None:
    """Note that somebody asked for a reset, whether or not the address has an account.

    Raises TooMany after too many asks from one address.
    """
    account = f"reset:{rules.email_key(email)}"
    await throttle.count_try(account, browser.address)
    nonce = secrets.token_urlsafe(32)
    now = clock.now()
    async with transaction():
        await Reset.filter(email_key=rules.email_key(email), used_at=None).update(used_at=now)
        await Reset.create(
            token_hash=hash_token(derive_token(key("links"), "reset", nonce)),
            nonce=nonce,
            email_key=rules.email_key(email),
            ends_at=now + rules.RESET,
        )


async def settle_resets() -> None:
    """Give asked-for resets to their accounts, apart from the request so that it never tells."""
    for reset in await Reset.filter(person_id=None, used_at=None).limit(100):
        person = await queries.find_account(reset.email_key)
        if person is None or person.is_disabled:
            await reset.delete()
            continue
        async with transaction():
            await Reset.filter(id=reset.id).update(person_id=person.id)
            fact = events.ResetAsked(person_id=person.id, reset_id=reset.id)
            await outbox.record(Actor(person_id=person.id), fact)


async def reset_passphrase(reset: Reset, passphrase: str) -> None:
    """Set a new passphrase by a reset link, once; all sessions of the person end."""
    person = reset.person
    if person is None:
        raise NotFound
    stored = await _new_hash(person, passphrase)
    async with transaction():
        used = await Reset.filter(id=reset.id, used_at=None, ends_at__gt=clock.now()).update(
            used_at=clock.now()
        )
        if not used:
            raise NotFound
        await _set_passphrase(person.id, stored, keep=None)


async def change_passphrase(
    session: Session, current: str, new: str, browser: Browser
) -> NewSession:
    """Change the own passphrase; all other sessions end, and the token of this one.

    Raises Invalid or TooMany.
    """
    try:
        await check_passphrase(session.person, current, browser)
    except Invalid as error:
        raise Invalid(current=error.fields["passphrase"]) from None
    stored = await _new_hash(session.person, new)
    async with transaction():
        await _set_passphrase(session.person_id, stored, keep=session.id)
        await following.tell(session.person_id, current, new)
        return await renew(session, proved_at=clock.now())


async def _new_hash(person: Person, passphrase: str) -> str:
    has_factor = await queries.has_second_factor(person.id)
    places = await queries.workplaces_of(person)
    about = [person.name, person.email, person.called, person.code_name, *places]
    await passphrases.check(passphrase, second_factor=has_factor, about=about)
    return await passphrases.hashed(passphrase)


async def _set_passphrase(person_id: UUID, stored: str, keep: UUID | None) -> None:
    await Person.filter(id=person_id).update(passphrase_hash=stored)
    actor = Actor(person_id=person_id)
    await end_sessions(actor, except_id=keep)
    await outbox.record(actor, events.PassphraseChanged(person_id=person_id))
