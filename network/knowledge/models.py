"""Knowledge items, their versions in every language, review, trail, and readers' marks."""

from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise import fields

from network.db import InstantField, Record, Versioned

if TYPE_CHECKING:
    from network.centres.models import Centre
    from network.people.models import Person


class SafetyLevel(StrEnum):
    """Who may read: everybody, members, named centres and people, or named people only.

    S4, what must not be in the portal at all, is never stored.
    """

    PUBLIC = "S0"
    MEMBERS = "S1"
    NAMED = "S2"
    STRICT = "S3"


# items and their texts ---------------------------------------------------------------------------


class ItemState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"


class Item(Versioned):
    """One thing that was learned, whatever languages and versions it has.

    `kind`, `level`, `topics` and `year` are those of the published version, or of the draft
    as long as none was published. `lang` is the language of the original, `number` its published
    version (0: none yet). Texts are in the versions.
    """

    kind = fields.CharField(max_length=12)
    lang = fields.CharField(max_length=10)
    level = fields.CharEnumField(SafetyLevel, max_length=2, default=SafetyLevel.MEMBERS)
    state = fields.CharEnumField(ItemState, max_length=12, default=ItemState.DRAFT)
    number = fields.IntField(default=0)
    topics = fields.JSONField[list[str]](default=list)
    year = fields.IntField(default=0)
    centre: fields.ForeignKeyNullableRelation["Centre"] = fields.ForeignKeyField(
        "network.Centre", related_name="knowledge", null=True, on_delete=fields.SET_NULL
    )
    owner_id = fields.UUIDField(null=True)
    is_held = fields.BooleanField(default=False)
    asks_reading = fields.BooleanField(default=False)
    successor: fields.ForeignKeyNullableRelation["Item"] = fields.ForeignKeyField(
        "network.Item", related_name="predecessors", null=True, on_delete=fields.SET_NULL
    )
    withdrawn_for = fields.CharField(max_length=20, default="")
    review_on = fields.DateField(null=True)
    reminded_days = fields.IntField(null=True)
    published_at = InstantField(null=True)

    centre_id: UUID | None
    successor_id: UUID | None
    readers: fields.ReverseRelation["Reader"]

    class Meta:
        table = "knowledge_item"


class VersionState(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    SAFETY_CHECK = "safety_check"
    PUBLISHED = "published"
    REPLACED = "replaced"
    DISCARDED = "discarded"


OPEN = (VersionState.DRAFT, VersionState.IN_REVIEW, VersionState.SAFETY_CHECK)


class Version(Versioned):
    """One text of an item in one language; never changed again once it is published.

    At most one is open and at most one is published for each language. A translation names in
    `source_number` the version of the original that it renders. `details` holds what only some
    kinds have, see `rules.details`. `seal` is the hash of all that was published.
    """

    item: fields.ForeignKeyRelation[Item] = fields.ForeignKeyField(
        "network.Item", related_name="versions", on_delete=fields.CASCADE
    )
    lang = fields.CharField(max_length=10)
    number = fields.IntField()
    source_number = fields.IntField(null=True)
    state = fields.CharEnumField(VersionState, max_length=12, default=VersionState.DRAFT)
    kind = fields.CharField(max_length=12)
    level = fields.CharEnumField(SafetyLevel, max_length=2, default=SafetyLevel.MEMBERS)
    topics = fields.JSONField[list[str]](default=list)
    year = fields.IntField(default=0)
    title = fields.CharField(max_length=200, default="")
    summary = fields.TextField(default="")
    body = fields.TextField(default="")
    sources = fields.TextField(default="")
    authors = fields.CharField(max_length=300, default="")
    licence = fields.CharField(max_length=20, default="members")
    details = fields.JSONField[dict[str, Any]](default=dict)
    what_changed = fields.CharField(max_length=300, default="")
    embargo_until = InstantField(null=True)
    external_id = fields.CharField(max_length=120, default="")
    author_id = fields.UUIDField(null=True)
    submitted_at = InstantField(null=True)
    reviewed_by_id = fields.UUIDField(null=True)
    checked_by_id = fields.UUIDField(null=True)
    returned_note = fields.TextField(default="")
    published_at = InstantField(null=True)
    seal = fields.CharField(max_length=64, default="")

    item_id: UUID

    class Meta:
        table = "knowledge_version"
        unique_together = (("item_id", "lang", "number"),)


class Reader(Record):
    """A centre or a person named to read an item of level S2, or a person for S3."""

    item: fields.ForeignKeyRelation[Item] = fields.ForeignKeyField(
        "network.Item", related_name="readers", on_delete=fields.CASCADE
    )
    centre: fields.ForeignKeyNullableRelation["Centre"] = fields.ForeignKeyField(
        "network.Centre", related_name="named_readers", null=True, on_delete=fields.CASCADE
    )
    person: fields.ForeignKeyNullableRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="named_readers", null=True, on_delete=fields.CASCADE
    )

    item_id: UUID
    centre_id: UUID | None
    person_id: UUID | None

    class Meta:
        table = "knowledge_reader"


# review ------------------------------------------------------------------------------------------


class Act(StrEnum):
    """What happened to an item; its history."""

    CREATED = "created"
    SUBMITTED = "submitted"
    TAKEN_BACK = "taken_back"
    RETURNED = "returned"
    REVIEWED = "reviewed"
    PUBLISHED = "published"
    DISCARDED = "discarded"
    STILL_VALID = "still_valid"
    LEVEL_RAISED = "level_raised"
    HELD = "held"
    CLEARED = "cleared"
    SUPERSEDED = "superseded"
    ARCHIVED = "archived"
    RESTORED = "restored"
    WITHDRAWN = "withdrawn"
    OWNER_CHANGED = "owner_changed"
    LET_IN = "let_in"


class Step(Record):
    """One line of an item's history."""

    item: fields.ForeignKeyRelation[Item] = fields.ForeignKeyField(
        "network.Item", related_name="steps", on_delete=fields.CASCADE
    )
    act = fields.CharEnumField(Act, max_length=16)
    lang = fields.CharField(max_length=10, default="")
    number = fields.IntField(default=0)
    person_id = fields.UUIDField(null=True)
    note = fields.TextField(default="")

    item_id: UUID

    class Meta:
        table = "knowledge_step"


class Hold(Record):
    """Somebody asked to stop showing an item; two people have to clear it."""

    item: fields.ForeignKeyRelation[Item] = fields.ForeignKeyField(
        "network.Item", related_name="holds", on_delete=fields.CASCADE
    )
    person_id = fields.UUIDField(null=True)
    reason = fields.CharField(max_length=20)
    note = fields.TextField(default="")
    first_cleared_by_id = fields.UUIDField(null=True)
    cleared_by_id = fields.UUIDField(null=True)
    cleared_at = InstantField(null=True)

    item_id: UUID

    class Meta:
        table = "knowledge_hold"


# the learning trail ------------------------------------------------------------------------------


class Relation(StrEnum):
    """How an item stands to what it comes from."""

    FROM = "from"
    ADAPTS = "adapts"


class Edge(Record):
    """An item came from something earlier: a visit, a workshop, a session, or another item."""

    item: fields.ForeignKeyRelation[Item] = fields.ForeignKeyField(
        "network.Item", related_name="edges", on_delete=fields.CASCADE
    )
    relation = fields.CharEnumField(Relation, max_length=10)
    source_kind = fields.CharField(max_length=20)
    source_id = fields.UUIDField()
    person_id = fields.UUIDField(null=True)

    item_id: UUID

    class Meta:
        table = "knowledge_edge"
        unique_together = (("item_id", "relation", "source_kind", "source_id"),)


class Result(StrEnum):
    WORKED = "worked"
    PARTLY = "partly"
    FAILED = "failed"


class Trial(Record):
    """A centre tried what an item describes, and says how it went; once for each centre."""

    item: fields.ForeignKeyRelation[Item] = fields.ForeignKeyField(
        "network.Item", related_name="trials", on_delete=fields.CASCADE
    )
    centre: fields.ForeignKeyRelation["Centre"] = fields.ForeignKeyField(
        "network.Centre", related_name="trials", on_delete=fields.CASCADE
    )
    person_id = fields.UUIDField(null=True)
    result = fields.CharEnumField(Result, max_length=10)
    text = fields.TextField(default="")
    lang = fields.CharField(max_length=10)
    tried_on = fields.DateField()

    item_id: UUID
    centre_id: UUID

    class Meta:
        table = "knowledge_trial"
        unique_together = (("item_id", "centre_id"),)


class Citation(Record):
    """A body outside the network cited an item."""

    item: fields.ForeignKeyRelation[Item] = fields.ForeignKeyField(
        "network.Item", related_name="citations", on_delete=fields.CASCADE
    )
    source_body = fields.CharField(max_length=200)
    document = fields.CharField(max_length=300)
    cited_on = fields.DateField()
    what = fields.TextField(default="")
    url = fields.CharField(max_length=500, default="")
    person_id = fields.UUIDField(null=True)

    item_id: UUID

    class Meta:
        table = "knowledge_citation"


# readers' marks ----------------------------------------------------------------------------------


class Collection(Versioned):
    """Items somebody put together, in their order; seen by its writer or by all members."""

    title = fields.CharField(max_length=150)
    about = fields.TextField(default="")
    lang = fields.CharField(max_length=10)
    owner: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="collections", on_delete=fields.CASCADE
    )
    is_shared = fields.BooleanField(default=False)

    owner_id: UUID

    class Meta:
        table = "knowledge_collection"


class Collected(Record):
    """An item in a collection."""

    collection: fields.ForeignKeyRelation[Collection] = fields.ForeignKeyField(
        "network.Collection", related_name="entries", on_delete=fields.CASCADE
    )
    item: fields.ForeignKeyRelation[Item] = fields.ForeignKeyField(
        "network.Item", related_name="collected", on_delete=fields.CASCADE
    )
    position = fields.IntField()

    collection_id: UUID
    item_id: UUID

    class Meta:
        table = "knowledge_collected"
        unique_together = (("collection_id", "item_id"),)


class Interest(StrEnum):
    """How much of it somebody wants to hear; each word holds those before it, but for the first."""

    IGNORE = "ignore"  # an item, whatever its topics
    NEW = "new"
    UPDATES = "updates"
    ALL = "all"  # also what readers add


class Watch(Record):
    """A person wants to hear of an item, or of the items with a topic; an item's word counts."""

    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="watches", on_delete=fields.CASCADE
    )
    item: fields.ForeignKeyNullableRelation[Item] = fields.ForeignKeyField(
        "network.Item", related_name="watches", null=True, on_delete=fields.CASCADE
    )
    topic = fields.CharField(max_length=20, default="")
    level = fields.CharEnumField(Interest, max_length=8, default=Interest.UPDATES)

    item_id: UUID | None
    person_id: UUID

    class Meta:
        table = "knowledge_watch"


class ReadingFeed(Record):
    """What one program may read of what somebody watches, by a secret address kept as its hash.

    `read_on` is the day it last looked, or was made.
    """

    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="knowledge_feeds", on_delete=fields.CASCADE
    )
    token_hash = fields.CharField(max_length=64, unique=True)
    label = fields.CharField(max_length=40)
    read_on = fields.DateField()

    person_id: UUID

    class Meta:
        table = "knowledge_feed"


class Confirmation(Record):
    """A person says that they read a version of a code or protocol."""

    item: fields.ForeignKeyRelation[Item] = fields.ForeignKeyField(
        "network.Item", related_name="confirmations", on_delete=fields.CASCADE
    )
    number = fields.IntField()
    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="confirmations", on_delete=fields.CASCADE
    )
    centre: fields.ForeignKeyNullableRelation["Centre"] = fields.ForeignKeyField(
        "network.Centre", related_name="confirmations", null=True, on_delete=fields.SET_NULL
    )

    item_id: UUID
    person_id: UUID
    centre_id: UUID | None

    class Meta:
        table = "knowledge_confirmation"
        unique_together = (("item_id", "number", "person_id"),)


class Wish(Record):
    """A reader asks for an item in a language."""

    item: fields.ForeignKeyRelation[Item] = fields.ForeignKeyField(
        "network.Item", related_name="wishes", on_delete=fields.CASCADE
    )
    lang = fields.CharField(max_length=10)
    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="wishes", on_delete=fields.CASCADE
    )
    granted_at = InstantField(null=True)

    item_id: UUID
    person_id: UUID

    class Meta:
        table = "knowledge_wish"
        unique_together = (("item_id", "lang", "person_id"),)


class Reply(StrEnum):
    OPEN = "open"
    LET_IN = "let_in"
    DISMISSED = "dismissed"


class ReadingRequest(Record):
    """Somebody asks to read what is behind an address; there may be nothing.

    Kept alike whether there is an item or not, so that nobody learns of one by asking.
    """

    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="reading_requests", on_delete=fields.CASCADE
    )
    asked_id = fields.UUIDField()
    why = fields.TextField()
    reply = fields.CharEnumField(Reply, max_length=10, default=Reply.OPEN)

    person_id: UUID

    class Meta:
        table = "knowledge_request"
        unique_together = (("asked_id", "person_id"),)
