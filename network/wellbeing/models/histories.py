"""Own histories, which the portal keeps and cannot read."""

from tortoise import fields
from tortoise.models import Model


class History(Model):
    """The check-ins and notes of one person, in a box that only their own key opens.

    That key is kept twice: under the passphrase and under a recovery code. `goes_on` is the end
    of the month after which nothing in the box is left; there is no finer time, on purpose.
    """

    person_id = fields.UUIDField(primary_key=True)
    version = fields.IntField(default=1)
    box = fields.BinaryField()
    by_passphrase = fields.BinaryField()
    by_code = fields.BinaryField()
    months = fields.IntField()
    goes_on = fields.DateField()
    left_on = fields.DateField(null=True)

    class Meta:
        table = "own_history"


class FadingKey(Model):
    """Half of what opens everything that goes at the end of one month; then it is destroyed.

    It is the same for all people, and opens nothing without a person's own key.
    """

    goes_on = fields.CharField(max_length=10, primary_key=True)
    half = fields.BinaryField()

    class Meta:
        table = "fading_key"
