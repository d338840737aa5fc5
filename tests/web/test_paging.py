"""Cutting lists into pages: any address shows a page that exists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from network.web.paging import Page, page_of


def asked(query: str) -> Request:
    return Request({"type": "http", "query_string": query.encode(), "headers": []})


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("", 1),
        ("page=1", 1),
        ("page=3", 3),
        ("page=4", 1),
        ("page=0", 1),
        ("page=-1", 1),
        ("page=03", 3),
        ("page=2.0", 1),
        ("page=%D9%A2", 1),
        ("page=²", 1),
        ("page=", 1),
        ("page=99999999999999999999", 1),
        ("page=2&page=3", 3),
        ("page=1%3BDROP", 1),
    ],
)
def test_whatever_is_no_page_of_the_list_shows_the_first(query: str, number: int) -> None:
    assert page_of(asked(query), total=25, size=10).number == number


@pytest.mark.parametrize(
    ("number", "total", "shown", "neighbours"),
    [
        (1, 0, (0, 0), (None, None)),
        (1, 10, (0, 10), (None, None)),
        (1, 11, (0, 10), (None, 2)),
        (2, 11, (10, 11), (1, None)),
        (2, 25, (10, 20), (1, 3)),
    ],
)
def test_a_page_knows_what_it_shows_and_its_neighbours(
    number: int, total: int, shown: tuple[int, int], neighbours: tuple[int | None, int | None]
) -> None:
    page = Page(number, 10, total)

    assert (page.first, page.last) == shown
    assert (page.previous, page.next) == neighbours


@given(total=st.integers(0, 500), size=st.integers(1, 60))
def test_turning_all_pages_shows_everything_once(total: int, size: int) -> None:
    shown: list[int] = []
    page: Page | None = page_of(asked(""), total, size)

    while page:
        shown += range(page.first, page.last)
        page = page_of(asked(f"page={page.next}"), total, size) if page.next else None

    assert shown == list(range(total))
