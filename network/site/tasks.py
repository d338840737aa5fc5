"""One thing that waits for the reader of Today."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    """A heading, a line below it, where it leads, and the word on the button."""

    title: str
    text: str
    link: str
    act: str
