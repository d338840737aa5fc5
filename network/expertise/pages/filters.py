"""Filters whose state is the address: what is chosen, what else could be, and how many.

Within one filter any choice may match; all filters together have to. The number beside a choice
counts what the reader would see with it and with the other filters as they are.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from network.kernel import languages, taxonomy
from network.kernel.facets import View
from network.web.routing import path_for

_SHOWN = 7
_MOST_CHOSEN = 30


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """One group of boxes to tick; `more` counts those not shown until asked for."""

    name: str
    title: str
    choices: list[Choice]
    more: int


@dataclass(frozen=True, slots=True)
class Group:
    """What a filter is made of: its name in the address, its heading, its tags."""

    name: str
    title: str
    tags: dict[str, str]
    label: Callable[[str], str]


@dataclass(slots=True)
class Chosen:
    """The filters of an address."""

    route: str
    values: dict[str, list[str]]
    query: str = ""
    sort: str = ""
    more: str = ""
    groups: Sequence[Group] = field(default_factory=tuple)

    def mask(self, view: View[Any], without: str = "") -> int:
        """The rows that all filters let through, optionally but one."""
        mask = view.seen()
        for group in self.groups:
            picked = self.values[group.name]
            if picked and group.name != without:
                mask &= view.any_of(group.tags[value] for value in picked)
        return mask

    def filters(self, view: View[Any], within: int) -> list[Filter]:
        """Every filter with its counts; `within` is what words and the rest let through."""
        return [self._filter(group, view, within) for group in self.groups]

    def _filter(self, group: Group, view: View[Any], within: int) -> Filter:
        base = within & self.mask(view, without=group.name)
        picked = set(self.values[group.name])
        choices = [
            Choice(value, group.label(value), view.count(tag, base), value in picked)
            for value, tag in group.tags.items()
        ]
        useful = [c for c in choices if c.count or c.is_chosen]
        useful.sort(key=lambda c: (not c.is_chosen, -c.count, c.label))
        shown = useful if self.more == group.name else useful[: max(_SHOWN, len(picked))]
        shown.sort(key=lambda c: c.label)
        return Filter(group.name, group.title, shown, len(useful) - len(shown))

    def chips(self) -> list[tuple[str, str]]:
        """Each choice with the address without it."""
        found = []
        for group in self.groups:
            for value in self.values[group.name]:
                rest = [v for v in self.values[group.name] if v != value]
                found.append((group.label(value), self.link(**{group.name: rest})))
        return found

    def link(self, **changes: Any) -> str:
        """The address of this list with some filters changed."""
        values: dict[str, Any] = {**self.values, "q": self.query, "sort": self.sort, **changes}
        return path_for(self.route, **values)

    @property
    def count(self) -> int:
        return sum(len(values) for values in self.values.values())


def chosen(request: Request, route: str, groups: Sequence[Group]) -> Chosen:
    """Read the filters from an address; what is no choice is passed over."""
    asked = request.query_params
    values = {
        group.name: [v for v in dict.fromkeys(asked.getlist(group.name)) if v in group.tags][
            :_MOST_CHOSEN
        ]
        for group in groups
    }
    return Chosen(
        route,
        values,
        query=asked.get("q", "")[:200].strip(),
        sort=asked.get("sort", "")[:20],
        more=asked.get("more", "")[:20],
        groups=groups,
    )


def terms(name: str, title: str, *lists: str) -> Group:
    """A filter over closed lists."""
    codes = [term.code for one in lists for term in taxonomy.terms(one)]
    return Group(name, title, {code: code for code in codes}, taxonomy.label)


def spoken(name: str, title: str) -> Group:
    """A filter over languages."""
    tags = {code: f"language:{code}" for code in languages.codes()}
    return Group(name, title, tags, languages.name)


def regions(name: str, title: str) -> Group:
    tags = {term.code: f"region:{term.code}" for term in taxonomy.terms("regions")}
    return Group(name, title, tags, taxonomy.label)
