"""Check-ins in the demonstration: rounds and what they told, histories, and where help is."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, UUID, uuid5

from network import wellbeing
from network.adapters import sealing
from network.demo import check_in_words as words
from network.demo import story as people_story
from network.demo.check_in_story import (
    AFTER_PRISON,
    ANSWERS,
    AWAY,
    HISTORIES,
    ROUNDS,
    STAFF,
    DemoRound,
    Given,
)
from network.demo.days import Days
from network.demo.foundation import Loaded
from network.kernel.errors import Conflict
from network.people.actions.sessions import Browser
from network.web.routing import path_for
from network.wellbeing.actions import (
    answering,
    asking,
    ballot_boxes,
    following_up,
    instruments,
    keeping,
    moving,
    opening_history,
    planning,
    signposting,
)
from network.wellbeing.actions.signposting import Post
from network.wellbeing.models.help import InstrumentFile
from network.wellbeing.models.rounds import (
    Asked,
    CheckInRound,
    RoundCentre,
    RoundRelease,
    SealedBallot,
)
from network.wellbeing.queries import help as helping
from network.wellbeing.queries import histories, releases, rounds
from network.wellbeing.rules import ballots
from network.wellbeing.rules.instruments import Answers
from network.wellbeing.rules.trees import Family
from network.wellbeing.vocabulary import FileState, RoundState, SignpostKind

_DAY = timedelta(days=1)
_BROWSER = Browser(address="demo")
_ANY = tuple(range(len(ANSWERS)))
_SHIPPED = Path(wellbeing.__path__[0]) / "instruments"


@dataclass(slots=True)
class _Story(Days):
    keys: dict[str, bytes] = field(default_factory=dict)


async def load(found: Loaded) -> None:
    """Load it all, by the actions people use, at the times they would."""
    told = _Story(found)
    await _signposts(told)
    await _instruments(told)
    await _histories(told)
    for given in ROUNDS:
        await _round(told, given)
    await _follow_up(told)
    await _wishes(told)


# where help is ------------------------------------------------------------------------------------


async def _signposts(told: _Story) -> None:
    async with told.on(-30):
        office = await told.act("NET-1")
        for one in words.EVERYWHERE:
            made = await signposting.put_up(office, _post(one))
            told.found.note("signpost", path_for("check_in.signpost", id=made.id), "NET-1")
    for centre, (checked, posts) in words.OF_COUNTRIES.items():
        async with told.on(checked):
            coordinator = await told.act(f"{centre}-1")
            for one in posts:
                made = await signposting.put_up(coordinator, _post(one))
                told.found.note(
                    "signpost", path_for("check_in.signpost", id=made.id), f"{centre}-1"
                )


def _post(one: tuple[str, ...]) -> Post:
    kind, country, lang, spoken, title, about, phone, website, hours = one
    return Post(
        kind=SignpostKind(kind),
        country=country,
        lang=lang,
        spoken=tuple(spoken.split()),
        title=title,
        about=about,
        phone=phone,
        website=website,
        hours=hours,
    )


async def _instruments(told: _Story) -> None:
    """One with wording and one by totals in use; one that is refused, as its wording is missing."""
    async with told.on(-100):
        office = await told.act("NET-1")
        totals = {**json.loads(_shipped("mbi_hss")), "language": "en", "version": "1"}
        for definition in (words.SHORT_DAY, totals):
            content = json.dumps(definition).encode()
            file = await instruments.bring_in(office, content, words.PROOF)
            await instruments.use(office, file)
            path = path_for("check_in.own-instrument", id=file.id)
            told.found.note("instrument", path, "MTA-4")
            _note_file(told, file, FileState.IN_USE)
        bare = await instruments.bring_in(office, _shipped("who5"))
        _note_file(told, bare, FileState.UPLOADED)
        try:
            await instruments.use(office, bare)
        except Conflict:
            return
        message = "an instrument without wording was taken into use"
        raise RuntimeError(message)


def _note_file(told: _Story, file: InstrumentFile, state: FileState) -> None:
    path = path_for("check_in.instrument-kept", id=file.id)
    told.found.note(f"instrument_{state}", path, "NET-1")


def _shipped(key: str) -> bytes:
    return (_SHIPPED / f"{key}.und.json").read_bytes()


# own histories ------------------------------------------------------------------------------------


async def _histories(told: _Story) -> None:
    """Under the passphrase of all accounts; their keys give ballots that can be taken back."""
    for key, entries in HISTORIES.items():
        actor = await told.act(key)
        async with told.on(entries[0][0]):
            begun = await opening_history.begin(actor, people_story.PASSPHRASE, _BROWSER)
        told.keys[key] = begun.key
        for number, (days, given, said) in enumerate(entries):
            async with told.on(days):
                if given is None:
                    await keeping.note(actor, begun.key, str(number), said)
                else:
                    await keeping.check_in(actor, begun.key, str(number), _answers(given), said)


def _answers(given: Given) -> Answers:
    return {number: value for number, value in enumerate(given, 1) if value is not None}


# rounds -------------------------------------------------------------------------------------------


async def _round(told: _Story, given: DemoRound) -> None:
    centre_ids = [told.found.centres[key].id for key in given.of]
    async with told.on(given.opens - 7):
        planned = await planning.plan(
            await told.act("NET-1"), told.today + given.opens * _DAY, centre_ids=centre_ids
        )
    path = path_for("check_in.round", id=planned.id)
    told.found.note(f"check_in_{given.state}", path, "NET-1")
    async with told.on(given.opens):
        await moving.open_due()
        one = await rounds.fresh(planned.id)
        await _join_colleagues(told, one)
    if given.state == RoundState.CANCELLED:
        async with told.on(given.opens + 4):
            await moving.cancel(await told.act("NET-1"), one)
        return
    async with told.on(given.opens + 3):
        await _answer(told, given, one)
    if given.state == RoundState.RELEASED:
        async with told.on(given.opens + 14):
            await moving.release_due()
        async with told.on(given.opens + 17):
            await moving.tell_coordinators()
        made = await RoundRelease.get(round_id=one.id)
        told.found.note("check_in_release", path_for("check_in.release", id=made.id), "LUM-2")


async def _join_colleagues(told: _Story, one: CheckInRound) -> None:
    """Most people of the centres have no account here, and nobody came or left since long ago."""
    await Asked.filter(round_id=one.id).update(is_new=False)
    rows = []
    for row in await RoundCentre.filter(round_id=one.id):
        key = _key_of(told, row.centre_id)
        for family, size in STAFF[key].items():
            missing = size - row.eligible.get(family, 0)
            rows += [
                Asked(
                    round_id=one.id,
                    person_id=_colleague(key, family, number),
                    centre_id=row.centre_id,
                    family=family,
                )
                for number in range(missing)
            ]
        eligible = {str(family): size for family, size in STAFF[key].items()}
        await RoundCentre.filter(id=row.id).update(eligible=eligible, is_withheld=False)
    await Asked.bulk_create(rows, batch_size=100)


def _key_of(told: _Story, centre_id: UUID) -> str:
    return next(key for key, centre in told.found.centres.items() if centre.id == centre_id)


def _colleague(centre: str, family: Family, number: int) -> UUID:
    return uuid5(NAMESPACE_URL, f"{centre} {family} {number}")


async def _answer(told: _Story, given: DemoRound, one: CheckInRound) -> None:
    """Those with an account by themselves, the others as if they had."""
    for centre, sizes in given.answered.items():
        for family, size in sizes.items():
            left = size - await _by_themselves(told, given, one, centre, family)
            others = [_colleague(centre, family, number) for number in range(left)]
            moods = given.moods.get(centre, _ANY)
            said = [ANSWERS[moods[number % len(moods)]] for number in range(left)]
            await _for_others(
                one, told.found.centres[centre].id, family, dict(zip(others, said, strict=True))
            )


async def _by_themselves(
    told: _Story, given: DemoRound, one: CheckInRound, centre: str, family: Family
) -> int:
    rows = Asked.filter(round_id=one.id, centre_id=told.found.centres[centre].id, family=family)
    asked = set(await rows.values_list("person_id", flat=True))
    away = AWAY if given.state == RoundState.OPEN else ()
    known = [
        key for key, person in told.found.people.items() if person.id in asked and key not in away
    ]
    for number, key in enumerate(known):
        answers = AFTER_PRISON if key == "MTA-4" else ANSWERS[number % len(ANSWERS)]
        await answering.hand_in(await told.act(key), told.keys.get(key), _answers(answers))
    return len(known)


async def _for_others(
    one: CheckInRound, centre_id: UUID, family: Family, said: dict[UUID, Given]
) -> None:
    sealed = []
    for answers in said.values():
        ballot_id = histories.ballot_key(sealing.new_key(), one.id)
        box = ballot_boxes.locked(one, ballot_id, ballots.packed(centre_id, family, answers))
        sealed.append(SealedBallot(id=ballot_id, round_id=one.id, box=box))
    await SealedBallot.bulk_create(sealed, batch_size=100)
    rows = Asked.filter(round_id=one.id, person_id__in=list(said))
    if await rows.update(took_part=True) != len(said):
        message = "more ballots than colleagues"
        raise RuntimeError(message)


# afterwards ---------------------------------------------------------------------------------------


async def _follow_up(told: _Story) -> None:
    """What a centre and the network will change; the network's figures go to the library."""
    last = await RoundRelease.all().order_by("-released_on").first()
    if last is None:
        return
    lum = told.found.centres["LUM"].id
    async with told.on((last.coordinators_on - told.today).days + 2):
        for key, centre_id, text in (
            ("LUM-1", lum, words.CENTRE_CHANGES),
            ("NET-1", None, words.NETWORK_CHANGES),
        ):
            actor = await told.act(key)
            shown = await releases.get_release(actor, last.id)
            await following_up.say_what_changes(actor, shown, centre_id, text, "en")
        await following_up.share(actor, shown, None, level="S1", lang="en")


async def _wishes(told: _Story) -> None:
    """Somebody would like to be contacted, by whoever is nearest."""
    async with told.on(-2):
        for key in ("MTA-4", "SYC-2"):
            actor = await told.act(key)
            near = await helping.companions_of(actor)
            if near:
                await asking.ask(actor, near[0].person_id)
