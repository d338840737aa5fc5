"""Beginning an own history, opening it, and what a new passphrase does to it.

The key of a history is random. It lies in the database twice, under the passphrase and under a
recovery code; the portal keeps neither of these, so without both nobody opens it again.
"""

import secrets
from typing import Any, NamedTuple
from uuid import UUID

from network.adapters import sealing
from network.db import IntegrityError, after_commit, traces, transaction
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, NotFound, require
from network.kernel.i18n import _
from network.people.actions import signing_in
from network.people.actions.sessions import Browser
from network.wellbeing import policy
from network.wellbeing.actions import keeping
from network.wellbeing.models.histories import History
from network.wellbeing.queries import histories
from network.wellbeing.rules.histories import OwnHistory


class NeedsCode(Conflict):
    """The passphrase is right, but younger than the history, which was not open in between."""


class Begun(NamedTuple):
    """The key of a new history, and the recovery code that is shown this once."""

    key: bytes
    code: str


async def begin(actor: Actor, passphrase: str, browser: Browser) -> Begun:
    """Begin a history under the actor's own passphrase. Raises Invalid, TooMany or Conflict."""
    require(policy.can_check_in(actor))
    person_id = _own(actor)
    await signing_in.recognise(person_id, passphrase, browser)
    begun = Begun(sealing.new_key(), sealing.new_code())
    under = histories.about(person_id)
    row = {
        "by_passphrase": await sealing.wrapped(begun.key, passphrase, under),
        "by_code": await sealing.wrapped(begun.key, begun.code, under),
        **keeping.columns(person_id, begun.key, OwnHistory(), {}),
    }
    try:
        async with transaction():
            await History.create(person_id=person_id, **row)
    except IntegrityError:
        raise Conflict(_("You have a history already. Open it with your passphrase.")) from None
    return begun


async def open_history(actor: Actor, passphrase: str, browser: Browser) -> bytes:
    """The key of the actor's history. Raises Invalid, TooMany, NotFound or NeedsCode."""
    row = await _row(actor)
    await signing_in.recognise(row.person_id, passphrase, browser)
    about = histories.about(row.person_id)
    key = await sealing.unwrapped(row.by_passphrase, passphrase, about)
    if key is None:
        raise NeedsCode(
            _("Your passphrase is newer than your history. Open it with your recovery code.")
        )
    return key


async def open_by_code(actor: Actor, code: str, passphrase: str, browser: Browser) -> bytes:
    """The key by the recovery code; from now on the passphrase opens the history again."""
    row = await _row(actor)
    await signing_in.recognise(row.person_id, passphrase, browser)
    about = histories.about(row.person_id)
    key = await sealing.unwrapped(row.by_code, sealing.code_as_typed(code), about)
    if key is None:
        raise Invalid(code=_("This is not the recovery code of your history."))
    under_new = await sealing.wrapped(key, passphrase, about)
    await _replace(row, by_passphrase=under_new)
    return key


async def renew_code(actor: Actor, key: bytes) -> str:
    """A new recovery code; the old one opens nothing any more."""
    row = await _row(actor)
    await histories.read(actor, key)
    code = sealing.new_code()
    await _replace(row, by_code=await sealing.wrapped(key, code, histories.about(row.person_id)))
    return code


async def rewrap(person_id: UUID, old: str, new: str) -> None:
    """Let a new passphrase open what the old one did, in the transaction of the change."""
    row = await History.get_or_none(person_id=person_id)
    if row is None:
        return
    about = histories.about(person_id)
    key = await sealing.unwrapped(row.by_passphrase, old, about)
    if key is not None:
        await _replace(row, by_passphrase=await sealing.wrapped(key, new, about))


async def _row(actor: Actor) -> History:
    found = await History.get_or_none(person_id=actor.person_id)
    if found is None:
        raise NotFound
    return found


def _own(actor: Actor) -> UUID:
    if actor.person_id is None:
        raise NotFound
    return actor.person_id


async def _replace(row: History, **changes: Any) -> None:
    """Change how the key is kept, and leave no trace of how it was."""
    async with transaction():
        same = History.filter(person_id=row.person_id, version=row.version)
        if not await same.update(**changes, version=secrets.randbelow(keeping.VERSIONS)):
            raise Conflict(_("Your history was changed elsewhere a moment ago. Try again."))
        after_commit("wipe", traces.wipe)
