"""What is wrong in a file that describes an instrument, as sentences that say where."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

from network.kernel.i18n import _
from network.wellbeing.rules.definition_sense import senseless

MOST_ITEMS, MOST_SUBSCALES, MOST_BANDS, MOST_STEPS, MOST_SCALES = 120, 20, 60, 11, 8
MOST_TEXT, MOST_NUMBER, MOST_TOLD = 500, 10_000, 40
MOST_VERSION, MOST_LANGUAGE = 40, 10  # as long as they are stored
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")

Check = Callable[[Any], bool]
Shape = Mapping[str, tuple[bool, Check]]  # by field: whether it has to be there, and what it is


def problems(definition: object) -> list[str]:
    """What is wrong, the form first: what a form does not hold is not looked at any further."""
    found = list(_misshapen(definition))
    if not found and isinstance(definition, Mapping):
        found = list(senseless(definition))
    return found[:MOST_TOLD]


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= MOST_TEXT


def _is_text_or_none(value: Any) -> bool:
    return value is None or _is_text(value)


def _is_key(value: Any) -> bool:
    return isinstance(value, str) and bool(_KEY.fullmatch(value))


def _is_version(value: Any) -> bool:
    return _is_text(value) and len(value) <= MOST_VERSION


def _is_language(value: Any) -> bool:
    is_short = isinstance(value, str) and len(value) <= MOST_LANGUAGE
    return is_short and bool(_LANGUAGE.fullmatch(value))


def _is_number(value: Any) -> bool:
    is_one = isinstance(value, int | float) and not isinstance(value, bool)
    return is_one and abs(value) <= MOST_NUMBER


def _is_whole(value: Any) -> bool:
    return _is_number(value) and isinstance(value, int)


def _is_positive(value: Any) -> bool:
    return _is_whole(value) and value > 0


def _is_yes_or_no(value: Any) -> bool:
    return isinstance(value, bool)


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_keys(value: Any) -> bool:
    is_list = isinstance(value, list) and len(value) <= MOST_SUBSCALES
    return is_list and all(map(_is_key, value)) and len(set(value)) == len(value)


def _is_object(value: Any) -> bool:
    return isinstance(value, Mapping)


def _is_list(most: int) -> Check:
    return lambda value: isinstance(value, list) and len(value) <= most


def _is_one_of(*values: str) -> Check:
    return lambda value: isinstance(value, str) and value in values


_WHOLE: Shape = {
    "key": (True, _is_key),
    "version": (True, _is_version),
    "title": (True, _is_text),
    "language": (True, _is_language),
    "licence": (True, _is_object),
    "window_days": (False, lambda value: value is None or _is_positive(value)),
    "entry": (True, _is_one_of("items", "totals")),
    "scales": (False, _is_object),
    "items": (False, _is_list(MOST_ITEMS)),
    "reverse_rule": (False, _is_one_of("min+max-x")),
    "subscales": (True, _is_list(MOST_SUBSCALES)),
    "totals": (False, _is_list(MOST_SUBSCALES)),
    "bands": (False, _is_list(MOST_BANDS)),
    "not_diagnostic": (True, lambda value: value is True),
    "review_by": (False, _is_day),
}
_LICENCE: Shape = {
    "holder": (True, _is_text),
    "terms": (True, _is_text),
    "terms_url": (False, _is_text_or_none),
    "proof_required": (True, _is_yes_or_no),
    "wording_included": (True, _is_yes_or_no),
}
_STEP: Shape = {"value": (True, _is_whole), "label": (True, _is_text_or_none)}
_ITEM: Shape = {
    "no": (True, _is_positive),
    "scale": (True, _is_key),
    "text": (True, _is_text_or_none),
    "reverse": (False, _is_yes_or_no),
    "subscales": (True, _is_keys),
}
_SCORE: Shape = {
    "key": (True, _is_key),
    "label": (True, _is_text),
    "direction": (True, _is_one_of("high_bad", "high_good")),
    "method": (True, _is_one_of("sum", "mean")),
    "multiply": (False, lambda value: _is_number(value) and value > 0),
    "min_answered": (False, _is_positive),
}
_SUBSCALE: Shape = {**_SCORE, "least": (False, _is_number), "most": (False, _is_number)}
_TOTAL: Shape = {**_SCORE, "of": (True, _is_keys)}
_BAND: Shape = {
    "subscale": (True, _is_key),
    "from": (True, _is_number),
    "to": (True, _is_number),
    "label": (True, _is_text),
    "status": (True, _is_one_of("author", "study", "none")),
    "ref": (False, _is_text_or_none),
}
_LISTS = {"items": _ITEM, "subscales": _SUBSCALE, "totals": _TOTAL, "bands": _BAND}


def _misshapen(definition: object) -> Iterator[str]:
    own = list(_of_shape(definition, _WHOLE, ""))
    yield from own
    if own or not isinstance(definition, Mapping):
        return
    yield from _of_shape(definition["licence"], _LICENCE, "licence")
    yield from _scales(definition.get("scales", {}))
    for name, shape in _LISTS.items():
        for at, one in enumerate(definition.get(name, []), 1):
            yield from _of_shape(one, shape, f"{name} {at}")


def _scales(scales: Mapping[str, Any]) -> Iterator[str]:
    if len(scales) > MOST_SCALES:
        yield _("There are more than %(most)s scales.", most=MOST_SCALES)
        return
    for name, steps in scales.items():
        if not _is_key(name) or not _is_list(MOST_STEPS)(steps):
            yield _("A scale needs a short key, and at most %(most)s steps.", most=MOST_STEPS)
            continue
        for at, step in enumerate(steps, 1):
            yield from _of_shape(step, _STEP, f"scales {name} {at}")


def _of_shape(value: object, shape: Shape, where: str) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield _("%(where)s: this is not an object.", where=where or "{}")
        return
    lead = f"{where}: " if where else ""
    for name, (is_needed, fits) in shape.items():
        if name not in value:
            if is_needed:
                yield _("%(where)s is missing.", where=lead + name)
        elif not fits(value[name]):
            yield _("%(where)s has a value that cannot be.", where=lead + name)
    for name in sorted(str(key)[:40] for key in value if key not in shape)[:5]:
        yield _("%(where)s is not known.", where=lead + name)
