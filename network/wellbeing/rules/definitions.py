"""Files that describe an instrument: read, turned into one, and what keeps one from being used.

Their form is that of the domain reference, section 5.2. A file without wording is complete as a
structure, but nobody can be asked with it.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NoReturn

from network.kernel.i18n import _
from network.wellbeing.rules.instruments import (
    Band,
    Direction,
    Instrument,
    Item,
    Method,
    Scale,
    Standing,
    Subscale,
)

MOST_BYTES = 256 * 1024
NO_LANGUAGE = "und"

Definition = Mapping[str, Any]


class Unreadable(ValueError):
    """A file that is no definition at all; its text says why."""


def read(raw: bytes) -> Any:
    """What a file says, as plain values. Raises Unreadable."""
    if len(raw) > MOST_BYTES:
        raise Unreadable(_("The file is larger than %(most)s KB.", most=MOST_BYTES // 1024))
    try:
        found = json.loads(raw, object_pairs_hook=_once, parse_constant=_refuse)
        _check_letters(found)
    except Unreadable:
        raise
    except RecursionError:
        raise Unreadable(_("The file is nested too deeply.")) from None
    except ValueError:
        raise Unreadable(_("The file is not valid JSON.")) from None
    return found


def instrument(definition: Definition) -> Instrument:
    """The instrument of a definition without problems."""
    scales = {name: _scale(steps) for name, steps in definition.get("scales", {}).items()}
    items = definition.get("items", [])
    of_subscale = {one["key"]: _numbers(items, one["key"]) for one in definition["subscales"]}
    of_total = {one["key"]: one["of"] for one in definition.get("totals", [])}
    whole = [
        _subscale(one, _united(one["key"], of_subscale, of_total))
        for one in [*definition["subscales"], *definition.get("totals", [])]
    ]
    return Instrument(
        key=definition["key"],
        version=definition["version"],
        items=tuple(Item(i["no"], scales[i["scale"]], i.get("reverse", False)) for i in items),
        subscales=tuple(whole),
        bands=tuple(map(_band, definition.get("bands", []))),
    )


def obstacles(definition: Definition, *, has_proof: bool, today: date) -> list[str]:
    """Why a definition without problems cannot be used yet, as sentences."""
    checks = (
        (_lacks_wording(definition), _("The wording is missing: upload the file with its texts.")),
        (definition["language"] == NO_LANGUAGE, _("The file does not say its language.")),
        (_lacks_proof(definition) and not has_proof, _("The proof of the licence is missing.")),
        (
            bool(definition.get("review_by")) and definition["review_by"] < today.isoformat(),
            _("The file was to be reviewed by %(day)s.", day=definition.get("review_by")),
        ),
    )
    return [text for is_there, text in checks if is_there]


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Unreadable(_("The file says something twice in the same place."))
    return found


def _check_letters(found: Any) -> None:
    """Raise ValueError for half a letter, or none: no database and no page takes them."""
    if b"\\u0000" in json.dumps(found, ensure_ascii=False).encode():
        raise ValueError


def _refuse(_name: str) -> NoReturn:
    raise Unreadable(_("The file has a number that is none."))


def _scale(steps: Sequence[Definition]) -> Scale:
    return Scale(tuple(step["value"] for step in steps))


def _numbers(items: Sequence[Definition], key: str) -> tuple[int, ...]:
    return tuple(item["no"] for item in items if key in item["subscales"])


def _united(
    key: str, of_subscale: Mapping[str, tuple[int, ...]], of_total: Mapping[str, Sequence[str]]
) -> tuple[int, ...]:
    """The items of a subscale, or of all that a total is made of, each once."""
    found: set[int] = set()
    seen: set[str] = set()
    ahead = [key]
    while ahead:
        part = ahead.pop()
        if part not in seen:
            seen.add(part)
            found.update(of_subscale.get(part, ()))
            ahead.extend(of_total.get(part, ()))
    return tuple(sorted(found))


def _subscale(one: Definition, items: tuple[int, ...]) -> Subscale:
    return Subscale(
        key=one["key"],
        items=items,
        method=Method(one["method"]),
        min_answered=one.get("min_answered", len(items)),
        multiply=one.get("multiply", 1),
        direction=Direction(one["direction"]),
        span=(one["least"], one["most"]) if "least" in one else None,
    )


def _band(one: Definition) -> Band:
    return Band(
        one["subscale"],
        one["from"],
        one["to"],
        one["label"],
        Standing(one["status"]),
        one.get("ref", ""),
    )


def _lacks_wording(definition: Definition) -> bool:
    """An instrument by totals has no wording of its own that could be shown."""
    steps = [step for one in definition.get("scales", {}).values() for step in one]
    return not all(one.get("text") for one in definition.get("items", [])) or not all(
        step.get("label") for step in steps
    )


def _lacks_proof(definition: Definition) -> bool:
    return bool(definition["licence"]["proof_required"])
