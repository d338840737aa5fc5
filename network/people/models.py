"""People, the ways they prove who they are, and the ways in."""

from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from network.db import InstantField, Record, Versioned

if TYPE_CHECKING:
    from network.centres.models import Centre


class DisplayMode(StrEnum):
    """How a person is named to everybody else."""

    REAL = "real"
    CALLED_POSITION = "called_position"
    POSITION_CENTRE = "position_centre"
    POSITION_REGION = "position_region"
    CODE = "code"


class Person(Versioned):
    """Somebody who works at a centre or for the network."""

    email = fields.CharField(max_length=254)
    email_key = fields.CharField(max_length=254, unique=True)
    name = fields.CharField(max_length=120)
    called = fields.CharField(max_length=60, default="")
    code_name = fields.CharField(max_length=60, default="")
    position = fields.CharField(max_length=120, default="")
    display_mode = fields.CharEnumField(DisplayMode, max_length=20, default=DisplayMode.REAL)
    is_findable = fields.BooleanField(default=True)
    profession = fields.CharField(max_length=20, default="")
    languages = fields.JSONField[list[dict[str, str]]](default=list)
    about = fields.TextField(default="")
    visibility = fields.JSONField[dict[str, str]](default=dict)
    language = fields.CharField(max_length=10, default="en")
    zone = fields.CharField(max_length=64, default="UTC")
    away_until = fields.DateField(null=True)
    follows_visits = fields.BooleanField(default=True)
    theme = fields.CharField(max_length=10, default="")
    text_size = fields.CharField(max_length=10, default="")
    passphrase_hash = fields.CharField(max_length=200, default="")
    is_disabled = fields.BooleanField(default=False)
    conduct_version = fields.IntField(default=0)

    class Meta:
        table = "person"


class SecondFactor(Record):
    """A TOTP secret, sealed; `last_counter` is the last code used, so that none works twice."""

    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "network.Person", related_name="second_factors", on_delete=fields.CASCADE, unique=True
    )
    secret_sealed = fields.CharField(max_length=300)
    last_counter = fields.BigIntField(default=0)

    person_id: UUID

    class Meta:
        table = "second_factor"


class RecoveryCode(Record):
    """A code that replaces the second factor once."""

    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "network.Person", related_name="recovery_codes", on_delete=fields.CASCADE
    )
    code_hash = fields.CharField(max_length=64)
    used_at = InstantField(null=True)

    person_id: UUID

    class Meta:
        table = "recovery_code"


class Stage(StrEnum):
    """How far a session has come."""

    CODE = "code"
    OPEN = "open"


class Session(Record):
    """A signed-in browser, or one that still owes its code. Only the token's hash is kept."""

    token_hash = fields.CharField(max_length=64, unique=True)
    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "network.Person", related_name="sessions", on_delete=fields.CASCADE
    )
    stage = fields.CharEnumField(Stage, max_length=10)
    is_own_device = fields.BooleanField(default=False)
    device = fields.CharField(max_length=60, default="")
    seen_at = InstantField()
    ends_at = InstantField()
    proved_at = InstantField(null=True)
    has_second_factor = fields.BooleanField(default=False)

    person_id: UUID

    class Meta:
        table = "session"


class Invitation(Record):
    """A way in for one address, one centre and one role. The link's token is never stored."""

    token_hash = fields.CharField(max_length=64, unique=True)
    nonce = fields.CharField(max_length=64)
    email = fields.CharField(max_length=254)
    email_key = fields.CharField(max_length=254)
    centre: fields.ForeignKeyNullableRelation["Centre"] = fields.ForeignKeyField(
        "network.Centre", related_name="invitations", null=True, on_delete=fields.CASCADE
    )
    role = fields.CharField(max_length=40)
    language = fields.CharField(max_length=10)
    invited_by_id = fields.UUIDField(null=True)
    ends_at = InstantField()
    accepted_at = InstantField(null=True)
    revoked_at = InstantField(null=True)

    centre_id: UUID | None

    class Meta:
        table = "invitation"


class Reset(Record):
    """A way to set a new passphrase, once and soon. The link's token is never stored.

    It belongs to nobody until a job has looked the address up.
    """

    token_hash = fields.CharField(max_length=64, unique=True)
    nonce = fields.CharField(max_length=64)
    email_key = fields.CharField(max_length=254)
    person: fields.ForeignKeyNullableRelation[Person] = fields.ForeignKeyField(
        "network.Person", related_name="resets", null=True, on_delete=fields.CASCADE
    )
    ends_at = InstantField()
    used_at = InstantField(null=True)

    person_id: UUID | None

    class Meta:
        table = "reset"


class Source(StrEnum):
    """Where the word about a stay comes from."""

    HAND = "hand"
    VISIT = "visit"


class Stay(Record):
    """Days on which somebody is in another zone, both included, as the calendars there count.

    The database refuses two of one person on one day. `is_shared` says that times are planned
    with it; nobody but the person ever sees the zone.
    """

    person: fields.ForeignKeyRelation[Person] = fields.ForeignKeyField(
        "network.Person", related_name="stays", on_delete=fields.CASCADE
    )
    first_on = fields.DateField()
    last_on = fields.DateField()
    zone = fields.CharField(max_length=64)
    is_shared = fields.BooleanField(default=True)
    source = fields.CharEnumField(Source, max_length=20, default=Source.HAND)
    source_id = fields.UUIDField(null=True)

    person_id: UUID

    class Meta:
        table = "stay"


class Throttle(Model):
    """How often something failed in the running hour, by account and by where it came from."""

    key = fields.CharField(max_length=64, primary_key=True)
    count = fields.IntField()
    ends_at = InstantField()

    class Meta:
        table = "throttle"
