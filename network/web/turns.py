"""Whose turn it is with something, as its page shows it: components/turns.html renders it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Hindrance:
    """What is in the way, who can change it, and where, if the reader is one of them."""

    text: str
    who: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A move its reader has: on, or off with what is in its way."""

    label: str
    link: str
    hindrances: list[Hindrance] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """The next step with who makes it, and what the reader can do besides."""

    is_mine: bool = False
    what: str = ""
    who: str = ""
    hindrances: list[Hindrance] = field(default_factory=list)
    first: Button | None = None
    besides: list[Button] = field(default_factory=list)

    @property
    def others(self) -> list[Button]:
        """Those besides that are on."""
        return [one for one in self.besides if not one.hindrances]

    @property
    def later(self) -> list[Button]:
        """Those besides that are off."""
        return [one for one in self.besides if one.hindrances]
