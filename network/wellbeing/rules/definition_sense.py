"""Whether a well-formed description of an instrument also makes sense."""

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from network.kernel.i18n import _

Definition = Mapping[str, Any]


def senseless(definition: Definition) -> Iterator[str]:
    """What contradicts itself, as sentences."""
    scores = [*definition["subscales"], *definition.get("totals", [])]
    yield from _doubled(definition, scores)
    yield from _scales(definition.get("scales", {}))
    if definition["entry"] == "totals":
        yield from _by_totals(definition)
    else:
        yield from _by_items(definition)
    yield from _totals(definition, {one["key"] for one in scores})
    yield from _bands(definition, {one["key"] for one in scores})


def _doubled(definition: Definition, scores: Iterable[Definition]) -> Iterator[str]:
    for key in _repeated(one["key"] for one in scores):
        yield _("The score %(key)s is there twice.", key=key)
    for number in _repeated(one["no"] for one in definition.get("items", [])):
        yield _("Item %(number)s is there twice.", number=number)
    if not definition["subscales"]:
        yield _("There is no subscale.")


def _repeated(values: Iterable[Any]) -> list[Any]:
    return sorted(value for value, times in Counter(values).items() if times > 1)


def _scales(scales: Mapping[str, Any]) -> Iterator[str]:
    for name, steps in scales.items():
        values = [step["value"] for step in steps]
        if len(values) < 2 or _repeated(values):  # noqa: PLR2004 - a choice needs two
            yield _("The scale %(name)s needs at least two steps, all different.", name=name)


def _by_totals(definition: Definition) -> Iterator[str]:
    if definition.get("items") or definition.get("totals"):
        yield _("Only totals are entered: there can be no items, and no totals of totals.")
    for one in definition["subscales"]:
        if "least" not in one or "most" not in one or one["least"] >= one["most"]:
            yield _("The subscale %(key)s needs its least and its most.", key=one["key"])


def _by_items(definition: Definition) -> Iterator[str]:
    keys = {one["key"] for one in definition["subscales"]}
    items = definition.get("items", [])
    if not items:
        yield _("There are no items.")
    for item in items:
        yield from _item(item, definition.get("scales", {}), keys)
    counted = Counter(key for item in items for key in set(item["subscales"]))
    for one in definition["subscales"]:
        yield from _subscale(one, counted[one["key"]])


def _item(item: Definition, scales: Mapping[str, Any], keys: set[str]) -> Iterator[str]:
    if item["scale"] not in scales:
        yield _("Item %(number)s has a scale that is not described.", number=item["no"])
    for key in sorted(set(item["subscales"]) - keys):
        yield _(
            "Item %(number)s belongs to %(key)s, which is no subscale.", number=item["no"], key=key
        )


def _subscale(one: Definition, items: int) -> Iterator[str]:
    if not items:
        yield _("The subscale %(key)s has no items: take them from its sheet.", key=one["key"])
    elif one.get("min_answered", 1) > items:
        yield _("The subscale %(key)s asks for more answers than it has items.", key=one["key"])
    if "least" in one or "most" in one:
        yield _("The subscale %(key)s is worked out and needs no range.", key=one["key"])


def _totals(definition: Definition, keys: set[str]) -> Iterator[str]:
    totals = {one["key"]: one["of"] for one in definition.get("totals", [])}
    for key, parts in totals.items():
        if not parts or set(parts) - keys:
            yield _("The total %(key)s has parts that are not described.", key=key)
        elif _is_in_circle(key, totals):
            yield _("The total %(key)s is made of itself.", key=key)


def _is_in_circle(key: str, totals: Mapping[str, list[str]]) -> bool:
    seen: set[str] = set()
    ahead = list(totals[key])
    while ahead:
        part = ahead.pop()
        if part not in seen:
            seen.add(part)
            ahead.extend(totals.get(part, []))
    return key in seen


def _bands(definition: Definition, keys: set[str]) -> Iterator[str]:
    by_score: dict[str, list[tuple[float, float]]] = {}
    for one in definition.get("bands", []):
        if one["subscale"] not in keys:
            yield _("A band is for %(key)s, which is no score.", key=one["subscale"])
        elif one["from"] > one["to"]:
            yield _("A band of %(key)s ends before it starts.", key=one["subscale"])
        else:
            by_score.setdefault(one["subscale"], []).append((one["from"], one["to"]))
    for key, spans in by_score.items():
        spans.sort()
        if any(later[0] < earlier[1] for earlier, later in itertools.pairwise(spans)):
            yield _("The bands of %(key)s overlap.", key=key)
