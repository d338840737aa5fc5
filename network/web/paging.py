"""Cutting long lists into pages whose address can be shared."""

from dataclasses import dataclass

from starlette.requests import Request


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is shown."""

    number: int
    size: int
    total: int

    @property
    def first(self) -> int:
        return (self.number - 1) * self.size

    @property
    def last(self) -> int:
        return min(self.first + self.size, self.total)

    @property
    def count(self) -> int:
        return max(1, -(-self.total // self.size))

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.count else None


def page_of(request: Request, total: int, size: int) -> Page:
    """The page asked for in the address; anything that is no page of the list shows the first."""
    asked = request.query_params.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1  # noqa: PLR2004
    pages = max(1, -(-total // size))
    return Page(number if 1 <= number <= pages else 1, size, total)
