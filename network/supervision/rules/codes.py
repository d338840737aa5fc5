"""The codes by which anybody can check a certificate: unguessable, and easy to read aloud."""

import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # 0 and O, 1 and I would be mistaken for each other
_GROUPS, _SIZE = 4, 4  # 16 signs of 5 bits each


def new_code() -> str:
    """A random code of 80 bits, such as 7KQM-2XPD-9HRT-VWAC."""
    return _grouped("".join(secrets.choice(ALPHABET) for _ in range(_GROUPS * _SIZE)))


def read_code(typed: str) -> str | None:
    """The code somebody typed, whatever its case, spaces and dashes; None if it cannot be one."""
    folded = unicodedata.normalize("NFKC", typed[:100]).upper()
    bare = "".join(sign for sign in folded if sign.isalnum())
    if len(bare) != _GROUPS * _SIZE or not set(bare) <= set(ALPHABET):
        return None
    return _grouped(bare)


def _grouped(bare: str) -> str:
    return "-".join(bare[at : at + _SIZE] for at in range(0, len(bare), _SIZE))
