"""The forms of a page, as a browser would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx

_Given = list[tuple[str, str | None]]


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a page, as it would be sent untouched."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)


def forms_of(page: httpx.Response) -> list[Form]:
    """Every form of a page with its fields as they stand.

    Pages are whole (the walk through all of them looks at that), so a plain reader will do.
    """
    reader = _Reader()
    reader.feed(page.text)
    reader.close()
    return reader.forms


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._is_inside = False
        self._choices: list[tuple[str, bool]] = []
        self._words: list[str] | None = None
        self._name = ""

    def handle_starttag(self, tag: str, attrs: _Given) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._is_inside = True
            self.forms.append(Form(given.get("action", ""), given.get("method", "get")))
        elif tag == "input":
            self._take_input(given)
        elif tag == "select":
            self._name, self._choices = given.get("name", ""), []
        elif tag == "option":
            self._choices.append((given.get("value", ""), "selected" in given))
        elif tag == "textarea":
            self._name, self._words = given.get("name", ""), []

    def handle_data(self, data: str) -> None:
        if self._words is not None:
            self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_inside = False
        elif tag == "select":
            chosen = next((value for value, is_it in self._choices if is_it), self._choices[0][0])
            self._take(self._name, chosen)
        elif tag == "textarea" and self._words is not None:
            self._take(self._name, "".join(self._words).removeprefix("\n"))
            self._words = None

    def _take_input(self, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        is_off = kind in ("checkbox", "radio") and "checked" not in given
        if kind != "file" and not is_off:
            self._take(given.get("name", ""), given.get("value", ""))

    def _take(self, name: str, value: str) -> None:
        if name and self._is_inside:
            self.forms[-1].fields.append((name, value))
