"""Everything that changes accounts and access."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pyotp
from pyotp.exceptions import OTPVerificationError

from network import events, outbox
from network.db import IntegrityError, transaction
from network.kernel import clock, zones
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, NotFound, Stale, require
from network.kernel.i18n import _
from network.kernel.ids import derive_token, hash_token, new_token
from network.kernel.keys import key, seal, unseal
from network.kernel.travel import Days
from network.people import following, passphrases, policy, queries, rules, throttle
from network.people.models import (
    Invitation,
    Person,
    RecoveryCode,
    Reset,
    SecondFactor,
    Session,
    Source,
    Stage,
    Stay,
    Throttle,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """Where somebody signs in from."""

    address: str
    device: str = ""
    is_own_device: bool = False


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session just begun or renewed, with the token that only its cookie keeps."""

    token: str
    session: Session


# signing in --------------------------------------------------------------------------------------


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


async def begin_session(person: Person, browser: Browser, stage: Stage) -> NewSession:
    """Begin a session with a new token."""
    now = clock.now()
    token = new_token()
    lifetime = rules.ABSOLUTE if stage is Stage.OPEN else rules.CODE_STAGE
    session = await Session.create(
        token_hash=hash_token(token),
        person=person,
        stage=stage,
        is_own_device=browser.is_own_device,
        device=browser.device[:60],
        seen_at=now,
        ends_at=now + lifetime,
        proved_at=now,
    )
    return NewSession(token, session)


async def begin_open_session(person: Person, browser: Browser) -> NewSession:
    """Begin a session for somebody who has just proved themselves by an invitation."""
    return await begin_session(person, browser, Stage.OPEN)


async def begin_demo_session(person: Person, browser: Browser) -> NewSession:
    """Begin a session without a passphrase; only the demonstration's pages call this."""
    new = await begin_session(person, browser, Stage.OPEN)
    await Session.filter(id=new.session.id).update(has_second_factor=True)
    return new


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
    counter = _counter(unseal("totp", factor.secret_sealed) if factor else None, code)
    if factor is None or counter is None:
        return False
    used = await SecondFactor.filter(id=factor.id, last_counter__lt=counter).update(
        last_counter=counter
    )
    return bool(used)


def _counter(secret: str | None, code: str) -> int | None:
    """The 30-second step a code belongs to, one step early or late allowed (RFC 6238)."""
    if secret is None or len(code) != 6 or not code.isascii() or not code.isdigit():  # noqa: PLR2004
        return None
    now = clock.now()
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(code, for_time=now, valid_window=1)
    except OTPVerificationError:
        return None


async def _use_recovery(session: Session, code: str) -> bool:
    used = await RecoveryCode.filter(
        person_id=session.person_id, code_hash=_recovery_hash(code), used_at=None
    ).update(used_at=clock.now())
    if used:
        actor = Actor(person_id=session.person_id)
        await outbox.record(actor, events.RecoveryCodeUsed(person_id=session.person_id))
    return bool(used)


def _recovery_hash(code: str) -> str:
    return hash_token(code.replace("-", "").replace(" ", "").lower())


async def prove(session: Session, passphrase: str, browser: Browser) -> NewSession:
    """Show the passphrase again before something sensitive; the old token dies.

    Raises TooMany or Invalid.
    """
    await _check_passphrase(session.person, passphrase, browser)
    return await _renew(session, proved_at=clock.now())


async def recognise(person_id: UUID, passphrase: str, browser: Browser) -> None:
    """Make sure that this is somebody's passphrase, without any right in return.

    Raises TooMany or Invalid.
    """
    await _check_passphrase(await queries.get_person(person_id), passphrase, browser)


async def _check_passphrase(person: Person, passphrase: str, browser: Browser) -> None:
    await throttle.count_try(person.email_key, browser.address)
    if not await passphrases.matches(person.passphrase_hash, passphrase):
        raise Invalid(passphrase=_("This is not your passphrase."))
    await throttle.forget(person.email_key, browser.address)


async def _renew(session: Session, **rights: Any) -> NewSession:
    """Give a session new rights under a new token; whoever holds only the old one has neither.

    Raises Conflict when the session ended, or was renewed by another request, a moment ago.
    """
    token = new_token()
    changes = {"token_hash": hash_token(token), **rights}
    same = Session.filter(id=session.id, token_hash=session.token_hash)
    if not await same.update(**changes):
        raise Conflict(_("Your session has changed meanwhile. Open the page again."))
    session.update_from_dict(changes)
    return NewSession(token, session)


async def touch(session: Session) -> None:
    """Note that a session is in use, at most once a minute."""
    now = clock.now()
    if now - session.seen_at >= rules.TOUCH:
        await Session.filter(id=session.id).update(seen_at=now)


async def end_session(actor: Actor, session_id: UUID) -> None:
    """End one of the actor's own sessions; ending it twice is fine."""
    await Session.filter(id=session_id, person_id=actor.person_id).delete()


async def leave(session: Session) -> None:
    """End the session of the browser that asks."""
    await Session.filter(id=session.id).delete()


async def end_sessions(actor: Actor, *, except_id: UUID | None = None) -> int:
    """End all of the actor's sessions, or all but one; returns how many ended."""
    query = Session.filter(person_id=actor.person_id)
    return await (query.exclude(id=except_id) if except_id else query).delete()


# invitations -------------------------------------------------------------------------------------


async def invite(
    actor: Actor, *, email: str, centre_id: UUID | None, role: str, language: str
) -> Invitation:
    """Make a way in for one address, one centre and one role, good for 72 hours.

    Who may invite whom is the business of the caller, who knows centres and roles.
    """
    nonce = secrets.token_urlsafe(32)
    now = clock.now()
    async with transaction():
        await Invitation.filter(
            email_key=rules.email_key(email), centre_id=centre_id, role=role, accepted_at=None
        ).update(revoked_at=now)
        invitation = await Invitation.create(
            token_hash=hash_token(derive_token(key("links"), "invitation", nonce)),
            nonce=nonce,
            email=email.strip(),
            email_key=rules.email_key(email),
            centre_id=centre_id,
            role=role,
            language=language,
            invited_by_id=actor.person_id,
            ends_at=now + rules.INVITATION,
        )
        await outbox.record(
            actor, events.PersonInvited(invitation_id=invitation.id, centre_id=centre_id)
        )
    return invitation


async def revoke_invitation(actor: Actor, invitation: Invitation) -> None:
    """Take back an invitation; Conflict if it was used meanwhile."""
    require(policy.can_revoke(actor, invitation))
    async with transaction():
        changed = await Invitation.filter(
            id=invitation.id, accepted_at=None, revoked_at=None
        ).update(revoked_at=clock.now())
        if not changed:
            raise Conflict(_("This invitation was used or taken back already."))
        await outbox.record(
            actor,
            events.InvitationRevoked(invitation_id=invitation.id, centre_id=invitation.centre_id),
        )


async def join(
    invitation: Invitation, *, name: str, passphrase: str, zone: str, language: str
) -> Person:
    """Make the account an invitation is for, with the address the invitation was sent to.

    Raises Conflict when the address has an account: its owner signs in and accepts instead, so
    an invitation can never set anybody's passphrase.
    """
    about = [name, invitation.email, invitation.centre.name if invitation.centre else ""]
    await passphrases.check(passphrase, second_factor=False, about=about)
    stored = await passphrases.hashed(passphrase)
    async with transaction():
        person = await open_account(
            invitation.email,
            name,
            stored,
            zone=zone,
            language=language,
            conduct_version=rules.CONDUCT_VERSION,
        )
        await accept_invitation(person, invitation)
    return person


async def open_account(email: str, name: str, stored: str, **values: Any) -> Person:
    """Make an account with a passphrase already hashed; Conflict if the address has one."""
    try:
        async with transaction():
            return await Person.create(
                email=email.strip(),
                email_key=rules.email_key(email),
                name=name,
                passphrase_hash=stored,
                **values,
            )
    except IntegrityError:
        raise Conflict(_("This address has an account. Sign in to accept.")) from None


async def accept_invitation(person: Person, invitation: Invitation) -> None:
    """Use an invitation up. NotFound if it is not for this address, Conflict if already used."""
    if invitation.email_key != person.email_key:
        raise NotFound
    async with transaction():
        used = await Invitation.filter(
            id=invitation.id, accepted_at=None, revoked_at=None, ends_at__gt=clock.now()
        ).update(accepted_at=clock.now())
        if not used:
            raise Conflict(_("This invitation was used or taken back already."))
        await outbox.record(
            Actor(person_id=person.id),
            events.InvitationAccepted(
                person_id=person.id,
                invitation_id=invitation.id,
                centre_id=invitation.centre_id,
            ),
        )


# passphrases and second factors ------------------------------------------------------------------


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
        await _check_passphrase(session.person, current, browser)
    except Invalid as error:
        raise Invalid(current=error.fields["passphrase"]) from None
    stored = await _new_hash(session.person, new)
    async with transaction():
        await _set_passphrase(session.person_id, stored, keep=session.id)
        await following.tell(session.person_id, current, new)
        return await _renew(session, proved_at=clock.now())


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


def new_factor_secret() -> str:
    """A TOTP secret to show as a QR code before it is stored."""
    return pyotp.random_base32()


def factor_address(person: Person, secret: str) -> str:
    """What an authenticator app reads from the QR code; neutral on the phone's screen."""
    return pyotp.TOTP(secret).provisioning_uri(name=person.email, issuer_name="Exchange")


async def set_second_factor(
    session: Session, secret: str, code: str
) -> tuple[NewSession, list[str]]:
    """Store the second factor of the session's own person once it made a right code.

    Returns the session under its new token, and new recovery codes, which are shown this once.
    Other sessions end.
    """
    counter = _counter(secret, code)
    if counter is None:
        raise Invalid(code=_("This code is not right. Check that your phone's clock is right."))
    person_id = session.person_id
    async with transaction():
        await SecondFactor.filter(person_id=person_id).delete()
        await SecondFactor.create(
            person_id=person_id, secret_sealed=seal("totp", secret), last_counter=counter
        )
        codes = await _renew_recovery_codes(person_id)
        actor = Actor(person_id=person_id)
        await end_sessions(actor, except_id=session.id)
        renewed = await _renew(session, has_second_factor=True)
        await outbox.record(actor, events.SecondFactorSet(person_id=person_id))
    return renewed, codes


async def install_second_factor(person_id: UUID, secret: str) -> None:
    """Store a second factor without a code; only the demonstration does this."""
    await SecondFactor.create(person_id=person_id, secret_sealed=seal("totp", secret))


async def renew_recovery_codes(actor: Actor) -> list[str]:
    """Replace the actor's recovery codes; the old ones stop working."""
    if actor.person_id is None:
        raise NotFound
    async with transaction():
        return await _renew_recovery_codes(actor.person_id)


async def _renew_recovery_codes(person_id: UUID) -> list[str]:
    await RecoveryCode.filter(person_id=person_id).delete()
    codes = [f"{secrets.token_hex(4)}-{secrets.token_hex(4)}" for _ in range(rules.RECOVERY_CODES)]
    await RecoveryCode.bulk_create(
        [RecoveryCode(person_id=person_id, code_hash=_recovery_hash(code)) for code in codes]
    )
    return codes


# profile -----------------------------------------------------------------------------------------


async def edit_profile(actor: Actor, person: Person, version: int, **changes: Any) -> None:
    """Change the own profile. Raises Stale with what is stored if it changed meanwhile."""
    require(policy.can_edit(actor, person))
    async with transaction():
        if not await person.store(version, **changes):
            stored = await queries.get_person(person.id)
            raise Stale(_("Your profile was changed in another window."), stored)
        await outbox.record(actor, events.ProfileChanged(person_id=person.id))


async def set_preferences(actor: Actor, **changes: Any) -> None:
    """Change how the portal looks for the actor: language, zone, theme, text size."""
    await Person.filter(id=actor.person_id).update(**changes)


async def accept_conduct(actor: Actor) -> None:
    """Accept the code of conduct as it is now."""
    await Person.filter(id=actor.person_id).update(conduct_version=rules.CONDUCT_VERSION)


# travel ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStay:
    """Days in a zone; with the visit they belong to, or noted by hand."""

    first_on: date
    last_on: date
    zone: str
    is_shared: bool = True
    source: Source = Source.HAND
    source_id: UUID | None = None


async def add_stay(person_id: UUID, new: NewStay) -> Stay:
    """Note where somebody will be. For the person themselves, and for what is arranged for them.

    Raises Invalid, by field, for days too far away, in the wrong order, or on which they are
    elsewhere already.
    """
    _check_stay(new)
    if await Stay.filter(person_id=person_id).count() >= rules.MOST_STAYS:
        raise Invalid(_("That is too much travelling to keep in mind. Remove what is over."))
    async with _apart():
        stay = await Stay.create(person_id=person_id, **asdict(new))
        await _note_last_day(person_id)
        return stay


async def change_stay(actor: Actor, stay: Stay, new: NewStay) -> None:
    """Correct where and when the actor will be; raises Invalid as `add_stay` does."""
    require(policy.can_keep_stay(actor, stay))
    _check_stay(new)
    values = asdict(new) | {"source": stay.source, "source_id": stay.source_id}
    async with _apart():
        await Stay.filter(id=stay.id).update(**values)
        await _note_last_day(stay.person_id)


async def remove_stay(actor: Actor, stay: Stay) -> None:
    """The actor will be at home after all."""
    require(policy.can_keep_stay(actor, stay))
    async with transaction():
        await Stay.filter(id=stay.id).delete()
        await _note_last_day(stay.person_id)


async def note_visit(person_id: UUID, visit_id: UUID, days: Days) -> None:
    """Note the days of a visit for the visitor. What they said themselves counts more: that they
    do not want it, or where they are on some of these days.
    """
    async with transaction():
        wants_it = await Person.filter(id=person_id, follows_visits=True).exists()
        same_days = Stay.filter(first_on__lte=days.last_on, last_on__gte=days.first_on)
        if wants_it and not await same_days.filter(person_id=person_id).exists():
            await Stay.create(
                person_id=person_id, source=Source.VISIT, source_id=visit_id, **days._asdict()
            )
            await _note_last_day(person_id)


async def forget_visit(person_id: UUID, visit_id: UUID) -> bool:
    """Take out the days of a visit; says whether they were there."""
    async with transaction():
        own = Stay.filter(person_id=person_id, source=Source.VISIT, source_id=visit_id)
        gone = await own.delete()
        await _note_last_day(person_id)
    return bool(gone)


async def follow_visits(actor: Actor, *, follows: bool) -> None:
    """Choose whether confirmed visits move the actor's clock; those noted before stay as they
    are, and can be removed one by one.
    """
    async with transaction():
        await Person.filter(id=actor.person_id).update(follows_visits=follows)


async def _note_last_day(person_id: UUID) -> None:
    """Keep the last day of all stays with the person, so that nobody else's are looked for."""
    last = await Stay.filter(person_id=person_id).order_by("-last_on").first()
    await Person.filter(id=person_id).update(away_until=last.last_on if last else None)


def _check_stay(new: NewStay) -> None:
    if not zones.is_zone(new.zone):
        raise Invalid(zone=_("Choose one of the list."))
    today = clock.now().astimezone(zones.zone(new.zone)).date()
    if new.last_on < new.first_on:
        raise Invalid(last_on=_("The last day is before the first."))
    if new.last_on < today:
        raise Invalid(last_on=_("These days are over."))
    if new.last_on > rules.latest_travel(today):
        raise Invalid(last_on=_("Choose days within the next two years."))
    if new.first_on < today - rules.TRAVEL_AHEAD:
        raise Invalid(first_on=_("Choose days within the last two years."))


@asynccontextmanager
async def _apart() -> AsyncIterator[None]:
    """The database refuses days on which the person is elsewhere already."""
    try:
        async with transaction():
            yield
    except IntegrityError:
        raise Invalid(
            first_on=_("You said already that you are elsewhere on some of these days.")
        ) from None


async def disable(actor: Actor, person: Person, centre_id: UUID | None) -> None:
    """Shut an account; its sessions end at once."""
    require(policy.can_disable(actor, person))
    async with transaction():
        await Person.filter(id=person.id).update(is_disabled=True)
        await Session.filter(person_id=person.id).delete()
        await outbox.record(actor, events.PersonDisabled(person_id=person.id, centre_id=centre_id))


async def enable(actor: Actor, person: Person) -> None:
    """Open a shut account again."""
    require(policy.can_disable(actor, person))
    await Person.filter(id=person.id).update(is_disabled=False)


# the passing of time -----------------------------------------------------------------------------


async def purge() -> int:
    """Delete sessions, counters, ways in and travels that are over; returns how many rows went."""
    now = clock.now()
    gone = await Session.filter(ends_at__lte=now).delete()
    gone += await Session.filter(seen_at__lte=now - rules.IDLE).delete()
    gone += await Throttle.filter(ends_at__lte=now).delete()
    gone += await Reset.filter(ends_at__lte=now - timedelta(days=1)).delete()
    return gone + await Stay.filter(last_on__lt=now.date() - rules.TRAVEL_KEPT).delete()
