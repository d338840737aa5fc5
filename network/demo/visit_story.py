"""Who visits whom in the demonstration, and how far each visit is today."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoWindow:
    """Days on offer, counted from today."""

    key: str
    centre: str
    title: str
    first: int
    last: int
    purposes: tuple[str, ...]
    themes: tuple[str, ...]
    spoken: dict[str, str]
    language: str = "en"
    places: int = 2
    most_days: int = 10
    payer: str = "shared"
    conditions: str = ""
    is_virtual_possible: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoVisit:
    """A visit and the steps it has made. `first` is its first day, counted from today; steps that
    would lie ahead are made today. `ago` is how many days ago it went otherwise.
    """

    key: str
    visitor: str
    profession: str
    window: str
    host: str
    first: int
    steps: tuple[str, ...]
    mentor: str = ""
    days: int = 5
    purpose: str = "EX-SHADOW"
    themes: tuple[str, ...] = ("TH-PAIN",)
    others: tuple[str, ...] = ()
    call: str = ""
    visa: str = "no"
    latest: int | None = None
    scores: tuple[tuple[str, int], ...] = ()
    left_open: int = 0
    ago: int = 0
    goals: tuple[tuple[str, str, int], ...] = (
        ("Lead a group that teaches about pain", "Two groups, checked on ten points", 1),
    )
    money: tuple[tuple[str, str, str], ...] = field(
        default=(("travel", "780", "EUR"), ("accommodation", "300", "EUR"))
    )


WINDOWS = (
    DemoWindow(
        key="MTA-past",
        centre="MTA",
        title="A week in the pain clinic",
        first=-300,
        last=12,
        purposes=("EX-SHADOW", "EX-STUDY"),
        themes=("TH-PAIN",),
        spoken={"en": "C1", "ka": "native"},
    ),
    DemoWindow(
        key="MTA-next",
        centre="MTA",
        title="A week in the pain clinic",
        first=13,
        last=220,
        purposes=("EX-SHADOW", "EX-STUDY"),
        themes=("TH-PAIN", "TH-IP"),
        spoken={"en": "C1", "ka": "native"},
        conditions="Bring indoor shoes and a question your whole team wants to ask.",
    ),
    DemoWindow(
        key="LUM-past",
        centre="LUM",
        title="Groups with women, and care for the team",
        first=-120,
        last=10,
        purposes=("EX-SHADOW", "EX-STUDY", "EX-RESP"),
        themes=("TH-SGBV", "TH-CFC"),
        spoken={"en": "C1", "sq": "native"},
        most_days=42,
    ),
    DemoWindow(
        key="LUM-next",
        centre="LUM",
        title="Grupet me gratë dhe kujdesi për ekipin",
        first=11,
        last=190,
        purposes=("EX-SHADOW", "EX-STUDY", "EX-RESP"),
        themes=("TH-SGBV", "TH-CFC"),
        spoken={"en": "C1", "sq": "native"},
        language="sq",
        most_days=42,
    ),
    DemoWindow(
        key="LAK-past",
        centre="LAK",
        title="How we measure what helps",
        first=-120,
        last=5,
        purposes=("EX-STUDY", "EX-SHADOW"),
        themes=("TH-SUPV",),
        spoken={"en": "native", "es": "C1"},
        payer="host",
    ),
    DemoWindow(
        key="LAK-next",
        centre="LAK",
        title="How we measure what helps",
        first=6,
        last=240,
        purposes=("EX-STUDY", "EX-SHADOW"),
        themes=("TH-SUPV",),
        spoken={"en": "native", "es": "C1"},
        places=3,
        payer="host",
    ),
    DemoWindow(
        key="ARO-next",
        centre="ARO",
        title="Acompañar a familias de personas desaparecidas",
        first=5,
        last=200,
        purposes=("EX-SHADOW", "EX-STUDY"),
        themes=("TH-DIS",),
        spoken={"es": "native", "en": "B2"},
        language="es",
        payer="network",
    ),
    DemoWindow(
        key="HIM-next",
        centre="HIM",
        title="Counselling in the villages",
        first=5,
        last=150,
        purposes=("EX-SHADOW",),
        themes=("TH-PAIN",),
        spoken={"en": "B2", "ne": "native"},
        payer="home",
    ),
    DemoWindow(
        key="SYC-next",
        centre="SYC",
        title="A small team looks after itself",
        first=5,
        last=120,
        purposes=("EX-STUDY",),
        themes=("TH-SUPV",),
        spoken={"en": "B2", "ar": "native"},
        places=1,
        most_days=3,
        is_virtual_possible=False,
    ),
)

_TO_HOST = ("draft", "submit", "endorse", "ask", "accept")
_TO_START = (*_TO_HOST, "write", "plan", "sign", "confirm")
_TO_END = (*_TO_START, "prepare", "arrive", "finish")
_TO_SHARE = (*_TO_END, "report", "clear", "release")

VISITS = (
    DemoVisit(
        key="closed",
        visitor="HIM-3",
        profession="PR-PHY",
        window="MTA-past",
        host="MTA",
        mentor="MTA-3",
        first=-236,
        days=10,
        steps=(*_TO_SHARE, "pass_on", "follow_up"),
    ),
    DemoVisit(
        key="sharing",
        visitor="HIM-2",
        profession="PR-PCO",
        window="MTA-past",
        host="MTA",
        mentor="MTA-3",
        first=-80,
        steps=(*_TO_SHARE, "pass_on"),
    ),
    DemoVisit(
        key="report_review",
        visitor="ARO-2",
        profession="PR-LAW",
        window="LAK-past",
        host="LAK",
        mentor="LAK-4",
        first=-26,
        themes=("TH-SUPV",),
        purpose="EX-STUDY",
        steps=(*_TO_END, "report"),
    ),
    DemoVisit(
        key="report_due",
        visitor="MTA-2",
        profession="PR-FOR",
        window="LUM-past",
        host="LUM",
        mentor="LUM-2",
        first=-12,
        themes=("TH-SGBV",),
        purpose="EX-STUDY",
        steps=_TO_END,
    ),
    DemoVisit(
        key="respite",
        visitor="SYC-2",
        profession="PR-SOC",
        window="LUM-past",
        host="LUM",
        mentor="LUM-2",
        first=-2,
        themes=("TH-SUPV",),
        purpose="EX-STUDY",
        visa="yes",
        steps=(*_TO_START, "prepare", "arrive"),
    ),
    DemoVisit(
        key="confirmed",
        visitor="LAK-3",
        profession="PR-PTH",
        window="ARO-next",
        host="ARO",
        mentor="ARO-3",
        first=40,
        themes=("TH-DIS",),
        left_open=9,
        steps=(*_TO_START, "prepare"),
    ),
    DemoVisit(
        key="virtual",
        visitor="MTA-4",
        profession="PR-PSC",
        window="ARO-next",
        host="ARO",
        mentor="ARO-3",
        first=24,
        visa="yes",
        ago=3,
        steps=(*_TO_START, "go_virtual"),
    ),
    DemoVisit(
        key="host_accepted",
        visitor="MTA-3",
        profession="PR-PHY",
        window="LAK-next",
        host="LAK",
        mentor="LAK-4",
        first=92,
        themes=("TH-SUPV",),
        visa="yes",
        steps=(*_TO_HOST, "write", "poll"),
    ),
    DemoVisit(
        key="law",
        visitor="LUM-4",
        profession="PR-LAW",
        window="ARO-next",
        host="ARO",
        others=("LAK-next",),
        first=100,
        themes=("TH-DIS",),
        purpose="EX-STUDY",
        visa="unsure",
        steps=("draft", "submit", "endorse", "ask"),
    ),
    DemoVisit(
        key="endorsed",
        visitor="ARO-3",
        profession="PR-PTH",
        window="LUM-next",
        host="LUM",
        first=103,
        call="now",
        themes=("TH-SGBV",),
        scores=(("HIM-1", 320), ("MTA-1", 0)),
        steps=("draft", "submit", "endorse", "review"),
    ),
    DemoVisit(
        key="first_of_call",
        visitor="LAK-4",
        profession="PR-RES",
        window="LUM-next",
        host="LUM",
        mentor="LUM-2",
        first=30,
        call="before",
        themes=("TH-SUPV",),
        purpose="EX-STUDY",
        scores=(("HIM-1", 380), ("MTA-1", 320)),
        ago=2,
        steps=(
            *("draft", "submit", "endorse", "review", "ask", "accept"),
            *("write", "sign", "confirm", "postpone"),
        ),
    ),
    DemoVisit(
        key="waitlisted",
        visitor="LUM-5",
        profession="PR-PSY",
        window="LAK-next",
        host="LAK",
        first=60,
        call="before",
        themes=("TH-SUPV",),
        scores=(("HIM-1", 380), ("MTA-1", 260), ("ARO-1", 320)),
        steps=("draft", "submit", "endorse", "review", "waitlist"),
    ),
    DemoVisit(
        key="submitted",
        visitor="HIM-4",
        profession="PR-PAR",
        window="MTA-next",
        host="MTA",
        others=("LAK-next",),
        first=107,
        call="now",
        steps=("draft", "submit"),
    ),
    DemoVisit(
        key="draft",
        visitor="LUM-3",
        profession="PR-MON",
        window="MTA-next",
        host="MTA",
        first=111,
        call="now",
        themes=("TH-IP",),
        steps=("draft",),
    ),
    DemoVisit(
        key="ended_early",
        visitor="SYC-3",
        profession="PR-PSC",
        window="MTA-past",
        host="MTA",
        mentor="MTA-3",
        first=-5,
        ago=2,
        steps=(*_TO_START, "prepare", "arrive", "end_early"),
    ),
    DemoVisit(
        key="declined",
        visitor="SYC-4",
        profession="PR-INT",
        window="LAK-next",
        host="LAK",
        first=70,
        ago=12,
        steps=("draft", "submit", "endorse", "decline"),
    ),
    DemoVisit(
        key="withdrawn",
        visitor="LUM-2",
        profession="PR-PSY",
        window="HIM-next",
        host="HIM",
        first=75,
        ago=9,
        steps=("draft", "submit", "withdraw"),
    ),
    DemoVisit(
        key="cancelled",
        visitor="ARO-4",
        profession="PR-RCP",
        window="SYC-next",
        host="SYC",
        mentor="SYC-2",
        first=15,
        days=3,
        ago=1,
        purpose="EX-STUDY",
        steps=(*_TO_START, "cancel"),
    ),
    DemoVisit(
        key="expired",
        visitor="HIM-4",
        profession="PR-PAR",
        window="LAK-past",
        host="LAK",
        first=-20,
        latest=-1,
        steps=("draft", "submit", "endorse", "expire"),
    ),
)
