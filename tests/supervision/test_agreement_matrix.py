"""Who may make which move in which state: the whole table of features, section 4.2."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, DomainError, Forbidden, NotFound
from network.settings import Settings
from network.supervision.actions import agreement_states as states
from network.supervision.actions import agreements as actions
from network.supervision.models import Agreement, AgreementState
from network.supervision.queries import agreements as queries
from tests.supervision.agreement_world import World, elements, fresh, in_state, make_world

pytestmark = pytest.mark.anyio

S = AgreementState
OPEN = (S.REQUESTED, S.DRAFTING, S.SIGNING, S.ACTIVE, S.PAUSED, S.LAPSED)
ROLES = (
    "supervisor",
    "supervisee",
    "coordinator",
    "their_coordinator",
    "colleague",
    "secretariat",
)
SUPERVISOR = frozenset({"supervisor"})
BOTH = frozenset({"supervisor", "supervisee"})
WITH_SECRETARIAT = BOTH | {"secretariat"}

Move = Callable[[Actor, Agreement], Awaitable[object]]


@dataclass(frozen=True)
class Rule:
    """A move: who makes it, in which states, and the state afterwards (None: as before)."""

    make: Move
    who: frozenset[str]
    when: tuple[AgreementState, ...]
    after: AgreementState | None = None


async def _save(actor: Actor, a: Agreement) -> None:
    await actions.save_draft(actor, a, a.version, elements(minutes=50))


async def _send(actor: Actor, a: Agreement) -> None:
    await actions.send(actor, a, a.version, elements())


async def _revise(actor: Actor, a: Agreement) -> None:
    await actions.revise(actor, a, a.version, elements(minutes=90))


async def _sign(actor: Actor, a: Agreement) -> None:
    await actions.sign(actor, a, a.edition)


async def _pause(actor: Actor, a: Agreement) -> None:
    await states.pause(actor, a, "", cancels=True)


RULES = {
    "accept": Rule(actions.accept, SUPERVISOR, (S.REQUESTED,), S.DRAFTING),
    "decline": Rule(actions.decline, SUPERVISOR, (S.REQUESTED,), S.DECLINED),
    "declare": Rule(actions.declare_line_manager, BOTH, (S.REQUESTED, S.DRAFTING, S.SIGNING)),
    "save": Rule(_save, SUPERVISOR, (S.DRAFTING,)),
    "send": Rule(_send, SUPERVISOR, (S.DRAFTING,), S.SIGNING),
    "revise": Rule(_revise, BOTH, (S.SIGNING, S.ACTIVE, S.PAUSED, S.LAPSED)),
    "sign": Rule(_sign, BOTH, (S.SIGNING,)),
    "drop": Rule(actions.drop_change, BOTH, ()),
    "pause": Rule(_pause, BOTH, (S.ACTIVE,), S.PAUSED),
    "resume": Rule(states.resume, BOTH, (S.PAUSED,), S.ACTIVE),
    "end": Rule(states.end, WITH_SECRETARIAT, OPEN, S.ENDED),
}
CASES = [(state, name) for name, rule in RULES.items() for state in rule.when]


async def _outcome(world: World, rule: Rule, role: str, agreement: Agreement) -> Any:
    """What a role got: the state afterwards, or how it was refused."""
    try:
        await rule.make(await world.act(role), await fresh(agreement))
    except DomainError as error:
        return type(error)
    return (await fresh(agreement)).state


@pytest.mark.parametrize(("state", "name"), CASES, ids=str)
async def test_each_role_makes_its_moves_in_their_states(
    state: AgreementState, name: str, db: Settings
) -> None:
    rule, found = RULES[name], {}

    for role in rule.who:
        world = await make_world()
        found[role] = await _outcome(world, rule, role, await in_state(world, state))

    assert found == dict.fromkeys(rule.who, rule.after or state)


@pytest.mark.parametrize("state", S, ids=str)
async def test_no_role_makes_any_other_move_and_trying_changes_nothing(
    state: AgreementState, db: Settings
) -> None:
    world = await make_world()
    agreement = await in_state(world, state)
    refused = {
        (name, role): Conflict if role in rule.who else Forbidden
        for name, rule in RULES.items()
        for role in ROLES
        if role not in rule.who or state not in rule.when
    }

    found = {
        (name, role): await _outcome(world, RULES[name], role, agreement) for name, role in refused
    }

    assert found == refused
    assert (await fresh(agreement)).version == agreement.version


@pytest.mark.parametrize("state", S, ids=str)
async def test_only_the_two_in_it_can_see_an_agreement(state: AgreementState, db: Settings) -> None:
    world = await make_world()
    agreement = await in_state(world, state)

    seen = {}
    for role in ROLES:
        person = await world.act(role)
        listed = [row.id for row in await queries.agreements_of(person)]
        try:
            await queries.get_agreement(person, agreement.id)
            seen[role] = (True, listed)
        except NotFound:
            seen[role] = (False, listed)

    assert seen == {r: (r in BOTH, [agreement.id] if r in BOTH else []) for r in ROLES}


@pytest.mark.parametrize(
    ("state", "past", "name", "wanted"),
    [
        (S.REQUESTED, {"created_at": 15}, "accept", Conflict),
        (S.REQUESTED, {"created_at": 15}, "decline", Conflict),
        (S.REQUESTED, {"created_at": 15}, "end", Conflict),
        (S.ACTIVE, {"ends_on": 1}, "pause", Conflict),
        (S.PAUSED, {"ends_on": 1}, "resume", Conflict),
        (S.ACTIVE, {"ends_on": 1}, "end", S.ENDED),
        (S.PAUSED, {"ends_on": 1}, "end", S.ENDED),
        (S.ACTIVE, {"ends_on": 1}, "revise", S.ACTIVE),
    ],
)
async def test_a_late_job_lets_nobody_do_what_time_has_closed(
    state: AgreementState, past: dict[str, int], name: str, wanted: Any, db: Settings
) -> None:
    world = await make_world()
    agreement = await in_state(world, state)
    await _let_pass(agreement, past)

    assert await _outcome(world, RULES[name], "supervisor", agreement) == wanted


async def _let_pass(agreement: Agreement, past: dict[str, int]) -> None:
    now = clock.now()
    changes: dict[str, Any] = {
        name: now - timedelta(days=days) if name.endswith("_at") else now.date() - timedelta(days)
        for name, days in past.items()
    }
    await Agreement.filter(id=agreement.id).update(**changes)
