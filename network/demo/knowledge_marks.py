"""What readers and keepers of the demonstration do with its library."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from network.demo.foundation import Loaded
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.i18n import speaking
from network.knowledge.actions import keeping, marking, writing
from network.knowledge.actions.marking import Source
from network.knowledge.models import Item, Result
from network.notifications import actions as notifications
from network.notifications.models import Notice, QueuedMail
from network.supervision.queries import sessions
from network.web.routing import path_for


@dataclass(slots=True)
class Library:
    """What is in the library so far, by the names of the texts."""

    found: Loaded
    now: datetime
    actors: dict[str, Actor] = field(default_factory=dict)
    ids: dict[str, UUID] = field(default_factory=dict)
    drafts: dict[str, UUID] = field(default_factory=dict)

    async def item(self, name: str) -> Item:
        """An item as it is now."""
        return await Item.get(id=self.ids[name])

    def by_id(self, person_id: UUID | None) -> Actor:
        return next(actor for actor in self.actors.values() if actor.person_id == person_id)


@dataclass(frozen=True, slots=True)
class _Tried:
    """What became of an item at the centre of whoever tells it, so many days ago."""

    item: str
    person: str
    result: Result
    lang: str
    days: int
    text: str


_TRIED = (
    _Tried(
        "pain-lessons",
        "LUM-5",
        Result.PARTLY,
        "en",
        50,
        "Lessons one to three went well. For pacing we had too little room to move, and the group "
        "of twelve was too large. We try again with eight.",
    ),
    _Tried(
        "pain-lessons",
        "HIM-3",
        Result.WORKED,
        "en",
        45,
        "Twice, in two districts. It became a course of our own; see the adaptation note.",
    ),
    _Tried(
        "net-checklist",
        "LUM-5",
        Result.WORKED,
        "sq",
        33,
        "E përdorim para çdo seance të parë. Pyetja për gjumin e terapeutit na habiti dhe na "
        "ndihmoi.",
    ),
    _Tried(
        "village-counsellors",
        "LAK-3",
        Result.FAILED,
        "en",
        70,
        "In a city, neighbours did not want to be counselled by neighbours. Pairs of colleagues "
        "from two parts of town may be an answer; we have not tried it.",
    ),
    _Tried(
        "small-team-care",
        "MTA-1",
        Result.WORKED,
        "ru",
        38,
        "Общий завтрак прижился сразу. Правило «никаких сообщений после семи» пришлось "
        "повторять три месяца.",
    ),
    _Tried(
        "morning-quarter",
        "ARO-1",
        Result.PARTLY,
        "es",
        14,
        "De pie, sí. Cada mañana, no: dos veces por semana nos alcanza.",
    ),
)
_WATCHED = (("HIM-3", "TH-PAIN"), ("LUM-5", "AP-NET"), ("SYC-2", "TH-CFC"), ("MTA-4", "TH-PRH"))
_WISHED = (
    ("SYC-2", "waiting-conclusions", "ar"),
    ("SYC-3", "waiting-conclusions", "ar"),
    ("HIM-2", "pain-in-districts", "ne"),
    ("MTA-2", "court-experts", "ru"),
)
_READ = (
    ("visit-charter", ("LUM-1", "LUM-5", "MTA-1", "HIM-1", "SYC-1", "ARO-3")),
    ("npm-visit", ("LUM-1", "LUM-4", "MTA-4")),
)
_FIRST_WEEK = ("visit-charter", "first-home-visit", "interpreter-ten-minutes", "closing-the-day")
_READ_LATER = ("sleep-medicine-faq", "pain-lessons", "small-team-care")


async def watch(story: Library) -> None:
    """People ask to hear of topics before anything is there."""
    for key, topic in _WATCHED:
        await marking.watch_topic(story.actors[key], topic, on=True)


async def load(story: Library) -> None:
    """All that happens to what is published, then the addresses of what shows it."""
    await _from_session(story)
    for told in _TRIED:
        await _try(story, told)
    await _cite(story)
    await _confirm(story)
    for key, name, lang in _WISHED:
        await marking.wish_translation(story.actors[key], await story.item(name), lang)
    for key, name in (("SYC-3", "pain-lessons"), ("LAK-1", "net-for-witnesses")):
        await marking.watch(story.actors[key], await story.item(name), on=True)
    await _collect(story)
    await _keep(story)
    await _read_notices(story)
    _note(story)


async def _from_session(story: Library) -> None:
    """A guideline that grew out of supervision."""
    author = story.actors["MTA-4"]
    held = await sessions.own_sessions(author, past=True)
    item = await story.item("two-roles-in-prison")
    await writing.comes_from(author, item, "session", held[-1].id)


async def _try(story: Library, told: _Tried) -> None:
    then = story.now - timedelta(days=told.days)
    with clock.at(then), speaking(told.lang):
        await marking.tell_trial(
            story.actors[told.person],
            await story.item(told.item),
            story.found.centres[told.person.partition("-")[0]].id,
            told.result,
            told.text,
            then.date(),
        )


async def _cite(story: Library) -> None:
    editor, today = story.actors["NET-2"], story.now.date()
    annual = Source(
        "National preventive mechanism of a neighbouring country",
        "Annual report, chapter on method",
        today - timedelta(days=30),
        "The five phases, as an example of visiting together.",
    )
    await marking.cite(editor, await story.item("npm-visit"), annual)
    manual = Source(
        "Association of forensic physicians",
        "Training manual, second edition",
        today - timedelta(days=64),
        "The order of chapters, and the rule of the second reader.",
    )
    await marking.cite(editor, await story.item("istanbul-structure"), manual)


async def _confirm(story: Library) -> None:
    for name, readers in _READ:
        item = await story.item(name)
        await keeping.ask_reading(story.by_id(item.owner_id), item, asks=True)
        item = await story.item(name)
        for key in readers:
            await marking.confirm_reading(story.actors[key], item)


async def _collect(story: Library) -> None:
    """One for everybody, and one only its maker sees."""
    about = "What we give to everybody who is new, one sheet a day."
    await _collection(story, "LAK-2", "A colleague's first week", about, _FIRST_WEEK)
    with speaking("ar"):
        await _collection(story, "SYC-2", "للقراءة لاحقاً", "", _READ_LATER)


async def _collection(
    story: Library, key: str, title: str, about: str, names: Sequence[str]
) -> None:
    owner = story.actors[key]
    made = await marking.make_collection(owner, title, about, is_shared=bool(about))
    for name in names:
        await marking.collect(owner, made, await story.item(name))
    kind = "collection_shared" if about else "collection_private"
    story.found.note(kind, path_for("knowledge:collection", id=made.id), key)


async def _keep(story: Library) -> None:
    """One on hold, one replaced, one archived, one withdrawn."""
    actors, day = story.actors, timedelta(days=1)
    with clock.at(story.now - 55 * day):
        newer = await story.item("saving-groups")
        await keeping.supersede(actors["HIM-1"], await story.item("small-loans-2021"), newer)
    with clock.at(story.now - 20 * day):
        await keeping.archive(actors["LAK-1"], await story.item("video-in-a-week"))
    with clock.at(story.now - 9 * day):
        await keeping.withdraw(actors["HIM-1"], await story.item("paralegal-desks"), "wrong")
    with clock.at(story.now - 2 * day):
        why = "The last sentence tells how we hide where we work. Should it be read so widely?"
        await keeping.hold(actors["LUM-3"], await story.item("home-visit-questions"), "safety", why)


async def _read_notices(story: Library) -> None:
    """What people were told of the library more than a week ago they got and read by now."""
    old = {"kind__startswith": "knowledge_", "created_at__lt": story.now - timedelta(days=7)}
    await Notice.filter(read_at=None, **old).update(read_at=story.now)
    await notifications.drop_read_from_digests()
    await QueuedMail.filter(**old).delete()


_TELLING = (
    ("item_public", "npm-visit", "LUM-3"),
    ("item_members", "pain-lessons", "MTA-3"),
    ("item_named", "road-closed-plan", "SYC-1"),
    ("item_strict", "witness-protection-notes", "LUM-4"),
    ("item_adaptation", "pain-in-districts", "HIM-3"),
    ("item_from_session", "two-roles-in-prison", "MTA-4"),
    ("item_with_file", "witness-agreement", "ARO-2"),
    ("item_wished", "waiting-conclusions", "LAK-1"),
    ("item_to_confirm", "visit-charter", "NET-1"),
    ("item_due", "visit-bag", "LUM-3"),
    ("item_held", "home-visit-questions", "HIM-2"),
    ("item_superseded", "small-loans-2021", "HIM-1"),
    ("item_archived", "video-in-a-week", "LAK-1"),
    ("item_withdrawn", "paralegal-desks", "HIM-1"),
)
_ON_THEIR_WAY = (
    ("text_draft", "net-first-month", "LUM-5"),
    ("text_in_review", "short-emdr-review", "LAK-3"),
    ("text_safety_check", "warm-up-outdoors", "HIM-3"),
    ("text_returned", "transfer-letter", "MTA-2"),
)


def _note(story: Library) -> None:
    """Addresses for var/demo.json, one of each kind."""
    for kind, name, owner in _TELLING:
        story.found.note(kind, path_for("knowledge:show", id=story.ids[name]), owner)
    for kind, name, owner in _ON_THEIR_WAY:
        story.found.note(kind, path_for("knowledge:text", id=story.drafts[name]), owner)
    stale = path_for("knowledge:show-in", id=story.ids["pain-lessons"], lang="fr")
    story.found.note("translation_stale", stale, "LAK-1")
