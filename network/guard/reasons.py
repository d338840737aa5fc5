"""What the detector can find, as stable codes, and a sentence on each for people."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from network.kernel.i18n import lazy


class Verdict(StrEnum):
    """What to do with a text."""

    NONE = "none"
    WARN = "warn"
    BLOCK = "block"


class Reason(StrEnum):
    """A kind of detail that can point to a client."""

    EMAIL = "email"
    PHONE = "phone"
    ACCOUNT = "account"
    ID_NUMBER = "id-number"
    FILE_NUMBER = "file-number"
    BANK_ACCOUNT = "bank-account"
    BIRTH = "date-of-birth"
    DATE = "exact-date"
    COORDINATES = "coordinates"
    ADDRESS = "address"
    NAME = "person-name"
    INITIALS = "initials"
    PORTRAIT = "portrait"


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing found: of which kind, and whether it is certain. Never what it was."""

    reason: Reason
    is_certain: bool = False


SENTENCES: dict[Reason, Any] = {
    Reason.EMAIL: lazy("This looks like somebody's e-mail address."),
    Reason.PHONE: lazy("This looks like somebody's phone number."),
    Reason.ACCOUNT: lazy("This looks like somebody's account in a messenger or social network."),
    Reason.ID_NUMBER: lazy("This looks like the number of a person's document."),
    Reason.FILE_NUMBER: lazy("This looks like the number of a file or case."),
    Reason.BANK_ACCOUNT: lazy("This looks like the number of a bank account."),
    Reason.BIRTH: lazy("This looks like a date of birth."),
    Reason.DATE: lazy("There is an exact date. A season or a year is enough."),
    Reason.COORDINATES: lazy("This looks like the coordinates of a place."),
    Reason.ADDRESS: lazy("This looks like where somebody lives."),
    Reason.NAME: lazy("This looks like a person's name."),
    Reason.INITIALS: lazy("These look like a person's initials."),
    Reason.PORTRAIT: lazy("Age, place and family together can point to one person."),
}
