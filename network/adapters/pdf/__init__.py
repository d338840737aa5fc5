"""Papers to print or to send on: the certificate of supervision hours and the monthly statement."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from anyio import to_thread
from babel.numbers import format_decimal
from babel.units import format_unit

from network.adapters.pdf.certifying import check, holder
from network.adapters.pdf.typesetting import typeset
from network.kernel import moments, taxonomy
from network.kernel.i18n import _, locale, speaking


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """What a certificate proves: minutes received and given by kind, a kind by code or in words.

    `rule_set` names the rules with their version; `address` is where `code` is checked.
    """

    name: str
    first_on: date
    last_on: date
    received: Mapping[str, Fraction] = field(default_factory=dict)
    given: Mapping[str, Fraction] = field(default_factory=dict)
    rule_set: str
    issued_on: date
    code: str
    address: str
    language: str
    supervisor: str = ""
    centre: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """One session of a statement, with the minutes it counts for under each of its rules."""

    on: date
    kind: str
    minutes: int
    credited: Sequence[Fraction]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a month comes to under one set of rules, in minutes."""

    rule_set: str
    credited: Fraction
    needed: Fraction
    is_met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A month of supervision for two people to sign, under one to three sets of rules."""

    name: str
    month: date
    sessions: Sequence[Counted]
    verdicts: Sequence[Verdict]
    issued_on: date
    language: str
    supervisor: str = ""
    note: str = ""


Paper = TypeVar("Paper", Certificate, Statement)


async def certificate(paper: Certificate) -> bytes:
    """The certificate as one page of PDF, in its own language."""
    return await to_thread.run_sync(_written, "certificate", paper, _certificate)


async def statement(paper: Statement) -> bytes:
    """The statement as PDF, in its own language; one page for up to sixteen sessions."""
    return await to_thread.run_sync(_written, "statement", paper, _statement)


def _written(layout: str, paper: Paper, words_of: Callable[[Paper], dict[str, Any]]) -> bytes:
    with speaking(paper.language):
        content = {"brand": _("Exchange"), **words_of(paper)}
        return typeset(layout, content, paper.language, paper.issued_on)


def _certificate(paper: Certificate) -> dict[str, Any]:
    return {
        "title": _("Certificate of supervision hours"),
        "holder": {**holder(paper.name), "centre": paper.centre},
        "what": _("Clinical supervision"),
        **_table(paper),
        "facts": [
            (_("Period"), moments.period(paper.first_on, paper.last_on)),
            (_("Counted by the rules of"), paper.rule_set),
            (_("Issued on"), moments.short_day(paper.issued_on)),
        ],
        "supervisor": (_("Supervisor"), paper.supervisor) if paper.supervisor else None,
        "check": check(
            paper.code,
            paper.address,
            paper.address,
            _("You will see whether it is valid and its hours, and nothing else."),
        ),
    }


def _table(paper: Certificate) -> dict[str, Any]:
    """A row for each kind, and a column for each of received and given that has hours."""
    columns = {_("Hours received"): paper.received, _("Hours given"): paper.given}
    columns = {head: hours for head, hours in columns.items() if hours}
    kinds = dict.fromkeys([*paper.received, *paper.given])
    return {
        "heads": [_("Kind of supervision"), *columns],
        "rows": [
            (taxonomy.label(kind), *(_hours(hours.get(kind)) for hours in columns.values()))
            for kind in kinds
        ],
        "total": (_("Total"), *(_hours(sum(hours.values())) for hours in columns.values())),
    }


def _statement(paper: Statement) -> dict[str, Any]:
    return {
        "title": _("Supervision in %(month)s", month=moments.month(paper.month)),
        "facts": [
            (_("Name"), paper.name),
            (_("Issued on"), moments.short_day(paper.issued_on)),
        ],
        "heads": [
            _("Date"),
            _("Kind of supervision"),
            _("Length"),
            *(verdict.rule_set for verdict in paper.verdicts),
        ],
        "rows": [
            (
                moments.day_month(session.on),
                taxonomy.label(session.kind),
                format_unit(session.minutes, "minute", "short", locale=locale()),
                *map(_hours, session.credited),
            )
            for session in paper.sessions
        ],
        "sums": _sums(paper.verdicts),
        "note": paper.note,
        "signatures": [
            (_("Supervisee: date and signature"), paper.name),
            (_("Supervisor: date and signature"), paper.supervisor),
        ],
    }


def _sums(verdicts: Sequence[Verdict]) -> list[list[str]]:
    met, short = _("Met"), _("Not met")
    return [
        [_("Hours that count"), *(_hours(verdict.credited) for verdict in verdicts)],
        [_("Hours needed"), *(_hours(verdict.needed) for verdict in verdicts)],
        [_("Requirement"), *(met if verdict.is_met else short for verdict in verdicts)],
    ]


def _hours(minutes: Fraction | int | None) -> str:
    """Hours with two decimals, rounded down: a paper never promises more than there was."""
    if minutes is None:
        return ""
    hundredths = Decimal(minutes * 100 // 60)
    return format_decimal(hundredths / 100, "#,##0.00", locale=locale())
