"""Beginning, renewing and ending sessions."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict
from network.kernel.i18n import _
from network.kernel.ids import hash_token, new_token
from network.people import rules
from network.people.models import Person, Session, Stage


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


async def renew(session: Session, **rights: Any) -> NewSession:
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
