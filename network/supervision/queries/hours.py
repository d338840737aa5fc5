"""Reading hours: months under every rule-set, statements and certificates."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NoReturn
from uuid import UUID

from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import NotFound
from network.people import queries as accounts
from network.supervision import policy
from network.supervision.models import (
    Certificate,
    HoursEntry,
    HoursRole,
    Kind,
    Statement,
    SupervisionSession,
)
from network.supervision.queries import records
from network.supervision.rules import codes, hours
from network.supervision.rules.hours import Entry, Post, RuleSet, Staff, Standing

_STAFF = {
    "PR-INT": Staff.SUPPORT,
    "PR-LAW": Staff.SUPPORT,
    "PR-PAR": Staff.SUPPORT,
    "PR-MON": Staff.SUPPORT,
    "PR-ADM": Staff.OFFICE,
    "PR-DRV": Staff.OFFICE,
    "PR-RCP": Staff.OFFICE,
}


@dataclass(frozen=True, slots=True)
class Month:
    """How somebody stands in a month under one rule-set."""

    rule_set: RuleSet
    standing: Standing


@dataclass(frozen=True, slots=True)
class Amounts:
    """Minutes that count over a period, by kind; received and given apart."""

    received: dict[Kind, Fraction]
    given: dict[Kind, Fraction]

    @property
    def total(self) -> Fraction:
        return sum(self.received.values(), Fraction(0))


async def own_log(actor: Actor) -> list[Entry]:
    """The actor's log as the rules read it."""
    return records.entries(await records.log_of(actor))


async def post_of(actor: Actor) -> Post:
    """What the actor's work asks for, by profession."""
    person = await accounts.get_own(actor)
    return Post(staff=_STAFF.get(person.profession, Staff.ANY))


def months_of(log: list[Entry], month: date, post: Post) -> list[Month]:
    """A month under every rule-set, each in the version valid then."""
    rule_sets = [hours.rule_set_for(code, month) for code in hours.codes()]
    return [Month(r, hours.month_standing(r, log, month, post)) for r in rule_sets]


def amounts(code: str, log: list[Entry], first_on: date, last_on: date) -> Amounts:
    """What a log holds over a period under a rule-set."""
    within = [entry for entry in log if first_on <= entry.held.on <= last_on]
    return Amounts(
        hours.by_kind(code, within, HoursRole.RECEIVED),
        hours.by_kind(code, within, HoursRole.GIVEN),
    )


def of_month(log: list[Entry], month: date) -> list[Entry]:
    """What stands of a log in a month, oldest first."""
    standing = hours.effective(log)
    found = [e for e in standing if (e.held.on.year, e.held.on.month) == (month.year, month.month)]
    return sorted(found, key=lambda entry: entry.held.on)


async def statements_of(actor: Actor) -> list[Statement]:
    """The months the actor signed, newest first."""
    return await Statement.filter(person_id=actor.person_id).order_by("-month")


async def statement(actor: Actor, month: date, rule_set: str) -> Statement | None:
    return await Statement.get_or_none(person_id=actor.person_id, month=month, rule_set=rule_set)


async def statements_to_countersign(actor: Actor) -> list[Statement]:
    """Signed months of people the actor supervised in them."""
    led = HoursEntry.filter(session__leader_id=actor.person_id).exclude(person_id=actor.person_id)
    days = set(await led.values_list("person_id", "held_on"))
    months = {(person, on.replace(day=1)) for person, on in days}
    people = {person for person, _month in months}
    rows = await Statement.filter(countersigned_at=None, person_id__in=list(people))
    return [row for row in rows if (row.person_id, row.month) in months]


async def get_statement(actor: Actor, statement_id: UUID) -> Statement:
    """A signed month the actor may sign below."""
    found = await Statement.get_or_none(id=statement_id)
    if found is None or found.person_id == actor.person_id:
        return _absent()
    is_theirs = await supervised_in(actor.person_id, found.person_id, found.month)
    return found if is_theirs else _absent()


async def supervised_in(leader_id: UUID | None, person_id: UUID, month: date) -> bool:
    """Whether somebody led a recorded session of a person in a month."""
    last = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    return await SupervisionSession.filter(
        leader_id=leader_id,
        hours__person_id=person_id,
        hours__held_on__gte=month,
        hours__held_on__lt=last,
    ).exists()


async def certificates_of(actor: Actor) -> list[Certificate]:
    return await Certificate.filter(person_id=actor.person_id).order_by("-created_at")


async def get_certificate(actor: Actor, certificate_id: UUID) -> Certificate:
    found = await Certificate.get_or_none(id=certificate_id)
    if found is None or not policy.can_see_certificate(actor, found):
        return _absent()
    return found


async def certificate_by_code(typed: str) -> Certificate | None:
    """What a code proves, for anybody who has it."""
    code = codes.read_code(typed)
    return await Certificate.get_or_none(code=code) if code else None


def this_month() -> date:
    return clock.now().date().replace(day=1)


def _absent() -> NoReturn:
    raise NotFound
