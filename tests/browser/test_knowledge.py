"""Drafts of knowledge are kept by themselves while somebody writes."""

from tests.browser.conftest import Readers


def test_a_draft_is_kept_while_it_is_written_and_with_the_button(readers: Readers) -> None:
    with readers.reading("LUM-2") as window:
        page = window.new_page()
        page.goto("/knowledge/new")
        page.fill("#title", "Breathing in small rooms")
        page.click("main button:has-text('Begin')")
        page.wait_for_url("**/edit")

        page.fill("#body", "Sit **low** and breathe slowly.")
        page.locator("[data-saved]:has-text('Saved as a draft.')").wait_for()
        page.fill("#summary", "For rooms without windows.")
        page.reload()
        kept = page.input_value("#body")
        page.fill("#summary", "For rooms without windows.")
        page.click("button:has-text('Save and look at it')")
        page.wait_for_url("**/texts/*")

        assert kept == "Sit **low** and breathe slowly."
        assert "For rooms without windows." in page.inner_text("article")
