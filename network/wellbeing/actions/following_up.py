"""What people do about a release: say what they will change, and give figures to the library."""

from uuid import UUID

from network import events, outbox
from network.db import IntegrityError, transaction
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, NotFound, Stale, require
from network.kernel.i18n import _
from network.wellbeing import policy
from network.wellbeing.models.rounds import SharedRelease, WillChange
from network.wellbeing.queries import releases
from network.wellbeing.queries.releases import Shown

MOST_WORDS = 4000
LEVELS = ("S1", "S2", "S3")  # members of the network, or fewer


async def say_what_changes(
    actor: Actor, shown: Shown, centre_id: UUID | None, text: str, lang: str
) -> WillChange:
    """Say for the first time what a centre, or the network, will change."""
    require(policy.can_write_change(actor, centre_id))
    place = releases.place_name(centre_id)
    words = _checked(text)
    try:
        async with transaction():
            return await WillChange.create(
                release_id=shown.release.id,
                place=place,
                text=words,
                lang=lang,
                author_id=actor.person_id,
            )
    except IntegrityError:
        stored = await releases.change_of(shown.release.id, centre_id)
        raise Stale(_("Somebody wrote this a moment ago."), stored) from None


async def reword_change(actor: Actor, change: WillChange, version: int, text: str) -> None:
    """Say it otherwise. Raises Stale with what is stored."""
    centre_id = None if change.place == releases.WHOLE else UUID(change.place)
    require(policy.can_write_change(actor, centre_id))
    if not await change.store(version, text=_checked(text), author_id=actor.person_id):
        stored = await releases.change_of(change.release_id, centre_id)
        raise Stale(_("Somebody wrote this a moment ago."), stored)


async def share(
    actor: Actor, shown: Shown, centre_id: UUID | None, *, level: str, lang: str
) -> SharedRelease:
    """Give the figures of a centre, or of the network, to the library, once.

    Raises NotFound where nothing was told, Invalid for a level everybody reads or the group is too
    small for, and Conflict when it was done before.
    """
    require(policy.can_share(actor, centre_id))
    if releases.place_of(centre_id) not in shown.figures:
        raise NotFound
    if level not in LEVELS:
        raise Invalid(level=_("Figures of check-ins stay within the network."))
    if level == releases.FOR_ALL and not releases.is_for_all(shown, centre_id):
        raise Invalid(
            level=_(
                "All members read of groups of %(least)s and more only. Yours may be smaller.",
                least=shown.release.round.network_k,
            )
        )
    try:
        async with transaction():
            made = await SharedRelease.create(
                release_id=shown.release.id,
                place=releases.place_name(centre_id),
                level=level,
                lang=lang,
                author_id=actor.person_id,
            )
            fact = events.CheckInReleaseShared(
                share_id=made.id, release_id=shown.release.id, centre_id=centre_id
            )
            await outbox.record(actor, fact)
    except IntegrityError:
        raise Conflict(_("These figures are in the library already.")) from None
    return made


async def keep_item(share_id: UUID, item_id: UUID) -> None:
    """Remember the knowledge item that was made of shared figures."""
    await SharedRelease.filter(id=share_id).update(item_id=item_id)


def _checked(text: str) -> str:
    words = text.strip()
    if not words:
        raise Invalid(text=_("Write at least a sentence."))
    if len(words) > MOST_WORDS:
        raise Invalid(text=_("Use at most %(most)s characters.", most=MOST_WORDS))
    return words
