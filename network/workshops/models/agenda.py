"""What happens in a workshop: the agenda as it is written and as it was released, and materials."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise import fields

from network.db import InstantField, Record, Versioned
from network.workshops.vocabulary import Access, ProposalState, SpeakerState

if TYPE_CHECKING:
    from network.people.models import Person
    from network.workshops.models.workshops import Workshop, WorkshopSession


class AgendaItem(Versioned):
    """One item of the agenda as it is being written. It begins `starts_after` minutes into its
    session; without a session it has no time yet.
    """

    workshop: fields.ForeignKeyRelation["Workshop"] = fields.ForeignKeyField(
        "network.Workshop", related_name="agenda", on_delete=fields.CASCADE
    )
    session: fields.ForeignKeyNullableRelation["WorkshopSession"] = fields.ForeignKeyField(
        "network.WorkshopSession", related_name="items", null=True, on_delete=fields.SET_NULL
    )
    starts_after = fields.IntField(default=0)
    minutes = fields.IntField(default=30)
    title = fields.CharField(max_length=150)
    about = fields.TextField(default="")
    lang = fields.CharField(max_length=10, default="")
    needs_replacement = fields.BooleanField(default=False)
    removed_at = InstantField(null=True)

    workshop_id: UUID
    session_id: UUID | None
    speakers: fields.ReverseRelation["AgendaSpeaker"]

    class Meta:
        table = "agenda_item"


class AgendaSpeaker(Record):
    """Somebody who speaks, trains or leads in an item."""

    item: fields.ForeignKeyRelation[AgendaItem] = fields.ForeignKeyField(
        "network.AgendaItem", related_name="speakers", on_delete=fields.CASCADE
    )
    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="agenda_items", on_delete=fields.CASCADE
    )
    state = fields.CharEnumField(SpeakerState, max_length=10, default=SpeakerState.ASKED)

    item_id: UUID
    person_id: UUID

    class Meta:
        table = "agenda_speaker"
        unique_together = (("item_id", "person_id"),)


class SpeakerTime(Record):
    """When somebody who speaks could be there in a session, as they said: from one instant until
    another, or not at all where both are empty. Who said nothing could in all of it.

    `starts_at` and `minutes` are the session's own when it was said: it counts for these hours.
    """

    workshop: fields.ForeignKeyRelation["Workshop"] = fields.ForeignKeyField(
        "network.Workshop", related_name="speaker_times", on_delete=fields.CASCADE
    )
    session: fields.ForeignKeyRelation["WorkshopSession"] = fields.ForeignKeyField(
        "network.WorkshopSession", related_name="speaker_times", on_delete=fields.CASCADE
    )
    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="speaker_times", on_delete=fields.CASCADE
    )
    starts_at = InstantField()
    minutes = fields.IntField()
    from_at = InstantField(null=True)
    until_at = InstantField(null=True)

    workshop_id: UUID
    session_id: UUID
    person_id: UUID

    class Meta:
        table = "speaker_time"
        unique_together = (("session_id", "person_id"),)


class AgendaRelease(Record):
    """The agenda as everybody who may see the workshop sees it, with what changed before.

    `slots` are items with keys and times as they were released; `changes` the lines of the log.
    """

    workshop: fields.ForeignKeyRelation["Workshop"] = fields.ForeignKeyField(
        "network.Workshop", related_name="releases", on_delete=fields.CASCADE
    )
    number = fields.IntField()
    slots = fields.JSONField[list[dict[str, Any]]](default=list)
    changes = fields.JSONField[list[dict[str, Any]]](default=list)
    note = fields.CharField(max_length=300, default="")
    person_id = fields.UUIDField(null=True)

    workshop_id: UUID

    class Meta:
        table = "agenda_release"
        unique_together = (("workshop_id", "number"),)


class AgendaNote(Versioned):
    """What was said and agreed in an item, as it is now."""

    item: fields.OneToOneRelation[AgendaItem] = fields.OneToOneField(
        "network.AgendaItem", related_name="note", on_delete=fields.CASCADE
    )
    text = fields.TextField(default="")
    author_id = fields.UUIDField(null=True)

    item_id: UUID

    class Meta:
        table = "agenda_note"


class AgendaNoteRevision(Record):
    """The minutes of an item as somebody left them."""

    note: fields.ForeignKeyRelation[AgendaNote] = fields.ForeignKeyField(
        "network.AgendaNote", related_name="revisions", on_delete=fields.CASCADE
    )
    number = fields.IntField()
    text = fields.TextField(default="")
    author_id = fields.UUIDField(null=True)

    note_id: UUID

    class Meta:
        table = "agenda_note_revision"
        unique_together = (("note_id", "number"),)


class Proposal(Versioned):
    """Somebody proposes an item. `is_told` once the decision was told; until then the organisers
    alone know it.
    """

    workshop: fields.ForeignKeyRelation["Workshop"] = fields.ForeignKeyField(
        "network.Workshop", related_name="proposals", on_delete=fields.CASCADE
    )
    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="proposals", on_delete=fields.CASCADE
    )
    title = fields.CharField(max_length=150)
    about = fields.TextField(default="")
    lang = fields.CharField(max_length=10)
    minutes = fields.IntField(default=30)
    state = fields.CharEnumField(ProposalState, max_length=10, default=ProposalState.SUBMITTED)
    is_told = fields.BooleanField(default=True)
    item_id = fields.UUIDField(null=True)

    workshop_id: UUID
    person_id: UUID

    class Meta:
        table = "workshop_proposal"


class Material(Versioned):
    """Something to read or keep: a link, or the file of this key; `item` says of which item."""

    workshop: fields.ForeignKeyRelation["Workshop"] = fields.ForeignKeyField(
        "network.Workshop", related_name="materials", on_delete=fields.CASCADE
    )
    item: fields.ForeignKeyNullableRelation[AgendaItem] = fields.ForeignKeyField(
        "network.AgendaItem", related_name="materials", null=True, on_delete=fields.SET_NULL
    )
    title = fields.CharField(max_length=150)
    lang = fields.CharField(max_length=10)
    link = fields.CharField(max_length=500, default="")
    file_id = fields.UUIDField(null=True)
    access = fields.CharEnumField(Access, max_length=12, default=Access.CONFIRMED)
    author_id = fields.UUIDField(null=True)
    removed_at = InstantField(null=True)

    workshop_id: UUID
    item_id: UUID | None

    class Meta:
        table = "workshop_material"


class MaterialReader(Record):
    """A person a material was made for."""

    material: fields.ForeignKeyRelation[Material] = fields.ForeignKeyField(
        "network.Material", related_name="readers", on_delete=fields.CASCADE
    )
    person: fields.ForeignKeyRelation["Person"] = fields.ForeignKeyField(
        "network.Person", related_name="named_materials", on_delete=fields.CASCADE
    )

    material_id: UUID
    person_id: UUID

    class Meta:
        table = "workshop_material_reader"
        unique_together = (("material_id", "person_id"),)
