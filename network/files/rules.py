"""What files may be called and how large they may be; pure."""

import re
import unicodedata
from datetime import timedelta
from math import ceil

from network.adapters.files.kinds import MOST_BYTES, Kind, kind_of

PART = 256 * 1024
MOST_OF_SUBJECT = 30
MOST_WAITING = 10  # files of one person on their way at once
MOST_OF_PERSON = 300 * 1024 * 1024
KEPT_UNFINISHED = timedelta(days=2)
LEASE = timedelta(minutes=3)
MOST_ATTEMPTS = 2
_LONGEST_NAME = 100
_JOINERS = {"\u200c", "\u200d"}  # spelling in Persian and Urdu
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_FORBIDDEN = re.compile(r'[<>:"|?*\\/;]+')


def clean_name(given: str) -> str:
    """A name that reads as it is spelled and is a name in every system; empty for none.

    Folders before it, signs that cannot be seen and signs that turn the order round are dropped.
    """
    last = " ".join(re.split(r"[\\/]", given)[-1].split())
    text = "".join(sign for sign in unicodedata.normalize("NFC", last) if _is_seen(sign))
    text = " ".join(_FORBIDDEN.sub(" ", text).split()).strip(". ")
    stem, dot, suffix = text.rpartition(".")
    kind = kind_of(suffix)
    if kind is None or not dot or not stem.strip(". "):
        return ""
    stem = stem.strip(". ")[:_LONGEST_NAME].strip(". ")
    stem = f"_{stem}" if _RESERVED.match(stem) else stem
    return f"{stem}.{kind.suffix}"


def _is_seen(sign: str) -> bool:
    return sign in _JOINERS or unicodedata.category(sign)[0] != "C"


def kind_of_name(name: str) -> Kind | None:
    """The kind that a cleaned name says."""
    return kind_of(name.rpartition(".")[2])


def words_of_name(name: str) -> str:
    """A name as words to look through."""
    return name.rpartition(".")[0].replace("_", " ").replace("-", " ")


def is_size(size: int) -> bool:
    return 0 < size <= MOST_BYTES


def parts_of(size: int) -> int:
    """How many parts a file of this size comes in."""
    return ceil(size / PART)


def length_of_part(number: int, size: int) -> int:
    """How many bytes a part has to hold; 0 for a part that the file does not have."""
    return max(0, min(PART, size - number * PART)) if number >= 0 else 0
