"""Releases as plain values to be stored, and back again."""

from collections.abc import Iterable, Mapping
from typing import Any

from network.wellbeing.rules.pulse import Part, Word
from network.wellbeing.rules.release import Figure, Kept, Release, Seen
from network.wellbeing.rules.rounding import Bound, Coarse, Share, Size
from network.wellbeing.rules.trees import Level, Place

Plain = dict[str, Any]


def plain(release: Release) -> Plain:
    """What is published of a release, for as long as aggregates are kept."""
    return {"figures": _figures(release.figures), "pools": _figures(release.pools)}


def plain_kept(kept: Kept) -> Plain:
    """What only the next release needs."""
    return {
        "seen": [
            {
                "families": [list(place) for place in key],
                "sums": {part.value: units for part, units in seen.sums.items()},
                "size": seen.size,
                "is_two_rounds": seen.is_two_rounds,
            }
            for key, seen in kept.seen.items()
        ],
        "hidden": [list(place) for place in sorted(kept.hidden)],
    }


def release_of(stored: Mapping[str, Any], kept: Mapping[str, Any] | None = None) -> Release:
    """The release as it was, with what it kept if that is still there."""
    return Release(
        figures=dict(map(_placed, stored["figures"])),
        pools=dict(map(_placed, stored["pools"])),
        kept=kept_of(kept) if kept else Kept(),
    )


def kept_of(stored: Mapping[str, Any]) -> Kept:
    return Kept(
        seen={
            tuple(map(_place, one["families"])): Seen(
                {Part(part): units for part, units in one["sums"].items()},
                one["size"],
                is_two_rounds=one["is_two_rounds"],
            )
            for one in stored["seen"]
        },
        hidden=frozenset(map(_place, stored["hidden"])),
    )


def _figures(figures: Mapping[Place, Figure]) -> list[Plain]:
    return [
        {
            "place": list(place),
            "size": figure.size.value,
            "strain": _coarse(figure.strain),
            "parts": _means(figure.parts),
            "shares": {word.value: share.value for word, share in figure.shares.items()},
            "is_two_rounds": figure.is_two_rounds,
            "is_comparable": figure.is_comparable,
        }
        for place, figure in figures.items()
    ]


def _means(means: Mapping[Part, Coarse]) -> dict[str, list[Any]]:
    return {part.value: _coarse(mean) for part, mean in means.items()}


def _coarse(one: Coarse) -> list[Any]:
    return [one.value, one.bound.value]


def _placed(stored: Mapping[str, Any]) -> tuple[Place, Figure]:
    figure = Figure(
        size=Size(stored["size"]),
        strain=_coarse_of(stored["strain"]),
        parts=_means_of(stored["parts"]),
        shares={Word(word): Share(share) for word, share in stored["shares"].items()},
        is_two_rounds=stored["is_two_rounds"],
        is_comparable=stored["is_comparable"],
    )
    return _place(stored["place"]), figure


def _place(stored: Iterable[str]) -> Place:
    level, name, family = stored
    return Place(Level(level), name, family)


def _means_of(stored: Mapping[str, list[Any]]) -> dict[Part, Coarse]:
    return {Part(part): _coarse_of(mean) for part, mean in stored.items()}


def _coarse_of(stored: list[Any]) -> Coarse:
    return Coarse(stored[0], Bound(stored[1]))
