"""Exchange visits in the demonstration: one in every state, each made step by step."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from network.demo import visit_words as words
from network.demo.days import Days
from network.demo.foundation import Loaded
from network.demo.visit_story import VISITS, WINDOWS, DemoVisit, DemoWindow
from network.exchanges.actions import (
    agreeing,
    applying,
    budgeting,
    calling,
    checklist,
    dating,
    hosting,
    moving,
    programming,
    reporting,
    reviewing,
    talking,
)
from network.exchanges.actions.applying import Goal, Wish
from network.exchanges.actions.reporting import Passed
from network.exchanges.models.agreeing import DateOption, Suits
from network.exchanges.models.learning import FollowUp
from network.exchanges.models.offers import ExchangeCall, ExchangeWindow
from network.exchanges.models.staying import ChecklistItem, TaskState
from network.exchanges.models.visits import Visit
from network.exchanges.pieces import CLAUSES, QUESTIONS
from network.exchanges.queries import agreements, reports, reviews, visits
from network.exchanges.rules.budget import Kind, Line
from network.exchanges.rules.dates import Span
from network.exchanges.rules.facts import Request
from network.exchanges.rules.goals import When
from network.exchanges.rules.selection import Gate
from network.exchanges.vocabulary import Move, Payer, Reason, Side, VisitState
from network.kernel.actor import Actor
from network.web.routing import path_for

_DAY = timedelta(days=1)
_MARKS = {  # points for need, goals, passing on, fit, equity, feasibility: of 500 together
    380: (4, 4, 4, 4, 4, 2),
    260: (3, 3, 2, 2, 2, 4),
    320: (4, 3, 3, 3, 3, 3),
}
_REVIEWED = (VisitState.ENDORSED, VisitState.WAITLISTED)
_ASKED = ("need", "goals", "passing_on", "fit", "equity", "feasibility")


@dataclass(slots=True)
class _Story(Days):
    windows: dict[str, ExchangeWindow] = field(default_factory=dict)
    calls: dict[str, ExchangeCall] = field(default_factory=dict)
    made: dict[str, UUID] = field(default_factory=dict)


async def load(found: Loaded) -> None:
    """Load it all, by the actions people use, at the times they would."""
    story = _Story(found)
    for window in WINDOWS:
        await _window(story, window)
    await _calls(story)
    for given in VISITS:
        await _Way(story, given).go()


async def _window(story: _Story, given: DemoWindow) -> None:
    async with story.on(min(given.first, 0) - 60):
        actor = await story.act(f"{given.centre}-1")
        window = await hosting.draft_window(
            actor,
            story.found.centres[given.centre].id,
            title=given.title,
            lang=given.language,
            purposes=list(given.purposes),
            themes=list(given.themes),
            languages=given.spoken,
            first_on=story.today + given.first * _DAY,
            last_on=story.today + given.last * _DAY,
            least_days=3,
            most_days=given.most_days,
            places=given.places,
            conditions=given.conditions,
            payer=Payer(given.payer),
            is_virtual_possible=given.is_virtual_possible,
        )
        await hosting.publish_window(actor, window)
    story.windows[given.key] = window
    story.found.note("visit_offer", path_for("visits:offer", id=window.id), f"{given.centre}-1")


async def _calls(story: _Story) -> None:
    """The call that is open now, and the one before it, which is full."""
    for key, opened, closes, places in (("now", -20, 40, 6), ("before", -100, -42, 1)):
        async with story.on(opened) as today:
            actor = await story.act("NET-1")
            call = await calling.draft_call(
                actor,
                words.CALLS[key],
                "en",
                today,
                story.today + closes * _DAY,
                about=words.ABOUT_CALL,
                purposes=["EX-STUDY", "EX-SHADOW", "EX-RESP"],
                themes=["TH-PAIN"],
                places=places,
            )
            await calling.open_call(actor, call)
        story.calls[key] = call
        story.found.note("visit_call", path_for("visits:call", id=call.id), "NET-1")


class _Way:
    """One visit on its way from a draft as far as the story says."""

    def __init__(self, story: _Story, given: DemoVisit) -> None:
        self.story, self.given = story, given
        self.first = story.today + given.first * _DAY
        self.last = self.first + (given.days - 1) * _DAY
        self.visit: Visit
        self.reviews: list[tuple[UUID, str]] = []
        home = given.visitor.split("-", maxsplit=1)[0]
        self.centre, self.home = home, f"{home}-1"
        self.host = f"{given.host}-1"

    async def go(self) -> None:
        for step in self.given.steps:
            await getattr(self, step)()
            self.visit = await visits.fresh(self.visit.id)
        self.story.made[self.given.key] = self.visit.id
        path = path_for("visits:show", id=self.visit.id)
        self.story.found.note(f"visit_{self.visit.state}", path, self.given.visitor)
        if self.visit.state in _REVIEWED:
            for review_id, key in self.reviews:
                self.story.found.note("visit_review", path_for("visits:review", id=review_id), key)

    def on(self, days: int) -> Any:
        """So many days from the first day of the visit, but never after today."""
        return self.story.on(min(self.given.first + days, 0))

    async def act(self, key: str) -> Actor:
        return await self.story.act(key)

    async def draft(self) -> None:
        async with self.on(-112):
            visitor = await self.act(self.given.visitor)
            centre = self.story.found.centres[self.centre]
            call = self.story.calls.get(self.given.call)
            self.visit = await applying.start(visitor, centre.id, call)
            for version, (name, values) in enumerate(self._pieces().items(), 1):
                await applying.save_piece(visitor, self.visit, name, version, values)
            for specific, measure, before in self.given.goals:
                goal = Goal(specific=specific, measure=measure, before=before)
                await applying.write_goal(visitor, self.visit, goal)
            wishes = [
                Wish(w.centre_id, w.id) for w in map(self.story.windows.get, self._asks()) if w
            ]
            await applying.rank_hosts(visitor, self.visit, wishes)

    def _asks(self) -> tuple[str, ...]:
        return (self.given.window, *self.given.others)

    def _pieces(self) -> dict[str, dict[str, Any]]:
        given = self.given
        until = given.latest if given.latest is not None else given.first + 60
        practical = {
            "from_on": (self.first - 5 * _DAY).isoformat(),
            "until_on": (self.story.today + until * _DAY).isoformat(),
            "days": given.days,
            "visa": given.visa,
        }
        return {
            **words.pieces(given.profession),
            "content": {
                "purpose": given.purpose,
                "themes": list(given.themes),
                "lang": "en",
                **words.CONTENT[given.key if given.key in words.CONTENT else "usual"],
            },
            "practical": practical,
        }

    async def submit(self) -> None:
        async with self.on(-108):
            self.visit = await applying.submit(await self.act(self.given.visitor), self.visit)

    async def endorse(self) -> None:
        async with self.on(-104):
            home = await self.act(self.home)
            self.visit = await applying.endorse(home, self.visit, Gate, words.COVER)

    async def review(self) -> None:
        """Reviewers of other centres, one more for every score that is told."""
        async with self.on(-103) as day:
            office = await self.act("NET-1")
            for key, points in self.given.scores:
                asked = await reviewing.ask_review(
                    office, self.visit, self.story.found.people[key].id, day + 14 * _DAY
                )
                review = await reviews.get_review(await self.act(key), asked.id)
                self.reviews.append((asked.id, key))
                if points:
                    marks = dict(zip(_ASKED, _MARKS[points], strict=True))
                    await reviewing.score(await self.act(key), review, review.version, marks, "")
                self.visit = await visits.fresh(self.visit.id)

    async def waitlist(self) -> None:
        async with self.on(-100):
            self.visit = await moving.move(await self.act("NET-1"), self.visit, Move.WAITLIST)

    async def ask(self) -> None:
        async with self.on(-102):
            key = "NET-1" if self.given.call else self.home
            self.visit = await hosting.ask_hosts(await self.act(key), self.visit)

    async def accept(self) -> None:
        async with self.on(-98):
            mentor = self.story.found.people[self.given.mentor].id
            days = (self.first, self.last)
            host = await self.act(self.host)
            self.visit = await hosting.accept(host, self.visit, mentor, "en", days)

    async def write(self) -> None:
        """The agreement, Plan B and money; the host signs first."""
        async with self.on(-94):
            host, home = await self.act(self.host), await self.act(self.home)
            terms = {name: words.TERMS[name] for name in CLAUSES}
            await agreeing.write_edition(host, self.visit, terms)
            await self._sign(Side.HOST, self.host)
            fallback = (self.last + 30 * _DAY, self.last + 34 * _DAY)
            current = await visits.fresh(self.visit.id)
            await agreeing.keep_plan_b(home, current, current.version, words.PLAN_B, *fallback)
            for kind, amount, currency in self.given.money:
                paid = Decimal(amount)
                line = Line(kind=Kind(kind), currency=currency, planned=paid, committed=paid)
                await budgeting.add_line(home, self.visit, line, Payer.NETWORK)

    async def sign(self) -> None:
        async with self.on(-92):
            await self._sign(Side.HOME, self.home)
            await self._sign(Side.VISITOR, self.given.visitor)

    async def _sign(self, side: Side, key: str) -> None:
        edition = await agreements.newest_edition(self.visit.id)
        number = edition.number if edition else 0
        await agreeing.sign(await self.act(key), self.visit, number, side)

    async def confirm(self) -> None:
        async with self.on(-91):
            self.visit = await agreeing.confirm(await self.act(self.home), self.visit)
        async with self.on(-89):
            await talking.write(await self.act(self.given.mentor), self.visit, words.WELCOME)
            await talking.write(await self.act(self.given.visitor), self.visit, words.THANKS)

    async def prepare(self) -> None:
        """Nearly everything is done, as far as the story wants it."""
        async with self.on(-15):
            home = await self.act(self.home)
            rows = await ChecklistItem.filter(visit_id=self.visit.id).order_by("position")
            for row in rows[self.given.left_open :]:
                await checklist.settle(home, self.visit, row, row.version, TaskState.DONE)

    async def plan(self) -> None:
        """A programme for every working day, from the usual one."""
        async with self.on(-93):
            await programming.fill_template(await self.act(self.given.mentor), self.visit)

    async def poll(self) -> None:
        """Everybody is asked about three weeks; two have answered."""
        async with self.on(-93):
            host = await self.act(self.host)
            weeks = [Span(self.first + n * _DAY, self.last + n * _DAY) for n in (0, 7, 21)]
            asked = await dating.open_poll(host, self.visit, weeks)
            options = await DateOption.filter(poll_id=asked.id).order_by("first_on")
            for key, says in ((self.host, "yes if_needed no"), (self.given.mentor, "yes no yes")):
                answers = {
                    option.id: Suits(said)
                    for option, said in zip(options, says.split(), strict=True)
                }
                await dating.answer_poll(await self.act(key), self.visit, asked, answers)

    async def arrive(self) -> None:
        async with self.on(0):
            self.visit = await moving.move(await self.act(self.host), self.visit, Move.ARRIVE)

    async def finish(self) -> None:
        async with self.on(self.given.days):
            await moving.catch_up(self.visit)

    async def report(self) -> None:
        async with self.on(self.given.days + 9):
            visitor = await self.act(self.given.visitor)
            for goal in await visits.goals_of(self.visit):
                await reporting.rate(visitor, self.visit, goal, When.AFTER, 3)
            for goal in await visits.goals_of(self.visit):
                await reporting.rate(visitor, self.visit, goal, When.RETROSPECT, 0)
            await reporting.save_report(visitor, self.visit, "en", words.REPORT)
            self.visit = await reporting.give_report(visitor, self.visit)

    async def clear(self) -> None:
        async with self.on(self.given.days + 14):
            report = await reports.report_of(self.visit.id)
            if report is None:
                raise LookupError(self.given.key)
            shorter = {"surprise": report.parts["surprise"].split(". ")[0] + "."}
            host = await self.act(self.host)
            await reporting.clear_report(host, self.visit, report.version, shorter)

    async def release(self) -> None:
        async with self.on(self.given.days + 18):
            editor = await self.act("NET-2")
            report = await reports.report_of(self.visit.id)
            if report is None:
                raise LookupError(self.given.key)
            await reporting.set_level(editor, self.visit, report.version, "S1")
            self.visit = await reporting.release(editor, self.visit)

    async def pass_on(self) -> None:
        async with self.on(self.given.days + 28) as day:
            passed = Passed(kind="seminar", title=words.SEMINAR, held_on=day, reach="10-20")
            await reporting.pass_on(await self.act(self.given.visitor), self.visit, passed)

    async def follow_up(self) -> None:
        visitor = await self.act(self.given.visitor)
        for row in await FollowUp.filter(visit_id=self.visit.id).order_by("months"):
            day = (row.due_on - self.story.today).days
            async with self.story.on(min(day, 0)):
                answers = {name: words.CHANGED[name] for name in QUESTIONS[row.months]}
                await reporting.answer_follow_up(visitor, self.visit, row, answers)
        async with self.story.on(0):
            await moving.catch_up(self.visit)

    # when it goes otherwise

    async def _otherwise(self, key: str, move: Move, given: Request, **changes: Any) -> None:
        async with self.story.on(-self.given.ago):
            self.visit = await moving.move(await self.act(key), self.visit, move, given, **changes)

    async def decline(self) -> None:
        await self._otherwise("NET-1", Move.DECLINE, Request(reason=Reason.NOT_SUITED))

    async def withdraw(self) -> None:
        await self._otherwise(self.given.visitor, Move.WITHDRAW, Request(reason=Reason.FAMILY))

    async def cancel(self) -> None:
        await self._otherwise("NET-1", Move.CANCEL, Request(reason=Reason.OTHER))

    async def postpone(self) -> None:
        later = self.story.today + 60 * _DAY
        given = Request(reason=Reason.WORK, starts_on=later, ends_on=later + 60 * _DAY)
        await self._otherwise(self.home, Move.POSTPONE, given)

    async def go_virtual(self) -> None:
        await self._otherwise(self.home, Move.GO_VIRTUAL, Request(reason=Reason.VISA_REFUSED))

    async def end_early(self) -> None:
        await self._otherwise(self.host, Move.END_EARLY, Request(reason=Reason.HEALTH))

    async def expire(self) -> None:
        async with self.story.on(0):
            await moving.catch_up(self.visit)
