"""Where help is, who was asked for it, and instruments that were uploaded."""

from typing import Any
from uuid import uuid4

from tortoise import fields
from tortoise.models import Model

from network.db import Versioned
from network.wellbeing.vocabulary import Addressee, FileState, SignpostKind, WishState


class Signpost(Versioned):
    """One place where help is, in a country or, without one, everywhere.

    `spoken` are the languages in which help is given, `lang` the one this is written in.
    """

    kind = fields.CharEnumField(SignpostKind, max_length=12)
    country = fields.CharField(max_length=2, default="")
    lang = fields.CharField(max_length=10)
    spoken = fields.JSONField[list[str]](default=list)
    title = fields.CharField(max_length=150)
    about = fields.TextField(default="")
    phone = fields.CharField(max_length=60, default="")
    website = fields.CharField(max_length=200, default="")
    hours = fields.CharField(max_length=150, default="")
    checked_on = fields.DateField()

    class Meta:
        table = "signpost"


class ContactWish(Model):
    """Somebody asks somebody to get in touch; nothing else is passed on."""

    id = fields.UUIDField(primary_key=True, default=uuid4)
    person_id = fields.UUIDField()
    to_id = fields.UUIDField()
    addressee = fields.CharEnumField(Addressee, max_length=12)
    state = fields.CharEnumField(WishState, max_length=10, default=WishState.OPEN)
    goes_on = fields.DateField()
    live = fields.CharField(max_length=75, null=True, unique=True)  # one open wish for two people

    class Meta:
        table = "contact_wish"


class InstrumentFile(Versioned):
    """A definition file as uploaded, with the word on its licence; one version is in use."""

    key = fields.CharField(max_length=40)
    edition = fields.CharField(max_length=60)
    lang = fields.CharField(max_length=10)
    state = fields.CharEnumField(FileState, max_length=10, default=FileState.UPLOADED)
    definition = fields.JSONField[dict[str, Any]]()
    proof = fields.TextField(default="")
    in_use = fields.CharField(max_length=51, null=True, unique=True)
    author_id = fields.UUIDField(null=True)

    class Meta:
        table = "instrument_file"
