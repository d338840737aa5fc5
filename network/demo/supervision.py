"""Supervision in the demonstration: two supervisors, five agreements, sessions past and to come."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from network.demo.foundation import Loaded, actor_of
from network.kernel import clock, zones
from network.supervision.actions import agreement_groups as groups
from network.supervision.actions import (
    agreements,
    booking,
    hours,
    polls,
    recording,
    series,
    urgent,
    waiting,
)
from network.supervision.actions import supervisors as profiles
from network.supervision.models import Agreement, Attendance, DatesKind, Kind, Supervisor
from network.supervision.queries import agreements as agreement_queries
from network.supervision.queries import sessions as session_queries
from network.supervision.queries import supervisors as supervisor_queries
from network.supervision.rules.agreements import Elements
from network.supervision.rules.records import Presence, Report
from network.supervision.rules.series import Every, Pattern
from network.web.routing import path_for

_TERMS = {
    "qualification": "Licensed psychotherapist, trained supervisor, own supervision every month.",
    "purpose": "To reflect on the work, to stay safe in it, and to learn.",
    "goals": "Steady practice, clear boundaries, fewer evenings taken home.",
    "frequency": "As planned in the portal; changes by message in the portal.",
    "place": "By video, from a room where nobody listens. Nobody records.",
    "boundaries": "No line management. Other ties between us are named and looked at together.",
    "confidentiality": "What is said stays between us. The centre learns hours, never content.",
    "limits": "Serious risk to life, protection of children, abuse by staff, and the law's duty.",
    "responsibility": "Clinical responsibility stays with the employing centre.",
    "disagreement": "We speak about it first; then the secretariat names a third person.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A supervisor as the secretariat verified them."""

    zone: str
    weekly: list[list[int]]
    languages: dict[str, str]
    codes: list[str]
    about: str
    licence_country: str
    minutes: int = 60
    needs_confirming: bool = False
    after: int = 15


_PROFILES = {
    "LUM-2": Profile(
        zone="Europe/Belgrade",
        weekly=[[2, 540, 720], [2, 870, 1020], [4, 840, 1020]],
        languages={"sq": "native", "sr": "C1", "en": "C1"},
        codes=["AP-GROUP", "TH-SUPV", "TH-SGBV"],
        about="I listen first. Groups are my home; I like when people laugh in the second half.",
        licence_country="XK",
        after=0,
    ),
    "LAK-2": Profile(
        zone="America/Chicago",
        weekly=[[1, 480, 720], [2, 480, 720], [3, 480, 720], [4, 780, 960]],
        languages={"en": "native", "es": "C1"},
        codes=["AP-NET", "AP-EMDR", "TH-SUPV"],
        about="Supervision of supervisors, and of people who work alone with heavy material.",
        licence_country="US",
        needs_confirming=True,
    ),
    "ARO-3": Profile(
        zone="America/Santiago",
        weekly=[[4, 600, 780], [5, 600, 780]],
        languages={"es": "native", "en": "B2"},
        codes=["AP-AMBIG", "AP-GROUP"],
        about="Acompaño equipos que trabajan con la ausencia. También en grupo.",
        licence_country="CL",
    ),
}


@dataclass(slots=True)
class _Story:
    found: Loaded
    now: datetime
    supervisors: dict[str, Supervisor] = field(default_factory=dict)

    def id_of(self, key: str) -> UUID:
        return self.found.people[key].id


async def load(found: Loaded) -> None:
    """Load it all, by the actions people use, at the times they would."""
    story = _Story(found, clock.now())
    with clock.at(story.now - timedelta(days=100)):
        for key, profile in _PROFILES.items():
            await _supervisor(story, key, profile)
    await _individual(story)
    await _first_group(story)
    await _peers(story)
    await _legal_group(story)
    await _supervision_of_supervisors(story)
    await _a_month_signed(story)
    await _days_off(story)
    await _asked_soon(story)
    await _a_line_manager(story)


async def _supervisor(story: _Story, key: str, given: Profile) -> None:
    actor = await actor_of(story.found, key)
    supervisor = await profiles.propose(
        actor,
        given.zone,
        licence_body="National chamber",
        licence_country=given.licence_country,
        practice_years=14,
        survivor_years=9,
        training_hours=240,
        own_supervision="Monthly, in a group outside the network",
        about=given.about,
        codes=given.codes,
        languages=given.languages,
        kinds=list(Kind),
        minutes=given.minutes,
        needs_confirming=given.needs_confirming,
        after=given.after,
        takes_urgent=True,
        weekly=given.weekly,
        recovery=30,
        limits={"day": {"count": 4, "minutes": None}},
    )
    secretariat = await actor_of(story.found, "NET-1")
    await profiles.verify(secretariat, supervisor, clock.now().date())
    story.supervisors[key] = await Supervisor.get(id=supervisor.id)
    path = path_for("supervision:supervisor", id=supervisor.person_id)
    story.found.note("supervisor", path, key)
    story.found.note("supervisor_check", path_for("desk:supervisor", id=supervisor.id), "NET-1")


async def _signed(
    story: _Story, agreement: Agreement, leader: str, elements: Elements, *members: str
) -> Agreement:
    """Write, send and sign an agreement by everybody."""
    actor = await actor_of(story.found, leader)
    await agreements.send(actor, agreement, agreement.version, elements)
    for key in (leader, *members):
        current = await agreement_queries.fresh(agreement.id)
        await agreements.sign(await actor_of(story.found, key), current, current.edition)
    path = path_for("agreements:show", id=agreement.id)
    story.found.note("agreement", path, leader)
    return await agreement_queries.fresh(agreement.id)


def _elements(
    first: date, last: date, title: str = "", seats: int = 1, minutes: int = 60
) -> Elements:
    return Elements(
        title=title,
        minutes=minutes,
        most_members=seats,
        starts_on=first,
        ends_on=last,
        review_on=min(last, first + timedelta(days=300)),
        terms=_TERMS,
    )


# IND: one to one ---------------------------------------------------------------------------------


async def _individual(story: _Story) -> None:
    """LAK-2 and MTA-4: past sessions with hours, one asked for, an agreement that ends soon."""
    member, leader = "MTA-4", "LAK-2"
    with clock.at(story.now - timedelta(days=95)):
        actor = await actor_of(story.found, member)
        wanted = agreements.Ask(kind=Kind.INDIVIDUAL, note="I work alone with prison health.")
        agreement = await agreements.ask(actor, story.supervisors[leader], wanted)
        await agreements.accept(await actor_of(story.found, leader), agreement)
        agreement = await agreement_queries.fresh(agreement.id)
        today = clock.now().date()
        ends = (story.now + timedelta(days=24)).date()
        agreement = await _signed(story, agreement, leader, _elements(today, ends), member)
    for weeks in (11, 7, 3):
        await _past_session(story, agreement, weeks)
    coming = await _book(story, agreement, story.now, timedelta(days=8))
    story.found.note("session", path_for("sessions:show", id=coming), member)
    with clock.at(story.now):
        wanted_hours = hours.Wanted(
            name="MTA-4",
            first_on=(story.now - timedelta(days=95)).date(),
            last_on=story.now.date(),
            rule_set="bacp",
        )
        paper = await hours.issue(await actor_of(story.found, member), wanted_hours)
    story.found.note("certificate", path_for("certificates:show", id=paper.id), member)


async def _past_session(story: _Story, agreement: Agreement, weeks: int) -> None:
    then = story.now - timedelta(weeks=weeks)
    session_id = await _book(story, agreement, then - timedelta(days=5), timedelta(days=4))
    with clock.at(then - timedelta(days=4, hours=12)):
        leader = await actor_of(story.found, "LAK-2")
        asked = await session_queries.fresh(session_id)
        await booking.confirm(leader, asked)
    with clock.at(then + timedelta(days=7)):
        session = await session_queries.fresh(session_id)
        present = {story.id_of("MTA-4"): Presence(Attendance.PRESENT)}
        report = Report(
            minutes=60, presences=present, restorative=30, themes=["TS-BOUND", "TS-SELFCARE"]
        )
        await recording.record(leader, session, report)
        story.found.note("past_session", path_for("sessions:show", id=session_id), "LAK-2")


async def _book(story: _Story, agreement: Agreement, at: datetime, ahead: timedelta) -> UUID:
    """Book the first free time of LAK-2 so long after an instant."""
    supervisor = story.supervisors["LAK-2"]
    with clock.at(at):
        actor = await actor_of(story.found, "MTA-4")
        first = (at + ahead).date()
        found = await supervisor_queries.slots(
            supervisor, first, first + timedelta(days=6), 60, [story.id_of("MTA-4")]
        )
        start = next(slot.starts_at for slot in found if slot.is_free)
        wish = booking.Wish(starts_at=start, minutes=60)
        return (await booking.book(actor, supervisor, agreement, wish)).id


# groups ------------------------------------------------------------------------------------------


async def _group(
    story: _Story, leader: str, new: groups.NewGroup, elements: Elements, members: tuple[str, ...]
) -> Agreement:
    actor = await actor_of(story.found, leader)
    agreement = await groups.start(actor, story.supervisors.get(leader), new)
    for key in members:
        await groups.invite(actor, agreement, story.id_of(key))
    return await _signed(
        story, await agreement_queries.fresh(agreement.id), leader, elements, *members
    )


async def _first_group(story: _Story) -> None:
    """G1: five people in three zones, with somebody on the waiting list."""
    members = ("LUM-5", "MTA-3", "MTA-4", "SYC-2", "SYC-3")
    new = groups.NewGroup(kind=Kind.GROUP, title="G1", most_members=5, hides_members=True)
    elements = replace(
        _elements(story.now.date(), date(2027, 12, 31), "G1", 5, 90), hides_members=True
    )
    agreement = await _group(story, "LUM-2", new, elements, members)
    pattern = Pattern(
        first_on=date(2027, 1, 12), at=time(14, 30), zone="Europe/Belgrade", interval=2, count=24
    )
    await _plan(story, "LUM-2", agreement, pattern, 90)
    await _one_more(story, agreement, "LUM-2", "HIM-2")


async def _one_more(story: _Story, agreement: Agreement, leader: str, key: str) -> None:
    """Somebody joins the group after its seats were given, and waits for one."""
    await Agreement.filter(id=agreement.id).update(most_members=6)
    await groups.invite(
        await actor_of(story.found, leader),
        await agreement_queries.fresh(agreement.id),
        story.id_of(key),
    )
    current = await agreement_queries.fresh(agreement.id)
    actor = await actor_of(story.found, key)
    await agreements.sign(actor, current, current.in_force)
    first = (await session_queries.group_sessions(agreement.id))[0]
    await waiting.join(actor, await session_queries.fresh(first.id))
    story.found.note("waiting_list", path_for("waiting:show", id=first.id), leader)


async def _plan(
    story: _Story, leader: str, agreement: Agreement, pattern: Pattern, minutes: int
) -> None:
    actor = await actor_of(story.found, leader)
    skip = await _clashing(agreement, pattern, minutes)
    await series.plan(actor, agreement, pattern, series.Choices(minutes, skip))
    found = await session_queries.group_sessions(agreement.id)
    story.found.note("session", path_for("sessions:show", id=found[0].id), leader)


async def _clashing(agreement: Agreement, pattern: Pattern, minutes: int) -> tuple[datetime, ...]:
    planned = await series.preview(agreement, pattern, minutes)
    return tuple(one.occurrence.wall for one in planned if one.busy)


async def _peers(story: _Story) -> None:
    """G2: a peer group on Sundays, and a question about one more meeting."""
    new = groups.NewGroup(kind=Kind.PEER, title="G2", most_members=6)
    elements = _elements(story.now.date(), date(2027, 12, 31), "G2", 6)
    members = ("HIM-3", "SYC-3", "SYC-4")
    agreement = await _group(story, "HIM-2", new, elements, members)
    pattern = Pattern(
        first_on=date(2027, 1, 31),
        at=time(13),
        zone="Asia/Kathmandu",
        every=Every.LAST_WEEKDAY,
        count=12,
    )
    await _plan(story, "HIM-2", agreement, pattern, 60)
    leader = await actor_of(story.found, "HIM-2")
    poll = await polls.open_poll(leader, agreement, _question(story))
    story.found.note("poll", path_for("polls:show", id=poll.id), "HIM-2")


def _question(story: _Story) -> polls.NewPoll:
    """Three times in the second week from now, at noon in Kathmandu."""
    sunday = story.now.date() + timedelta(days=20 - story.now.weekday())
    starts = [
        zones.instant(datetime.combine(sunday + timedelta(days=n), time(13)), "Asia/Kathmandu")
        for n in range(3)
    ]
    return polls.NewPoll(starts=starts, closes_at=story.now + timedelta(days=7))


async def _legal_group(story: _Story) -> None:
    """G3: a reflective group in Spanish."""
    new = groups.NewGroup(kind=Kind.TEAM, title="G3", most_members=6)
    elements = _elements(story.now.date(), date(2027, 12, 31), "G3", 6)
    agreement = await _group(story, "ARO-3", new, elements, ("ARO-2", "LAK-3"))
    pattern = Pattern(
        first_on=date(2027, 1, 14), at=time(11), zone="America/Santiago", interval=2, count=26
    )
    await _plan(story, "ARO-3", agreement, pattern, 60)


async def _supervision_of_supervisors(story: _Story) -> None:
    """G4: LUM-2's own supervision; the two days on which it meets G1 are left out."""
    actor = await actor_of(story.found, "LUM-2")
    wanted = agreements.Ask(kind=Kind.SUPERVISORS)
    agreement = await agreements.ask(actor, story.supervisors["LAK-2"], wanted)
    await agreements.accept(await actor_of(story.found, "LAK-2"), agreement)
    agreement = await agreement_queries.fresh(agreement.id)
    elements = _elements(story.now.date(), date(2027, 12, 31), "G4")
    agreement = await _signed(story, agreement, "LAK-2", elements, "LUM-2")
    pattern = Pattern(
        first_on=date(2027, 1, 12), at=time(9), zone="America/Chicago", interval=2, count=24
    )
    await _plan(story, "LAK-2", agreement, pattern, 60)


# the rest ----------------------------------------------------------------------------------------


async def _a_month_signed(story: _Story) -> None:
    """MTA-4 signs the month of a past session; LAK-2 has not yet."""
    actor = await actor_of(story.found, "MTA-4")
    held = await session_queries.own_sessions(actor, past=True)
    month = held[1].starts_at.date().replace(day=1)
    await hours.sign_month(actor, month, "network")
    story.found.note("statement", path_for("hours:show", month=month), "MTA-4")


async def _days_off(story: _Story) -> None:
    first = (story.now + timedelta(days=30)).date()
    last = first + timedelta(days=3)
    dated = profiles.Dated(
        kind=DatesKind.CLOSED, first_on=first, last_on=last, reason="Family days"
    )
    actor = await actor_of(story.found, "LUM-2")
    await profiles.add_dates(actor, story.supervisors["LUM-2"], dated)
    story.found.note("time_off", path_for("supervision:availability"), "LUM-2")


async def _asked_soon(story: _Story) -> None:
    """MTA-3 needs a session soon; supervisors with room see it."""
    request = await urgent.ask(await actor_of(story.found, "MTA-3"), ["en"])
    story.found.note("urgent_request", path_for("urgent:show", id=request.id), "LAK-2")


async def _a_line_manager(story: _Story) -> None:
    """ARO-4 asks ARO-3, who is their line manager; the secretariat is asked first."""
    wanted = agreements.Ask(kind=Kind.INDIVIDUAL, is_line_manager=True)
    asker = await actor_of(story.found, "ARO-4")
    agreement = await agreements.ask(asker, story.supervisors["ARO-3"], wanted)
    story.found.note("agreement", path_for("agreements:show", id=agreement.id), "ARO-4")
    story.found.note("waiver", path_for("desk:waivers"), "NET-1")
