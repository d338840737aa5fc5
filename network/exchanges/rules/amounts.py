"""Reading amounts as people write them, in their own signs and digits, or refusing to guess.

One sign with three digits behind it could be a thousand or a fraction. It is read as the
language writes it; where that gives more digits than the currency has, nobody can know.
"""

import re
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

_LATIN = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹٫٬", "01234567890123456789.,")
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009'\u2019]")
_MOST_DIGITS = 12
_GROUP = 3


class Why(StrEnum):
    """Why an amount cannot be read."""

    NONE = "none"
    AMBIGUOUS = "ambiguous"
    TOO_LARGE = "too_large"
    NEGATIVE = "negative"


class Signs(NamedTuple):
    """What a language puts before the fraction, and between thousands."""

    decimal: str
    group: str


class Unreadable(ValueError):
    """An amount that cannot be read; `why` says so."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


def read(text: str, signs: Signs, digits: int) -> Decimal:
    """The amount that a text means, with at most so many digits behind the decimal sign.

    Raises Unreadable where it is no amount, or could be two different ones.
    """
    has_arabic_signs = bool(re.search("[٫٬]", text))
    plain = _SPACES.sub("", text.strip().translate(_LATIN))
    if plain[:1] in ("-", "\u2212"):
        raise Unreadable(Why.NEGATIVE)
    if not re.fullmatch(r"[0-9][0-9.,]*", plain) or plain[-1] in ".,":
        raise Unreadable(Why.NONE)
    whole, fraction = _parted(plain, Signs(".", ",") if has_arabic_signs else signs, digits)
    if len(whole.lstrip("0")) > _MOST_DIGITS:
        raise Unreadable(Why.TOO_LARGE)
    return Decimal(f"{whole}.{fraction or 0}")


def _parted(plain: str, signs: Signs, digits: int) -> tuple[str, str]:
    """The digits before and behind the decimal sign."""
    used = {sign for sign in ".," if sign in plain}
    if not used:
        return plain, ""
    if len(used) > 1:
        return _both(plain)
    sign = used.pop()
    if plain.count(sign) > 1:
        return _whole(plain, sign), ""
    return _one(plain, sign, signs, digits)


def _both(plain: str) -> tuple[str, str]:
    """With two signs, the last one stands before the fraction."""
    last = max(plain.rfind("."), plain.rfind(","))
    whole, fraction = plain[:last], plain[last + 1 :]
    group = "," if plain[last] == "." else "."
    if plain[last] in whole:
        raise Unreadable(Why.AMBIGUOUS)
    return _whole(whole, group), fraction


def _one(plain: str, sign: str, signs: Signs, digits: int) -> tuple[str, str]:
    whole, fraction = plain.split(sign)
    if len(fraction) != _GROUP or len(whole) > _GROUP or not whole.strip("0"):
        return whole, fraction
    if sign == signs.group:
        return whole + fraction, ""
    if sign == signs.decimal and digits >= _GROUP:
        return whole, fraction
    raise Unreadable(Why.AMBIGUOUS)


def _whole(text: str, group: str) -> str:
    """The digits of a whole number whose thousands stand apart; groups have three."""
    first, *rest = text.split(group)
    if not 1 <= len(first) <= _GROUP or any(len(part) != _GROUP for part in rest):
        raise Unreadable(Why.AMBIGUOUS)
    return first + "".join(rest)
