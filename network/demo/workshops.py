"""Workshops in the demonstration: one in every state, each made step by step."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from network.demo import workshop_words as words
from network.demo.days import Days
from network.demo.foundation import Loaded
from network.demo.workshop_story import WORKSHOPS, DemoWorkshop
from network.exchanges.models.visits import Visit
from network.kernel.actor import Actor
from network.web.routing import path_for
from network.workshops.actions import (
    attending,
    completing,
    concluding,
    conditions,
    inviting,
    materials,
    moving,
    organising,
    programming,
    proposing,
    registering,
    saying_times,
    sessions,
)
from network.workshops.actions.conditions import Asked, Share
from network.workshops.actions.materials import Paper
from network.workshops.actions.programming import Item
from network.workshops.actions.registering import Given
from network.workshops.actions.scheduling import Sitting
from network.workshops.models.registrations import Registration
from network.workshops.models.workshops import Workshop, WorkshopSession
from network.workshops.queries import outcomes, registrations, speaker_times, workshops
from network.workshops.rules.facts import Request
from network.workshops.rules.speaker_times import Span, instant_in, mark
from network.workshops.vocabulary import Access, ActionState, Axis, Limit, Move, Reason, RegState

_DAY = timedelta(days=1)
_BEFORE = 75  # days before its first one that a workshop is begun as a draft
_THERE = (RegState.ATTENDED, RegState.PARTLY)
_AWAY = (RegState.ABSENT, RegState.EXCUSED)


@dataclass(slots=True)
class _Story(Days):
    made: dict[str, UUID] = field(default_factory=dict)


async def load(found: Loaded) -> None:
    """Load them all, by the actions people use, at the times they would."""
    story = _Story(found)
    for given in WORKSHOPS:
        await _Way(story, given).go()


class _Way:
    """One workshop on its way from a draft as far as the story says."""

    def __init__(self, story: _Story, given: DemoWorkshop) -> None:
        self.story, self.given = story, given
        self.people, self.centres = story.found.people, story.found.centres
        self.days = given.meets[-1][0] + 1
        self.host = f"{given.centre}-1"
        self.organiser: Actor
        self.workshop: Workshop

    async def go(self) -> None:
        self.organiser = await self.story.act(self.host)
        for step in self.given.steps:
            await getattr(self, step)()
            self.workshop = await workshops.fresh(self.workshop.id)
        self.story.made[self.given.key] = self.workshop.id
        await self._note()

    async def _note(self) -> None:
        found, own = self.story.found, self.workshop
        found.note(f"workshop_{own.state}", path_for("workshops:show", id=own.id), self.host)
        keys = {person.id: key for key, person in self.people.items()}
        for row in await self._places():
            path = path_for("workshops:register", id=own.id)
            found.note(f"registration_{row.state}", path, keys[row.person_id])
            path = path_for("workshops:person", id=own.id, registration=row.id)
            found.note("registration", path, self.host)

    def on(self, days: int) -> Any:
        """So many days from the first day of the workshop, but never after today."""
        return self.story.on(min(self.given.first + days, 0))

    async def _move(self, key: str, what: Move, given: Request | None = None) -> None:
        self.workshop = await moving.move(await self.story.act(key), self.workshop, what, given)

    async def _places(self) -> list[Registration]:
        return await Registration.filter(workshop_id=self.workshop.id).order_by("number")

    async def _place(self, key: str) -> Registration:
        row = await registrations.own_registration(await self.story.act(key), self.workshop.id)
        if row is None:
            raise LookupError(key)
        return row

    # before it is open

    async def draft(self) -> None:
        async with self.on(-_BEFORE):
            centre = self.centres[self.given.centre]
            self.workshop = await organising.create(self.organiser, centre.id, **self._columns())
            for key in self.given.others:
                await organising.add_organiser(self.organiser, self.workshop, self.people[key].id)
            for number, (day, hour, minutes) in enumerate(self.given.meets):
                plan = Sitting(
                    wall=datetime.combine(self._first() + day * _DAY, time(hour)),
                    minutes=minutes,
                    zone=centre.zone,
                    title=words.SESSIONS[number] if number < len(words.SESSIONS) else "",
                )
                await sessions.add_session(self.organiser, self.workshop, plan)
            await self._conditions()
            await self._sources()

    def _first(self) -> date:
        return self.story.today + self.given.first * _DAY

    def _columns(self) -> dict[str, Any]:
        given, centre = self.given, self.centres[self.given.centre]
        is_here = given.mode != "online"
        return {
            "title": words.TITLES[given.key],
            "neutral_title": words.NEUTRAL[given.key],
            "about": words.ABOUT.get(given.key, words.USUAL),
            "lang": given.language,
            "kind": given.kind,
            "scope": given.scope,
            "region": centre.region,
            "themes": list(given.themes),
            "mode": given.mode,
            "level": given.level,
            "languages": list(given.spoken),
            "zone": centre.zone,
            "place": words.PLACES.get(given.centre, "") if is_here else "",
            "join_page": "" if given.mode == "on_site" else words.JOIN_PAGE,
            "first_on": self._first(),
            "last_on": self._first() + (self.days - 1) * _DAY,
            "capacity": given.capacity,
            "needs_approval": given.needs_approval,
            "outcome_owner_id": self.people[given.lead or self.host].id,
        }

    async def _conditions(self) -> None:
        for quota in self.given.quotas:
            share = Share(
                axis=Axis(quota.axis),
                kind=Limit(quota.kind),
                places=quota.places,
                keys=quota.keys,
                name=quota.name,
            )
            await conditions.add_quota(self.organiser, self.workshop, share)
        if self.given.kind == "WT-HELP":
            await completing.set_modules(self.organiser, self.workshop, words.MODULES)

    async def _sources(self) -> None:
        """The visits that led to it, and the training that it came of."""
        for visitor, state in self.given.visits:
            visit = await Visit.get(visitor_id=self.people[visitor].id, state=state)
            await organising.link_source(self.organiser, self.workshop, "visit", visit.id)
        if self.given.parent:
            parent = await workshops.fresh(self.story.made[self.given.parent])
            await organising.hang_below(self.organiser, self.workshop, parent)

    async def name(self) -> None:
        """For whom it is, where it is not for everybody."""
        async with self.on(4 - _BEFORE):
            centres = [self.centres[key].id for key in self.given.named if "-" not in key]
            people = [self.people[key].id for key in self.given.named if "-" in key]
            await organising.name_audience(self.organiser, self.workshop, centres, people)

    async def ask(self) -> None:
        async with self.on(5 - _BEFORE):
            await self._move(self.host, Move.ASK)

    async def check(self) -> None:
        async with self.on(6 - _BEFORE):
            await self._move(self.given.checker, Move.CHECK)

    async def open(self) -> None:
        async with self.on(8 - _BEFORE):
            await self._move(self.host, Move.OPEN)

    async def lay_out(self) -> None:
        """The agenda, as everybody sees it, and something to read."""
        async with self.on(9 - _BEFORE):
            rows = await workshops.sessions_of(self.workshop.id)
            for number, after, minutes, title, speakers in self.given.agenda:
                item = Item(
                    title=title,
                    minutes=minutes,
                    session_id=rows[number].id,
                    starts_after=after,
                )
                made = await programming.add_item(self.organiser, self.workshop, item)
                asked = [self.people[key].id for key in speakers]
                await programming.set_speakers(self.organiser, self.workshop, made.id, asked)
                for key in speakers[:1]:
                    speaker = await self.story.act(key)
                    await programming.confirm_speaking(speaker, self.workshop, made.id)
            await programming.release(self.organiser, self.workshop, 0)
            for title, link, access in words.PAPERS:
                paper = Paper(title=title, access=Access(access), link=link)
                await materials.add_material(self.organiser, self.workshop, paper)

    async def say_times(self) -> None:
        """When speakers could: one only in part of a session, another not at all in the next."""
        async with self.on(10 - _BEFORE):
            rows = await workshops.sessions_of(self.workshop.id)
            for key, number, hours in self.given.could:
                actor = await self.story.act(key)
                was = mark(rows, await speaker_times.own_times(actor, self.workshop.id))
                said = {rows[number].id: _span(rows[number], hours) if hours else None}
                await saying_times.say_times(actor, self.workshop, said, was)

    # who comes

    async def question(self) -> None:
        async with self.on(9 - _BEFORE):
            label, _answer = words.QUESTIONS.get(self.given.key, words.QUESTIONS["usual"])
            await conditions.add_question(self.organiser, self.workshop, Asked(label=label))

    async def invite(self) -> None:
        async with self.on(10 - _BEFORE):
            asked = [self.people[key].id for key in self.given.invited]
            await inviting.invite(self.organiser, self.workshop, asked)

    async def register(self) -> None:
        async with self.on(20 - _BEFORE):
            _label, said = words.QUESTIONS.get(self.given.key, words.QUESTIONS["usual"])
            asked = await workshops.questions_of(self.workshop.id)
            answers = {question.id: said for question in asked}
            for key in self.given.comes:
                given = Given(answers=answers, is_listed=not key.startswith("SYC"))
                await registering.register(await self.story.act(key), self.workshop, given)

    async def decide(self) -> None:
        """Approve, refuse, and give up a place, so that it is offered to who waits longest."""
        async with self.on(24 - _BEFORE):
            for key, state in self.given.comes.items():
                if state in (RegState.OFFERED, RegState.WAITLISTED):
                    row = await self._place(key)
                    await registering.approve(self.organiser, self.workshop, row.id)
                elif state == RegState.REFUSED:
                    row = await self._place(key)
                    await registering.refuse(self.organiser, self.workshop, row.id)
        async with self.story.on(0):
            for key, state in self.given.comes.items():
                if state == RegState.WITHDRAWN:
                    await registering.withdraw(await self.story.act(key), self.workshop)

    async def propose(self) -> None:
        async with self.on(30 - _BEFORE):
            title, about = words.PROPOSAL
            await proposing.propose(await self.story.act("HIM-3"), self.workshop, title, about, 10)

    async def close(self) -> None:
        async with self.on(-10):
            await self._move(self.host, Move.CLOSE_REG)

    # while it runs and afterwards

    async def begin(self) -> None:
        async with self.on(1):
            await moving.catch_up(self.workshop.id)

    async def attend(self) -> None:
        async with self.on(self.days):
            meetings = await workshops.sessions_of(self.workshop.id)
            for key, state in self.given.comes.items():
                row = await self._place(key)
                if state in _THERE:
                    while_there = meetings if state == RegState.ATTENDED else meetings[:1]
                    minutes = {one.id: one.minutes for one in while_there}
                    await attending.mark(self.organiser, self.workshop, row.id, minutes)
                elif state in _AWAY:
                    is_excused = state == RegState.EXCUSED
                    await attending.mark_away(
                        self.organiser, self.workshop, row.id, is_excused=is_excused
                    )

    async def complete(self) -> None:
        """One module a week, as far as each has come."""
        async with self.story.on(0) as today:
            modules = await registrations.modules_of(self.workshop.id)
            for key, count in self.given.completed.items():
                row = await self._place(key)
                for module in modules[:count]:
                    await completing.note_completion(
                        self.organiser, self.workshop, row.id, module.id, today - _DAY
                    )

    async def end(self) -> None:
        async with self.on(self.days):
            await moving.catch_up(self.workshop.id)

    async def evaluate(self) -> None:
        async with self.on(self.days + 1):
            there = [key for key, state in self.given.comes.items() if state in _THERE]
            for key, usefulness in zip(there, words.EVALUATIONS, strict=False):
                actor = await self.story.act(key)
                await attending.evaluate(actor, self.workshop, usefulness, words.TOOK_HOME)

    async def write(self) -> None:
        async with self.on(self.days + 8):
            row = await self._outcome()
            written = concluding.Written(
                parts=words.OUTCOME, lessons=words.LESSONS, level=self.given.level
            )
            row = await concluding.write_outcome(
                self.organiser, self.workshop, row.version, written
            )
            await concluding.submit_outcome(self.organiser, self.workshop, row.version)

    async def _outcome(self) -> Any:
        seen = await workshops.get_workshop(self.organiser, self.workshop.id)
        return await outcomes.get_outcome(self.organiser, seen)

    async def agree(self) -> None:
        """Seven things where the story tells of them, and elsewhere one."""
        async with self.on(self.days + 8):
            if self.given.visits:
                agreed = [(text, key, days) for text, key, days, _state in words.ACTIONS]
            else:
                agreed = [(words.AGREED[0], self.host, words.AGREED[2])]
            for text, key, days in agreed:
                due = self.story.today + days * _DAY
                what = concluding.Agreed(text=text, owner_id=self.people[key].id, due_on=due)
                await concluding.add_action(self.organiser, self.workshop, what)

    async def publish(self) -> None:
        async with self.on(self.days + 12):
            await self._move("NET-2", Move.PUBLISH)

    async def settle(self) -> None:
        async with self.story.on(-4):
            seen = await workshops.get_workshop(self.organiser, self.workshop.id)
            rows = {row.text: row for row in await outcomes.actions_of(seen.workshop.id)}
            for text, key, _days, state in words.ACTIONS:
                if state != ActionState.OPEN:
                    actor, row = await self.story.act(key), rows[text]
                    await concluding.settle_action(
                        actor, self.workshop, row.id, row.version, ActionState(state)
                    )

    async def accredit(self) -> None:
        async with self.on(self.days + 13):
            for key in self.given.trainers:
                row = await self._place(key)
                await completing.accredit(self.organiser, self.workshop, row.id, "IP-TOT")

    async def archive(self) -> None:
        async with self.on(self.days + 60):
            await self._move(self.host, Move.ARCHIVE)

    # when it goes otherwise

    async def postpone(self) -> None:
        async with self.story.on(-2):
            await self._move(self.host, Move.POSTPONE, Request(reason=Reason(self.given.reason)))

    async def cancel(self) -> None:
        async with self.story.on(-3):
            await self._move(self.host, Move.CANCEL, Request(reason=Reason(self.given.reason)))


def _span(session: WorkshopSession, hours: tuple[int, int]) -> Span:
    """From one hour until another, on the clocks of a session."""
    since, until = (instant_in(session, time(hour), second=None) for hour in hours)
    return Span(since, until)
