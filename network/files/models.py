"""Files, their bytes in parts, and the words found in them by page."""

from enum import StrEnum
from uuid import UUID

from tortoise import fields

from network.db import InstantField, Record


class FileState(StrEnum):
    RECEIVING = "receiving"  # parts are still to come
    WAITING = "waiting"  # all there, not looked at yet
    DOUBTED = "doubted"  # its words may point to a client: somebody has to say they do not
    READY = "ready"
    REFUSED = "refused"  # its bytes are gone; the reason stays for whoever sent it


class File(Record):
    """A file of a subject, such as a knowledge item; readers have it once it `is_out`.

    `size` is what was promised, then what the cleaned file has; `digest` is of the cleaned bytes.
    A file that was out is only hidden when it is taken away, so that what was sealed can be shown;
    with its subject it is deleted.
    """

    subject_id = fields.UUIDField()
    is_out = fields.BooleanField(default=False)
    removed_at = InstantField(null=True)
    name = fields.CharField(max_length=120)
    kind = fields.CharField(max_length=8)
    language = fields.CharField(max_length=10, default="")
    size = fields.IntField()
    sign = fields.CharField(max_length=64, default="")
    digest = fields.CharField(max_length=64, default="")
    state = fields.CharEnumField(FileState, max_length=12, default=FileState.RECEIVING)
    reasons = fields.JSONField[list[str]](default=list)
    is_read = fields.BooleanField(default=False)
    pages = fields.IntField(default=0)
    author_id = fields.UUIDField(null=True)
    cleared_by_id = fields.UUIDField(null=True)
    attempts = fields.IntField(default=0)
    leased_until = InstantField(null=True)

    class Meta:
        table = "file"


class FilePart(Record):
    """Some bytes of a file: a quarter of a megabyte each but for the last."""

    file: fields.ForeignKeyRelation[File] = fields.ForeignKeyField(
        "network.File", related_name="parts", on_delete=fields.CASCADE
    )
    number = fields.IntField()
    content = fields.BinaryField()

    file_id: UUID

    class Meta:
        table = "file_part"
        unique_together = (("file_id", "number"),)


class FilePage(Record):
    """The words of one page; number 0 where there are no pages."""

    file: fields.ForeignKeyRelation[File] = fields.ForeignKeyField(
        "network.File", related_name="words", on_delete=fields.CASCADE
    )
    place = fields.IntField()
    number = fields.IntField()
    text = fields.TextField()

    file_id: UUID

    class Meta:
        table = "file_page"
        unique_together = (("file_id", "place"),)
