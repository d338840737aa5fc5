"""Keeping the signposts to help: written by country, and looked at again."""

from dataclasses import asdict, dataclass
from typing import Any

from network.db import transaction
from network.kernel.actor import Actor
from network.kernel.errors import Invalid, Stale, require
from network.kernel.i18n import _
from network.wellbeing import policy
from network.wellbeing.models.help import Signpost
from network.wellbeing.queries import help as queries
from network.wellbeing.queries.rounds import today
from network.wellbeing.vocabulary import SignpostKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """What a signpost says."""

    kind: SignpostKind
    lang: str
    title: str
    country: str = ""
    spoken: tuple[str, ...] = ()
    about: str = ""
    phone: str = ""
    website: str = ""
    hours: str = ""


async def put_up(actor: Actor, post: Post) -> Signpost:
    """Put up a new signpost; it counts as checked today."""
    require(policy.can_keep_signposts(actor, post.country, await queries.kept_countries(actor)))
    columns = _columns(post)
    async with transaction():
        return await Signpost.create(**columns, checked_on=today())


async def change(actor: Actor, signpost: Signpost, version: int, post: Post) -> None:
    """Change one; it counts as checked today. Raises Stale."""
    own = await queries.kept_countries(actor)
    require(policy.can_edit_signpost(actor, signpost, own))
    require(policy.can_keep_signposts(actor, post.country, own))
    columns = _columns(post)
    async with transaction():
        if not await signpost.store(version, **columns, checked_on=today()):
            raise Stale(_("Somebody changed this a moment ago."), await _stored(signpost))


async def still_right(actor: Actor, signpost: Signpost) -> None:
    """Say that it was checked today and is right."""
    require(policy.can_edit_signpost(actor, signpost, await queries.kept_countries(actor)))
    async with transaction():
        await Signpost.filter(id=signpost.id).update(checked_on=today())


async def take_down(actor: Actor, signpost: Signpost) -> None:
    """Remove one that no longer helps."""
    require(policy.can_edit_signpost(actor, signpost, await queries.kept_countries(actor)))
    async with transaction():
        await Signpost.filter(id=signpost.id).delete()


def _columns(post: Post) -> dict[str, Any]:
    if not post.title.strip():
        raise Invalid(title=_("Give it a name."))
    if post.website and not post.website.startswith("https://"):
        raise Invalid(website=_("Start the address with https://."))
    return {**asdict(post), "spoken": list(post.spoken)}


async def _stored(signpost: Signpost) -> Signpost | None:
    return await Signpost.get_or_none(id=signpost.id)
