"""Which workshops there are in the demonstration, who comes, and how far each is today."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoQuota:
    """Places for a group, by profession, region or centre; kept for it, or no more than so many."""

    name: str
    axis: str
    kind: str
    places: int
    keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoWorkshop:
    """A workshop and the steps it has made. `first` is its first day, counted from today; steps
    that would lie ahead are made today.

    `meets` are days after the first with hour and minutes, on the host's clocks; `agenda` items
    name a session by its number, and who speaks. `could` says who could speak in a session from one
    hour until another, or not at all. `comes` says how each registration stands, or
    what time in the room it was.
    """

    key: str
    centre: str
    first: int
    steps: tuple[str, ...]
    lead: str = ""
    kind: str = "WT-THEM"
    scope: str = "thematic"
    themes: tuple[str, ...] = ("TH-PAIN",)
    mode: str = "on_site"
    level: str = "S1"
    language: str = "en"
    spoken: tuple[str, ...] = ("en",)
    meets: tuple[tuple[int, int, int], ...] = ((0, 10, 180),)
    capacity: int = 12
    needs_approval: bool = False
    others: tuple[str, ...] = ()
    checker: str = "NET-2"
    quotas: tuple[DemoQuota, ...] = ()
    agenda: tuple[tuple[int, int, int, str, tuple[str, ...]], ...] = ()
    could: tuple[tuple[str, int, tuple[int, int] | None], ...] = ()
    comes: dict[str, str] = field(default_factory=dict)
    invited: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    visits: tuple[tuple[str, str], ...] = ()
    parent: str = ""
    completed: dict[str, int] = field(default_factory=dict)
    trainers: tuple[str, ...] = ()
    reason: str = ""


_HEALTH = DemoQuota(
    name="health staff",
    axis="profession",
    kind="most",
    places=8,
    keys=("PR-PSY", "PR-PTH", "PR-PSC", "PR-GPR", "PR-FOR", "PR-PHY", "PR-PCO"),
)
_LEGAL = DemoQuota(
    name="legal staff",
    axis="profession",
    kind="kept",
    places=3,
    keys=("PR-LAW", "PR-PAR"),
)
_EACH = DemoQuota(name="each centre", axis="centre", kind="most", places=2)

_TO_OPEN = ("draft", "ask", "check", "open")
_TO_END = (*_TO_OPEN, "register", "begin", "attend", "end")
_TO_PUBLISH = (*_TO_END, "write", "agree", "publish")

WORKSHOPS = (
    DemoWorkshop(
        key="trainers",
        centre="MTA",
        kind="WT-TOT",
        first=-230,
        others=("MTA-3",),
        meets=((0, 10, 360), (1, 10, 360)),
        capacity=8,
        comes={
            "HIM-2": "attended",
            "LUM-2": "attended",
            "ARO-3": "attended",
            "LAK-3": "partly",
        },
        trainers=("HIM-2", "LUM-2", "ARO-3"),
        steps=(*_TO_PUBLISH, "accredit", "archive"),
    ),
    DemoWorkshop(
        key="pain",
        centre="MTA",
        kind="WT-REG",
        scope="regional",
        mode="hybrid",
        first=-60,
        lead="MTA-3",
        others=("HIM-3",),
        spoken=("en", "ka"),
        meets=((0, 10, 180), (1, 10, 240), (2, 10, 180)),
        quotas=(_HEALTH, _LEGAL),
        agenda=(
            (0, 0, 60, "What pain is, and what it is not", ("HIM-3",)),
            (0, 60, 120, "A lesson on pain, tried together", ("MTA-3",)),
            (1, 0, 120, "A group that lasts: the first ten weeks", ("HIM-3", "MTA-3")),
            (1, 120, 120, "Pain in reports and in court", ("ARO-2",)),
            (2, 0, 180, "What each of us starts at home", ()),
        ),
        comes={
            "HIM-2": "attended",
            "LUM-4": "attended",
            "ARO-2": "attended",
            "LUM-2": "attended",
            "LAK-4": "attended",
            "SYC-2": "partly",
            "MTA-2": "absent",
            "LAK-3": "excused",
        },
        visits=(("HIM-3", "closed"), ("HIM-2", "sharing")),
        steps=(
            *(*_TO_OPEN, "lay_out", "register", "begin", "attend", "end", "evaluate"),
            *("write", "agree", "publish", "settle"),
        ),
    ),
    DemoWorkshop(
        key="villages",
        centre="HIM",
        kind="WT-CASC",
        first=-9,
        others=("HIM-2",),
        meets=((0, 11, 240), (1, 11, 240)),
        comes={"HIM-4": "attended", "HIM-3": "attended"},
        parent="trainers",
        steps=_TO_END,
    ),
    DemoWorkshop(
        key="reporting",
        centre="MTA",
        first=-16,
        themes=("TH-IP",),
        comes={"LUM-4": "attended", "ARO-2": "attended"},
        steps=(*_TO_END, "write"),
    ),
    DemoWorkshop(
        key="course",
        centre="LAK",
        kind="WT-HELP",
        first=-45,
        themes=("TH-MEL",),
        mode="online",
        meets=((0, 9, 90), (14, 9, 90), (28, 9, 90), (49, 9, 90)),
        capacity=24,
        comes=dict.fromkeys(("LUM-2", "LUM-5", "MTA-4", "SYC-3", "HIM-2", "ARO-3"), "confirmed"),
        completed={"LUM-2": 6, "LUM-5": 6, "MTA-4": 6, "HIM-2": 6, "SYC-3": 4},
        steps=(*_TO_OPEN, "register", "begin", "complete"),
    ),
    DemoWorkshop(
        key="supervision_days",
        centre="LUM",
        first=-1,
        themes=("TH-SUPV",),
        mode="hybrid",
        meets=((0, 9, 180), (1, 9, 180), (2, 9, 180)),
        agenda=((0, 0, 90, "What supervision is for", ("LUM-2",)),),
        comes={"HIM-2": "partly", "MTA-4": "confirmed", "ARO-3": "confirmed"},
        steps=(*_TO_OPEN, "lay_out", "register", "begin", "attend"),
    ),
    DemoWorkshop(
        key="groups",
        centre="LUM",
        kind="WT-CASC",
        first=21,
        others=("LUM-2",),
        capacity=10,
        comes={"LUM-5": "confirmed", "LUM-3": "confirmed"},
        parent="trainers",
        steps=(*_TO_OPEN, "register", "close"),
    ),
    DemoWorkshop(
        key="loss",
        centre="ARO",
        first=33,
        themes=("TH-DIS",),
        language="es",
        spoken=("es", "en"),
        capacity=2,
        needs_approval=True,
        quotas=(_EACH,),
        invited=("LUM-5", "SYC-3"),
        comes={
            "LUM-5": "confirmed",
            "SYC-3": "withdrawn",
            "LAK-3": "offered",
            "HIM-4": "waitlisted",
            "LUM-4": "refused",
            "MTA-3": "applied",
        },
        steps=(*_TO_OPEN, "question", "invite", "register", "decide"),
    ),
    DemoWorkshop(
        key="conference",
        centre="LUM",
        kind="WT-CONF",
        first=47,
        themes=("TH-NPM", "TH-PAIN"),
        mode="hybrid",
        level="S0",
        lead="LUM-3",
        meets=((0, 9, 360), (1, 9, 240)),
        capacity=120,
        agenda=(
            (0, 0, 60, "The year in reports", ("LUM-3",)),
            (0, 60, 90, "Fourteen recommendations: where each stands", ("LUM-3", "MTA-2")),
            (1, 0, 120, "What the network follows next year", ()),
        ),
        could=(("MTA-2", 0, (11, 15)), ("LUM-3", 1, None)),
        comes={"HIM-3": "confirmed", "ARO-2": "confirmed"},
        invited=("GUE-1", "LAK-4", "MTA-2"),
        steps=(*_TO_OPEN, "lay_out", "say_times", "invite", "register", "propose"),
    ),
    DemoWorkshop(
        key="sleep",
        centre="LAK",
        kind="WT-WEB",
        first=60,
        themes=("TH-TEL",),
        mode="online",
        meets=((0, 9, 90),),
        capacity=200,
        steps=("draft", "ask"),
    ),
    DemoWorkshop(
        key="livelihood",
        centre="HIM",
        first=90,
        themes=("TH-LIV",),
        steps=("draft",),
    ),
    DemoWorkshop(
        key="quiet",
        centre="LUM",
        kind="WT-SELF",
        first=40,
        themes=("TH-CFC",),
        level="S2",
        named=("LUM", "SYC"),
        checker="NET-3",
        capacity=8,
        steps=("draft", "name", "ask", "check"),
    ),
    DemoWorkshop(
        key="prison",
        centre="MTA",
        kind="WT-RT",
        first=14,
        themes=("TH-PRH",),
        comes={"LUM-3": "confirmed", "LUM-4": "confirmed"},
        reason="speakers",
        steps=(*_TO_OPEN, "register", "postpone"),
    ),
    DemoWorkshop(
        key="small_team",
        centre="SYC",
        kind="WT-SELF",
        first=25,
        themes=("TH-CFC",),
        level="S3",
        named=("LUM-2", "SYC-2"),
        checker="NET-3",
        comes={"LUM-2": "confirmed", "SYC-2": "confirmed"},
        reason="safety",
        steps=("draft", "name", "ask", "check", "open", "register", "cancel"),
    ),
)
