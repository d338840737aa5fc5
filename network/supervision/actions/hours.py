"""Signing months of hours, and issuing certificates."""

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from network.db import IntegrityError, transaction
from network.kernel import clock, i18n
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Forbidden, Invalid, NotFound, require
from network.kernel.i18n import _
from network.supervision.models import Certificate, Statement
from network.supervision.queries import hours as queries
from network.supervision.rules import codes, hours
from network.supervision.rules.hours import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a certificate is to say."""

    name: str
    centre: str = ""
    supervisor: str = ""
    first_on: date
    last_on: date
    rule_set: str


def fingerprint(log: list[Entry], month: date) -> str:
    """What a month held when it was signed; another one after a correction."""
    lines = [
        f"{e.held.on}|{e.held.kind}|{e.held.role}|{e.held.minutes}|{e.held.people}"
        for e in queries.of_month(log, month)
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


async def sign_month(actor: Actor, month: date, rule_set: str) -> Statement:
    """Sign a month of one's own that is over. Signing again after a correction replaces it."""
    if actor.person_id is None or rule_set not in hours.codes():
        raise NotFound
    if month >= queries.this_month():
        raise Conflict(_("This month is not over yet."))
    mark = fingerprint(await queries.own_log(actor), month)
    signed: dict[str, Any] = {"fingerprint": mark, "signed_at": clock.now()}
    async with transaction():
        changed = await Statement.filter(
            person_id=actor.person_id, month=month, rule_set=rule_set
        ).update(**signed, countersigned_by_id=None, countersigned_at=None)
        if not changed:
            await Statement.create(
                person_id=actor.person_id, month=month, rule_set=rule_set, **signed
            )
    return await Statement.get(person_id=actor.person_id, month=month, rule_set=rule_set)


async def countersign(actor: Actor, statement: Statement) -> None:
    """Sign a month of somebody one supervised in it."""
    leader = actor.person_id
    require(await queries.supervised_in(leader, statement.person_id, statement.month))
    async with transaction():
        done = await Statement.filter(id=statement.id, countersigned_at=None).update(
            countersigned_by_id=leader, countersigned_at=clock.now()
        )
        if not done:
            raise Conflict(_("This was signed already."))


async def issue(actor: Actor, wanted: Wanted) -> Certificate:
    """Issue a certificate of one's own hours; nothing of it changes later.

    Raises Invalid for a period that is no period or holds no hours.
    """
    if actor.person_id is None:
        raise Forbidden
    if wanted.first_on > wanted.last_on:
        raise Invalid(last_on=_("The last day lies before the first."))
    log = await queries.own_log(actor)
    found = queries.amounts(wanted.rule_set, log, wanted.first_on, wanted.last_on)
    if not found.received and not found.given:
        raise Invalid(_("There are no hours in this period."))
    rule_set = hours.rule_set_for(wanted.rule_set, wanted.last_on)
    try:
        async with transaction():
            return await Certificate.create(
                person_id=actor.person_id,
                code=codes.new_code(),
                name=wanted.name,
                centre=wanted.centre,
                supervisor=wanted.supervisor,
                first_on=wanted.first_on,
                last_on=wanted.last_on,
                rule_set=wanted.rule_set,
                rule_version=rule_set.version,
                seconds={
                    "received": {k.value: hours.as_seconds(v) for k, v in found.received.items()},
                    "given": {k.value: hours.as_seconds(v) for k, v in found.given.items()},
                },
                language=i18n.language(),
            )
    except IntegrityError:
        raise Conflict(_("Try once more.")) from None


async def withdraw(actor: Actor, certificate: Certificate) -> None:
    """Take a certificate back; its code says so from now on."""
    require(actor.person_id == certificate.person_id)
    async with transaction():
        await Certificate.filter(id=certificate.id, withdrawn_at=None).update(
            withdrawn_at=clock.now()
        )
