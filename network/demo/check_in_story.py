"""Which rounds of check-ins there were in the demonstration, who answered, and own histories."""

from dataclasses import dataclass, field

from network.wellbeing.rules.trees import Family

Sizes = dict[str, dict[Family, int]]
Given = tuple[int | None, ...]

CLINICAL, LEGAL, SUPPORT = Family.CLINICAL, Family.LEGAL, Family.SUPPORT

# how many work at each centre; most of them have no account in the demonstration
STAFF: Sizes = {
    "LUM": {CLINICAL: 16, LEGAL: 11, SUPPORT: 7},
    "MTA": {CLINICAL: 17, LEGAL: 8, SUPPORT: 3},
    "SYC": {CLINICAL: 7, SUPPORT: 2},
    "ARO": {CLINICAL: 10, LEGAL: 4, SUPPORT: 3},
    "LAK": {CLINICAL: 32, LEGAL: 3, SUPPORT: 6},
    "HIM": {CLINICAL: 14, LEGAL: 3, SUPPORT: 5},
}
FIRST: Sizes = {
    "LUM": {CLINICAL: 11, LEGAL: 6, SUPPORT: 4},
    "MTA": {CLINICAL: 13, LEGAL: 6},
    "SYC": {CLINICAL: 6},
    "ARO": {CLINICAL: 7},
    "LAK": {CLINICAL: 26},
    "HIM": {CLINICAL: 12},
}
# the same people, and one more at LUM and at ARO
SECOND: Sizes = {
    **FIRST,
    "LUM": {CLINICAL: 12, LEGAL: 6, SUPPORT: 4},
    "ARO": {CLINICAL: 8},
}
SO_FAR: Sizes = {
    "LUM": {CLINICAL: 6, LEGAL: 3},
    "MTA": {CLINICAL: 8, LEGAL: 2},
    "ARO": {CLINICAL: 3},
    "LAK": {CLINICAL: 14},
    "HIM": {CLINICAL: 5},
}

# which of the answers below people of a centre give, in turn; elsewhere all of them
HEAVY = {"MTA": (4, 4, 1, 2, 4, 3), "HIM": (6, 0, 3), "LAK": (2, 3, 1, 0, 4)}
LIGHTER = {"MTA": (3, 2, 1, 4, 2), "HIM": (6, 0, 3), "LAK": (2, 3, 0, 1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRound:
    """A round by its first day, counted from today, and how far it went."""

    state: str
    opens: int
    answered: Sizes = field(default_factory=dict)
    moods: dict[str, tuple[int, ...]] = field(default_factory=dict)
    of: tuple[str, ...] = ()  # the centres asked, all for none


# a round that is planned has to wait until the open one is over, so there is none
ROUNDS = (
    DemoRound(state="released", opens=-196, answered=FIRST, moods=HEAVY),
    DemoRound(state="cancelled", opens=-110, of=("ARO", "HIM")),
    DemoRound(state="released", opens=-92, answered=SECOND, moods=LIGHTER),
    DemoRound(state="open", opens=-5, answered=SO_FAR),
)
AWAY = ("LUM-1", "LUM-2", "HIM-2", "ARO-3", "LAK-3", "MTA-3")  # have not answered the open round

ANSWERS: tuple[Given, ...] = (
    (3, 3, 1, 1, 3, 3, 1, 1, 0, 3),
    (2, 2, 2, 2, 2, 2, 2, 2, 2, 2),
    (3, 2, 3, 1, 3, 3, 2, 1, 1, 3),
    (2, 2, 3, 1, 3, 3, 2, 2, 1, 3),
    (1, 1, 3, 2, 2, 2, 3, 3, 4, 1),
    (3, None, 3, 1, 3, None, 2, 1, 1, 3),
    (4, 3, 1, 0, 4, 4, 1, 0, 0, 4),
)
AFTER_PRISON: Given = (2, 1, 3, 1, 3, 3, 4, 4, 3, 1)

# by person, the days from today: ten answers or none, and words for oneself
HISTORIES: dict[str, tuple[tuple[int, Given | None, str], ...]] = {
    "MTA-4": (
        (-300, (3, 3, 2, 1, 3, 3, 1, 1, 1, 3), ""),
        (-262, (3, 2, 2, 1, 3, 3, 2, 1, 1, 3), ""),
        (-225, (3, 3, 2, 1, 3, 3, 1, 2, 1, 3), "A week by the river. Slept."),
        (-190, AFTER_PRISON, "After the prison. I hear the corridor at night."),
        (-186, None, "Asked for an hour with my supervisor. It helped to say it aloud."),
        (-150, (2, 2, 3, 1, 3, 3, 3, 3, 2, 2), ""),
        (-118, (2, 2, 2, 1, 3, 3, 2, 2, 2, 3), ""),
        (-88, (3, 2, 2, 1, 4, 3, 2, 2, 1, 3), ""),
        (-50, (3, 3, 2, 1, 4, 3, 1, 2, 1, 3), "Two days free after the last visit. Good."),
        (-24, (3, 3, 2, 0, 4, 4, 1, 1, 1, 4), ""),
        (-3, (2, 2, 3, 1, 3, 3, 2, 2, 1, 3), ""),
    ),
    "LUM-5": (
        (-91, (3, 2, 3, 0, 4, 2, 1, 1, 0, 3), ""),
        (-33, (3, 3, 2, 0, 4, 3, 1, 1, 0, 4), "First group on my own."),
        (-4, (3, 2, 2, 0, 4, 3, 1, 0, 0, 4), ""),
    ),
}
