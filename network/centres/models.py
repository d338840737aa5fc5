"""Member centres, the people's roles at them, and files of centres brought in from outside."""

from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from network.db import InstantField, Record, Versioned

if TYPE_CHECKING:
    from network.people.models import Person


class CentreState(StrEnum):
    """A draft is known to the secretariat and its own people only."""

    DRAFT = "draft"
    CONFIRMED = "confirmed"
    CLOSED = "closed"


class Listing(StrEnum):
    """Who may see that a confirmed centre exists."""

    UNLISTED = "unlisted"
    MEMBERS = "members"
    PUBLIC = "public"


class Risk(StrEnum):
    """How much harm a leak would do; a high risk caps what leaves the portal."""

    NORMAL = "normal"
    HIGH = "high"


class Centre(Versioned):
    """An organisation of the network. Nothing here is about the people it helps.

    `codes` are entries of closed lists, `languages` the languages of work with a level each,
    `texts` what the centre says about itself by language, `closures` pairs of a first and a last
    day on which nobody works there.
    """

    slug = fields.CharField(max_length=80, unique=True)
    name = fields.CharField(max_length=200)
    name_key = fields.CharField(max_length=200)
    acronym = fields.CharField(max_length=40, default="")
    kind = fields.CharField(max_length=20, default="centre")
    state = fields.CharEnumField(CentreState, max_length=20, default=CentreState.DRAFT)
    listing = fields.CharEnumField(Listing, max_length=20, default=Listing.UNLISTED)
    risk = fields.CharEnumField(Risk, max_length=20, default=Risk.NORMAL)
    town = fields.CharField(max_length=80, default="")
    country = fields.CharField(max_length=2, default="")
    region = fields.CharField(max_length=10, default="")
    zone = fields.CharField(max_length=64, default="")
    weekend = fields.JSONField[list[int]](default=list)
    closures = fields.JSONField[list[list[str]]](default=list)
    website = fields.CharField(max_length=200, default="")
    mailbox = fields.CharField(max_length=254, default="")
    networks = fields.CharField(max_length=120, default="")
    codes = fields.JSONField[list[str]](default=list)
    languages = fields.JSONField[dict[str, str]](default=dict)
    texts = fields.JSONField[dict[str, str]](default=dict)
    visibility = fields.JSONField[dict[str, str]](default=dict)
    confirmed_at = InstantField(null=True)
    reminded_at = InstantField(null=True)
    revision = fields.BigIntField(default=0)
    batch_id = fields.UUIDField(null=True)

    class Meta:
        table = "centre"


class Membership(Record):
    """A person's role at a centre; a guest's ends by itself."""

    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="memberships", on_delete=fields.CASCADE
    )
    centre: fields.ForeignKeyRelation[Centre] = fields.ForeignKeyField(
        "network.Centre", related_name="memberships", on_delete=fields.CASCADE
    )
    role = fields.CharField(max_length=40)
    ends_at = InstantField(null=True)

    person_id: UUID
    centre_id: UUID

    class Meta:
        table = "membership"
        unique_together = (("person", "centre", "role"),)


class NetworkRole(Record):
    """A person's role for the whole network."""

    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="network_roles", on_delete=fields.CASCADE
    )
    role = fields.CharField(max_length=40)

    person_id: UUID

    class Meta:
        table = "network_role"
        unique_together = (("person", "role"),)


class Contact(Record):
    """Two centres that agreed to be in touch; stored once, the smaller key first."""

    one: fields.ForeignKeyRelation[Centre] = fields.ForeignKeyField(
        "network.Centre", related_name="contacts_one", on_delete=fields.CASCADE
    )
    other: fields.ForeignKeyRelation[Centre] = fields.ForeignKeyField(
        "network.Centre", related_name="contacts_other", on_delete=fields.CASCADE
    )

    one_id: UUID
    other_id: UUID

    class Meta:
        table = "contact"
        unique_together = (("one", "other"),)


class Revision(Model):
    """The number of the last change to anything the directory shows; one row."""

    id = fields.IntField(primary_key=True)
    number = fields.BigIntField()

    class Meta:
        table = "directory_revision"


class BatchState(StrEnum):
    PREPARED = "prepared"
    APPLIED = "applied"
    UNDONE = "undone"


class ImportBatch(Record):
    """A file of centres: how it was read, and what became of it."""

    filename = fields.CharField(max_length=200)
    header = fields.JSONField[list[str]]()
    mapping = fields.JSONField[dict[str, str]](default=dict)
    duplicates = fields.CharField(max_length=10, default="skip")
    state = fields.CharEnumField(BatchState, max_length=20, default=BatchState.PREPARED)
    by_id = fields.UUIDField(null=True)
    counts = fields.JSONField[dict[str, int]](default=dict)
    applied_at = InstantField(null=True)

    rows: fields.ReverseRelation["ImportRow"]

    class Meta:
        table = "import_batch"


class ImportRow(Record):
    """One row of the file: as given, what it will do or did, and what was there before."""

    batch: fields.ForeignKeyRelation[ImportBatch] = fields.ForeignKeyField(
        "network.ImportBatch", related_name="rows", on_delete=fields.CASCADE
    )
    number = fields.IntField()
    cells = fields.JSONField[list[str]]()
    outcome = fields.CharField(max_length=10, default="")
    messages = fields.JSONField[list[dict[str, Any]]](default=list)
    centre_id = fields.UUIDField(null=True)
    before = fields.JSONField[dict[str, Any] | None](null=True)

    batch_id: UUID

    class Meta:
        table = "import_row"
        unique_together = (("batch", "number"),)


class ColumnMapping(Record):
    """How the columns of a kind of file were understood last time."""

    header_key = fields.CharField(max_length=64, unique=True)
    mapping = fields.JSONField[dict[str, str]]()

    class Meta:
        table = "column_mapping"
