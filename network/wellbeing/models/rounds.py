"""Rounds, who was asked, sealed ballots, and what was told.

What could tell when somebody answered has neither an instant nor a key that sorts by time.
"""

from typing import Any
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model

from network.db import Record, Versioned
from network.wellbeing.vocabulary import RoundState

ONLY = "now"


class CheckInRound(Versioned):
    """Two weeks in which people are asked, with what holds for them.

    `centre_ids` are the centres asked, all of them if empty; `own` is the k of those that want a
    higher one. `lock` seals ballots; its key is a file outside the database, until the release.
    `live` is the same for a round planned or open, so the database takes only one.
    """

    state = fields.CharEnumField(RoundState, max_length=10, default=RoundState.PLANNED)
    opens_on = fields.DateField()
    closes_on = fields.DateField()
    k = fields.IntField()
    network_k = fields.IntField()
    own = fields.JSONField[dict[str, int]](default=dict)
    centre_ids = fields.JSONField[list[str]](default=list)
    lock = fields.BinaryField(null=True)
    live = fields.CharField(max_length=3, null=True, unique=True, default=ONLY)

    class Meta:
        table = "check_in_round"


class RoundCentre(Model):
    """A centre as it was when the round opened: how many people of each kind of work."""

    id = fields.UUIDField(primary_key=True, default=uuid4)
    round: fields.ForeignKeyRelation[CheckInRound] = fields.ForeignKeyField(
        "network.CheckInRound", related_name="centres", on_delete=fields.CASCADE
    )
    centre_id = fields.UUIDField()
    region = fields.CharField(max_length=10, default="")
    eligible = fields.JSONField[dict[str, int]](default=dict)
    is_withheld = fields.BooleanField(default=False)

    round_id: UUID

    class Meta:
        table = "check_in_centre"
        unique_together = (("round", "centre_id"),)


class Asked(Model):
    """Somebody asked in a round, and whether a ballot of theirs is in it; which one, nobody knows.

    Kept only until the next release, to count who came and who went.
    """

    id = fields.UUIDField(primary_key=True, default=uuid4)
    round: fields.ForeignKeyRelation[CheckInRound] = fields.ForeignKeyField(
        "network.CheckInRound", related_name="asked", on_delete=fields.CASCADE
    )
    person_id = fields.UUIDField()
    centre_id = fields.UUIDField()
    family = fields.CharField(max_length=10)
    is_new = fields.BooleanField(default=False)
    took_part = fields.BooleanField(default=False)

    round_id: UUID

    class Meta:
        table = "check_in_asked"
        unique_together = (("round", "person_id"),)


class SealedBallot(Model):
    """A ballot nobody can read before the close; only its giver can work out its key again."""

    id = fields.CharField(max_length=64, primary_key=True)
    round: fields.ForeignKeyRelation[CheckInRound] = fields.ForeignKeyField(
        "network.CheckInRound", related_name="ballots", on_delete=fields.CASCADE
    )
    box = fields.BinaryField()

    round_id: UUID

    class Meta:
        table = "sealed_ballot"


class RoundRelease(Model):
    """What a round told, frozen; `kept` is for the next release alone."""

    id = fields.UUIDField(primary_key=True, default=uuid4)
    round: fields.OneToOneRelation[CheckInRound] = fields.OneToOneField(
        "network.CheckInRound", related_name="release", on_delete=fields.CASCADE
    )
    released_on = fields.DateField()
    coordinators_on = fields.DateField()
    are_coordinators_told = fields.BooleanField(default=False)
    goes_on = fields.DateField()
    told = fields.JSONField[dict[str, Any]]()
    kept = fields.JSONField[dict[str, Any] | None](null=True)
    kept_goes_on = fields.DateField()

    round_id: UUID

    class Meta:
        table = "check_in_release"


class WillChange(Versioned):
    """What a centre, or the network, will change after a release."""

    release: fields.ForeignKeyRelation[RoundRelease] = fields.ForeignKeyField(
        "network.RoundRelease", related_name="changes", on_delete=fields.CASCADE
    )
    place = fields.CharField(max_length=36)
    text = fields.TextField()
    lang = fields.CharField(max_length=10)
    author_id = fields.UUIDField(null=True)

    release_id: UUID

    class Meta:
        table = "check_in_change"
        unique_together = (("release", "place"),)


class SharedRelease(Record):
    """The figures of a centre, or of the network, given to the library by its own people."""

    release: fields.ForeignKeyRelation[RoundRelease] = fields.ForeignKeyField(
        "network.RoundRelease", related_name="shares", on_delete=fields.CASCADE
    )
    place = fields.CharField(max_length=36)
    level = fields.CharField(max_length=2)
    lang = fields.CharField(max_length=10)
    author_id = fields.UUIDField(null=True)
    item_id = fields.UUIDField(null=True)

    release_id: UUID

    class Meta:
        table = "check_in_share"
        unique_together = (("release", "place"),)
