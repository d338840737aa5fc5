"""Setting a second factor, and the codes for when it is lost."""

import secrets
from uuid import UUID

import pyotp
from pyotp.exceptions import OTPVerificationError

from network import events, outbox
from network.db import transaction
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Invalid, NotFound
from network.kernel.i18n import _
from network.kernel.ids import hash_token
from network.kernel.keys import seal
from network.people import rules
from network.people.actions.sessions import NewSession, end_sessions, renew
from network.people.models import Person, RecoveryCode, SecondFactor, Session


def counter_of(secret: str | None, code: str) -> int | None:
    """The 30-second step a code belongs to, one step early or late allowed (RFC 6238)."""
    if secret is None or len(code) != 6 or not code.isascii() or not code.isdigit():  # noqa: PLR2004
        return None
    now = clock.now()
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(code, for_time=now, valid_window=1)
    except OTPVerificationError:
        return None


def recovery_hash(code: str) -> str:
    """What is stored of a recovery code; typed with or without dashes, spaces and capitals."""
    return hash_token(code.replace("-", "").replace(" ", "").lower())


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
    counter = counter_of(secret, code)
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
        renewed = await renew(session, has_second_factor=True)
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
        [RecoveryCode(person_id=person_id, code_hash=recovery_hash(code)) for code in codes]
    )
    return codes
