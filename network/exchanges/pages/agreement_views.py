"""The host agreement in words: who signed, who signs now, and what each edition changed."""

from typing import Any, NamedTuple

from starlette.requests import Request

from network.exchanges import policy
from network.exchanges.models.agreeing import AgreementEdition, VisitSignature
from network.exchanges.models.visits import Visit
from network.exchanges.pages.preparing import Head
from network.exchanges.rules import clauses
from network.exchanges.rules.names import PARTS
from network.exchanges.vocabulary import Part, Side, VisitState
from network.kernel import moments
from network.kernel.actor import Actor
from network.kernel.i18n import _, lazy
from network.web.state import actor_of, visit_of

_BEHALF = {
    Side.VISITOR: lazy("Sign on behalf of the visitor"),
    Side.HOME: lazy("Sign on behalf of the home centre"),
    Side.HOST: lazy("Sign on behalf of the host"),
}


class Signer(NamedTuple):
    """A side of the agreement: whether it signed, and what the reader can do about it."""

    side: Side
    label: str
    name: str
    signed: str
    by: str
    is_own: bool
    behalf: str
    changes: list[clauses.Change]


def people_in(visit: Visit, editions: list[AgreementEdition]) -> list[Any]:
    signed = [one.person_id for edition in editions for one in edition.signatures]
    authors = [edition.author_id for edition in editions]
    both = [visit.home_coordinator_id, visit.host_coordinator_id]
    return [visit.mentor_id, *both, *signed, *authors]


def signers(request: Request, head: Head, editions: list[AgreementEdition]) -> list[Signer]:
    """Who has to sign the newest edition, and what is different for who signed one before."""
    if not editions or not clauses.is_current(editions[0], head.visit):
        return []
    return [_signer(request, head, editions, side) for side in Side]


def _signer(request: Request, head: Head, editions: list[AgreementEdition], side: Side) -> Signer:
    actor, visit, newest = actor_of(request), head.visit, editions[0]
    signature = next((one for one in newest.signatures if one.side is side), None)
    before = clauses.last_signed(editions[1:], side)
    is_own, behalf = _ways_to_sign(actor, visit, side)
    return Signer(
        side=side,
        label=str(PARTS[Part(side)]),
        name=head.labels.person(_speaker(visit, side), visit),
        signed=_day(request, signature) if signature else "",
        by=_by(head, signature),
        is_own=is_own,
        behalf=behalf,
        changes=clauses.changes(before, newest) if before else [],
    )


def _speaker(visit: Visit, side: Side) -> Any:
    return {
        Side.VISITOR: visit.visitor_id,
        Side.HOME: visit.home_coordinator_id,
        Side.HOST: visit.host_coordinator_id,
    }[side]


def _ways_to_sign(actor: Actor, visit: Visit, side: Side) -> tuple[bool, str]:
    """Whether the reader signs for themselves, or the words for signing on behalf."""
    if visit.state is not VisitState.HOST_ACCEPTED or not policy.can_sign(actor, visit, side):
        return False, ""
    is_own = Part(side) in policy.parts_in(actor, visit)
    return is_own, "" if is_own else str(_BEHALF[side])


def _day(request: Request, signature: VisitSignature) -> str:
    on = moments.local_day(signature.created_at, visit_of(request).where)
    return _("Signed on %(day)s", day=moments.short_day(on))


def _by(head: Head, signature: VisitSignature | None) -> str:
    """Who signed; on behalf is always said, and in which part."""
    if signature is None:
        return ""
    name = head.labels.person(signature.person_id, head.visit)
    if not signature.on_behalf:
        return name
    stood_in = Part.HOME if signature.side is Side.VISITOR else Part.SECRETARIAT
    return _("On behalf, by %(name)s (%(part)s)", name=name, part=str(PARTS[stood_in]))


def history(head: Head, editions: list[AgreementEdition]) -> list[dict[str, Any]]:
    """Every edition with what it changed, newest first."""
    before = [*editions[1:], None][: len(editions)]
    return [
        {
            "number": one.number,
            "author": head.labels.person(one.author_id, head.visit),
            "what_changed": one.what_changed,
            "changes": clauses.changes(earlier, one) if earlier else [],
        }
        for one, earlier in zip(editions, before, strict=True)
    ]
