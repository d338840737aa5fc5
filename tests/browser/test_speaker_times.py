"""Saying when one could speak: whoever changes hours means them, and may think otherwise."""

from playwright.sync_api import Page

from tests.browser.conftest import Readers
from tests.servers import Server


def chosen(page: Page) -> list[str]:
    return [one.input_value() for one in page.locator("input[type=radio]:checked").all()]


def hours(page: Page) -> list[str]:
    return [one.input_value() for one in page.locator("[data-picks] input").all()]


def test_hours_that_are_changed_are_chosen_and_put_back_by_another_choice(
    readers: Readers, server: Server
) -> None:
    [workshop] = [
        one["url"]
        for one in server.demo["objects"]
        if one["kind"] == "workshop_open" and one["owner"].startswith("lum-1")
    ]
    with readers.reading("MTA-2") as window:
        page = window.new_page()
        page.goto(f"{workshop}/agenda/times")
        before = chosen(page), hours(page)

        page.locator("[data-picks] input").nth(3).fill("10:00")
        typed = chosen(page), hours(page)
        page.locator("input[value=not]").nth(1).check()
        after = chosen(page), hours(page)

    assert before == (["part", "whole"], ["11:00", "15:00", "09:00", "13:00"])
    assert typed == (["part", "part"], ["11:00", "15:00", "09:00", "10:00"])
    assert after == (["part", "not"], before[1])
