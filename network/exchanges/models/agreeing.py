"""Days, the host agreement and money of a visit."""

from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields

from network.db import InstantField, Record, Versioned
from network.exchanges.models.visits import (
    Visit,
)
from network.exchanges.vocabulary import Payer, Side

if TYPE_CHECKING:
    from network.people.models import Person


class DatePollState(StrEnum):
    OPEN = "open"
    SETTLED = "settled"
    CLOSED = "closed"


class DatePoll(Versioned):
    """Everybody involved is asked which of several periods suit; at most one is open."""

    visit: fields.ForeignKeyRelation[Visit] = fields.ForeignKeyField(
        "network.Visit", related_name="date_polls", on_delete=fields.CASCADE
    )
    state = fields.CharEnumField(DatePollState, max_length=10, default=DatePollState.OPEN)
    closes_on = fields.DateField()
    chosen_id = fields.UUIDField(null=True)
    author_id = fields.UUIDField(null=True)

    visit_id: UUID
    options: fields.ReverseRelation["DateOption"]

    class Meta:
        table = "date_poll"


class DateOption(Record):
    """A period to choose, both days included."""

    poll: fields.ForeignKeyRelation[DatePoll] = fields.ForeignKeyField(
        "network.DatePoll", related_name="options", on_delete=fields.CASCADE
    )
    first_on = fields.DateField()
    last_on = fields.DateField()

    poll_id: UUID
    answers: fields.ReverseRelation["DateAnswer"]

    class Meta:
        table = "date_option"
        unique_together = (("poll_id", "first_on", "last_on"),)


class Suits(StrEnum):
    YES = "yes"
    IF_NEEDED = "if_needed"
    NO = "no"


class DateAnswer(Record):
    """Whether a period suits somebody."""

    option: fields.ForeignKeyRelation[DateOption] = fields.ForeignKeyField(
        "network.DateOption", related_name="answers", on_delete=fields.CASCADE
    )
    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="date_answers", on_delete=fields.CASCADE
    )
    suits = fields.CharEnumField(Suits, max_length=10)

    option_id: UUID
    person_id: UUID

    class Meta:
        table = "date_answer"
        unique_together = (("option_id", "person_id"),)


class DateChangeState(StrEnum):
    OPEN = "open"
    APPLIED = "applied"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class DateChange(Versioned):
    """Other dates for a confirmed visit; they take effect once all three sides accepted."""

    visit: fields.ForeignKeyRelation[Visit] = fields.ForeignKeyField(
        "network.Visit", related_name="date_changes", on_delete=fields.CASCADE
    )
    state = fields.CharEnumField(DateChangeState, max_length=10, default=DateChangeState.OPEN)
    first_on = fields.DateField()
    last_on = fields.DateField()
    accepted = fields.JSONField[list[str]](default=list)
    author_id = fields.UUIDField(null=True)

    visit_id: UUID

    class Meta:
        table = "visit_date_change"


class AgreementEdition(Record):
    """The host agreement as it was put to sign; other terms, days or form are a new edition."""

    visit: fields.ForeignKeyRelation[Visit] = fields.ForeignKeyField(
        "network.Visit", related_name="editions", on_delete=fields.CASCADE
    )
    number = fields.IntField()
    first_on = fields.DateField()
    last_on = fields.DateField()
    is_virtual = fields.BooleanField(default=False)
    terms = fields.JSONField[dict[str, str]](default=dict)
    what_changed = fields.CharField(max_length=300, default="")
    author_id = fields.UUIDField(null=True)
    voided_at = InstantField(null=True)

    visit_id: UUID
    signatures: fields.ReverseRelation["VisitSignature"]

    class Meta:
        table = "visit_edition"
        unique_together = (("visit_id", "number"),)


class VisitSignature(Record):
    """One side signed an edition; `on_behalf` says that somebody else did it for them."""

    edition: fields.ForeignKeyRelation[AgreementEdition] = fields.ForeignKeyField(
        "network.AgreementEdition", related_name="signatures", on_delete=fields.CASCADE
    )
    side = fields.CharEnumField(Side, max_length=10)
    person_id = fields.UUIDField(null=True)
    on_behalf = fields.BooleanField(default=False)

    edition_id: UUID

    class Meta:
        table = "visit_signature"
        unique_together = (("edition_id", "side"),)


class BudgetLine(Versioned):
    """One kind of cost, in the hundredths (or what its currency has) in which it is paid.

    `rate` is how many millionths of the reporting currency one unit was worth on `rate_on`;
    `approved` how much somebody allowed beyond the plan.
    """

    visit: fields.ForeignKeyRelation[Visit] = fields.ForeignKeyField(
        "network.Visit", related_name="budget", on_delete=fields.CASCADE
    )
    kind = fields.CharField(max_length=20)
    payer = fields.CharEnumField(Payer, max_length=10, default=Payer.OPEN)
    currency = fields.CharField(max_length=3)
    planned = fields.BigIntField(default=0)
    committed = fields.BigIntField(null=True)
    actual = fields.BigIntField(null=True)
    report_currency = fields.CharField(max_length=3, default="EUR")
    rate = fields.BigIntField(null=True)
    rate_on = fields.DateField(null=True)
    approved = fields.BigIntField(default=0)
    approved_by_id = fields.UUIDField(null=True)
    approved_at = InstantField(null=True)
    is_blocked = fields.BooleanField(default=False)
    is_refund_due = fields.BooleanField(default=False)
    is_released = fields.BooleanField(default=False)
    note = fields.CharField(max_length=300, default="")

    visit_id: UUID

    class Meta:
        table = "budget_line"
