"""Workshops at many steps with their parts, and who of the demonstration has to do with them.

Who sees and does what is told here in the words of the domain, not by the policies: a draft is its
organisers' and its host's coordinator's alone, and once they asked also those who check it; from
then on that it is open its level says for whom it is, and whoever is invited, speaks or registered
knows of it anyhow.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

from network.demo.workshop_words import TITLES
from network.files.actions import looking
from network.files.models import File
from network.workshops.actions import (
    conditions,
    inviting,
    materials,
    organising,
    proposing,
    receiving,
)
from network.workshops.actions.conditions import Asked
from network.workshops.actions.materials import Paper
from network.workshops.models.agenda import AgendaItem, AgendaSpeaker, Material, Proposal
from network.workshops.models.outcomes import OutcomeAction
from network.workshops.models.registrations import (
    Registration,
    TrainerAccreditation,
    WorkshopInvitation,
)
from network.workshops.models.workshops import (
    Quota,
    Workshop,
    WorkshopOrganiser,
    WorkshopQuestion,
    WorkshopReader,
    WorkshopReminder,
    WorkshopSession,
    WorkshopSource,
)
from network.workshops.vocabulary import Access, Phase
from tests.factories import actor

_SHOWN = (  # one at each step that differs in who has a part in it
    *("livelihood", "sleep", "quiet", "loss", "conference", "course"),
    *("villages", "pain", "small_team"),
)
_CLOSED = ("draft", "checked")
_LINE = ("applied", "waitlisted", "offered")
_CAME = ("attended", "partly")
_PLACED = ("confirmed", *_CAME, "absent", "excused")
_READ = ("outcomes_due", "outcomes_published")
_OFFICE, _EDITOR, _SAFETY = "NET-1", "NET-2", "NET-3"
_FOCAL = {"SYC-1": "SYC"}
_GUESTS = {"GUE-1": "MTA"}


@dataclass(slots=True)
class Told:
    """A workshop by the keys of those who have to do with it."""

    state: str
    level: str
    host: str
    kind: str
    is_asked: bool
    owner: str
    organisers: set[str] = field(default_factory=set)
    speakers: set[str] = field(default_factory=set)
    invited: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    places: dict[str, str] = field(default_factory=dict)

    def part(self, reader: str) -> str:
        """One letter for each part somebody has; empty for who does not know of it.

        Organiser, secretariat, checker, editor of what came of it, speaker, in
        line, with a place (x), was there, invited, ever registered (q), may register (m),
        writes the outcome, knows of it (a), and is signed in (n).
        """
        runs = reader in self.organisers or reader == f"{self.host}-1"
        place = self.places.get(reader, "")
        found = {
            "o": runs,
            "s": reader == _OFFICE,
            "c": not runs and self._checks(reader),
            "e": not runs and self._reads(reader),
        }
        if self.state not in _CLOSED:
            found |= {
                "p": reader in self.speakers,
                "l": place in _LINE,
                "x": place in _PLACED,
                "t": place in _CAME,
                "i": reader in self.invited,
            }
        has = "".join(part for part, is_so in found.items() if is_so)
        if not has and not self.is_for(reader):
            return ""
        return has + self._more(reader, place)

    def _more(self, reader: str, place: str) -> str:
        found = {
            "q": bool(place),
            "m": bool(reader) and (reader not in _GUESTS or reader in self.invited),
            "w": reader == self.owner,
            "n": bool(reader),
        }
        return "a" + "".join(part for part, is_so in found.items() if is_so)

    def is_for(self, reader: str) -> bool:
        """Whether it was open, and its level is for somebody."""
        if self.state in _CLOSED:
            return False
        if self.level == "S0" or (self.level == "S1" and reader):
            return True
        centre = _GUESTS.get(reader, reader.partition("-")[0])
        return reader in self.named or (self.level == "S2" and centre in self.named)

    def _checks(self, reader: str) -> bool:
        is_asked = self.state == "checked" or (self.state == "draft" and self.is_asked)
        return is_asked and self._is_checker(reader)

    def _is_checker(self, reader: str) -> bool:
        return reader in (_EDITOR, _SAFETY) or _FOCAL.get(reader) == self.host

    def _reads(self, reader: str) -> bool:
        return reader == _EDITOR and self.state in _READ


_told: dict[str, Told] = {}
_filed: dict[str, tuple[str, dict[str, Any]]] = {}  # materials that are files, and of what


async def furnish(people: dict[str, Any]) -> None:
    """Add what only few may see: papers, a proposal, questions, and an invitation of strangers."""
    loss, conference = await _named("loss"), await _named("conference")
    aro, lum = await actor(people["ARO-1"]), await actor(people["LUM-1"])
    asked = Asked(label="Quiet words after", phase=Phase.FOLLOW_UP)
    await conditions.add_question(aro, loss, asked)
    for access in (Access.ORGANISERS, Access.NAMED):
        link, readers = "https://papers.network.example/quiet", (people["HIM-2"].id,)
        paper = Paper(title="Quiet words", access=access, link=link, reader_ids=readers)
        await materials.add_material(lum, conference, paper)
    for access in (Access.CONFIRMED, Access.ORGANISERS):
        paper = Paper(title="Quiet words", access=access, lang="en")
        await receiving.add_with_file(lum, conference, paper, "quiet.txt", b"Quiet words\n")
    await looking.look_at_waiting()
    await inviting.invite(aro, loss, [people["GUE-1"].id])
    await proposing.propose(await actor(people["LUM-4"]), conference, "Quiet words")
    await organising.add_organiser(aro, loss, people["ARO-3"].id)


async def _named(key: str) -> Workshop:
    return await Workshop.get(title=TITLES[key])


# everything there is -----------------------------------------------------------------------------


async def things(by_id: dict[Any, str], keys: dict[Any, str]) -> AsyncIterator[dict[str, Any]]:
    """Every workshop and its parts, as they are told of here."""
    for key in _SHOWN:
        row = await _named(key)
        told = await _tell(row, by_id, keys)
        _told[str(row.id)] = told
        yield {"kind": "workshop", "id": str(row.id), "reach": told.state}
    for kind, model, column in _PARTS:
        newest = {str(r.workshop_id): r for r in await model.filter(workshop_id__in=list(_told))}
        for workshop_id, part in newest.items():
            yield {"kind": kind, "id": str(getattr(part, column)), "of": workshop_id}
    async for found in _owned(keys):
        yield found


async def _tell(row: Workshop, by_id: dict[Any, str], keys: dict[Any, str]) -> Told:
    told = Told(
        str(row.state),
        str(row.level),
        by_id[row.centre_id],
        row.kind,
        is_asked=row.asked_at is not None,
        owner=keys[row.outcome_owner_id],
    )
    own = {"workshop_id": row.id}
    told.organisers = {keys[o.person_id] for o in await WorkshopOrganiser.filter(**own)}
    speakers = AgendaSpeaker.filter(item__workshop_id=row.id, item__removed_at=None)
    told.speakers = {keys[s.person_id] for s in await speakers.exclude(state="withdrawn")}
    asked = WorkshopInvitation.filter(**own, state__in=["pending", "accepted"])
    told.invited = {keys[i.person_id] for i in await asked}
    for one in await WorkshopReader.filter(**own):
        told.named.add(by_id[one.centre_id] if one.centre_id else keys[one.person_id])
    told.places = {keys[r.person_id]: str(r.state) for r in await Registration.filter(**own)}
    return told


_PARTS: tuple[tuple[str, Any, str], ...] = (
    ("quota", Quota, "id"),
    ("question", WorkshopQuestion, "id"),
    ("reminder", WorkshopReminder, "id"),
    ("organiser", WorkshopOrganiser, "person_id"),
    ("place", Registration, "id"),
    ("bidden", WorkshopInvitation, "id"),
    ("sitting", WorkshopSession, "id"),
    ("slot", AgendaItem, "id"),
    ("trainer", TrainerAccreditation, "id"),
    ("agreed", OutcomeAction, "id"),
    ("origin", WorkshopSource, "source_id"),
)


async def _owned(keys: dict[Any, str]) -> AsyncIterator[dict[str, Any]]:
    """Proposals with who made them, materials with whom they are for."""
    for one in await Proposal.filter(workshop_id__in=list(_told)):
        given = {"of": str(one.workshop_id), "lead": keys[one.person_id]}
        yield {"kind": "proposal", "id": str(one.id), **given}
    for paper in await Material.filter(workshop_id__in=list(_told)).prefetch_related("readers"):
        readers = frozenset(keys[r.person_id] for r in paper.readers)  # type: ignore[attr-defined]
        about: dict[str, Any] = {"reach": str(paper.access), "people": readers}
        yield {"kind": "paper", "id": str(paper.id), "of": str(paper.workshop_id), **about}
        for file in await File.filter(subject_id=paper.id):
            _filed[str(paper.id)] = (str(paper.workshop_id), about)
            yield {"kind": "attached", "id": str(file.id), "of": str(paper.id), **about}


# who has a right ---------------------------------------------------------------------------------

_RUN = "os"
_MEETS = "osxp"
_USES: dict[str, str] = {  # pages: who has them, at one step or another
    "show": "a",
    "trail": "n",
    "programme-print": "n",
    "sessions": "n",
    "agenda": "n",
    "changes": "n",
    "materials": "n",
    "cascade": "n",
    "outcome": "n",
    "trainers": "n",
    "register": "n",
    "offer": "n",
    "proposals": "n",  # one's own, and all of them for who runs it
    "edit": _RUN,
    "copy": _RUN,
    "conditions": _RUN,
    "new-quota": _RUN,
    "quota": _RUN,
    "new-question": _RUN,
    "question": _RUN,
    "move": _RUN,
    "organisers": _RUN,
    "withdraw": "q",
    "answers": "lx",
    "follow-up": "x",
    "people": _MEETS,
    "people-csv": _RUN,
    "person": _RUN,
    "invitations": _RUN,
    "invitation": "i",
    "session-new": _RUN,
    "session": _RUN,
    "agenda-draft": "osc",
    "agenda-new": _RUN,
    "agenda-item": _RUN,
    "minutes": _MEETS,
    "times": "p",
    "material-new": "osp",
    "material": "os",
    "attendance": _RUN,
    "code": _RUN,
    "present": "x",
    "evaluation": "ost",
    "certificate": "x",
    "certificate-pdf": "",  # it needs a name
    "course": "osx",
    "new-action": "osw",
    "action": _MEETS,
    "outcome-part": "osw",
    "lessons": "osw",
    "outcome-frame": "osw",
    "sources": _RUN,
}
_OF_KIND = {"trainers": ("WT-TOT", "WT-CASC")}  # there is no such page of others
_STAYS_HERE = "people-csv"  # nothing of what few may know is taken away
_ACTS: dict[str, str] = {  # acts: who does them, at one step or another; the rest who runs it
    "make-move": "osce",
    "do-register": "m",
    "take-offer": "l",
    "do-withdraw": "lx",
    "change-answers": "lx",
    "do-follow-up": "x",
    "decline": "i",
    "confirm-speaking": "p",
    "withdraw-speaking": "p",
    "say-times": "p",
    "write-minutes": "osp",
    "propose": "osm",
    "withdraw-proposal": "osm",
    "material-add": "osp",
    "material-change": "osp",
    "material-send": "osp",
    "material-clear": "osp",
    "material-remove": "osp",
    "say-present": "x",
    "evaluate": "t",
    "add-action": "osw",
    "change-action": "osw",
    "settle-action": "osxw",
    "submit-outcome": "osw",
    "return-outcome": "se",
    "clear-outcome": "se",
    "publish-outcome": "se",
    "save-outcome-part": "osw",
    "save-lessons": "osw",
    "save-outcome-frame": "osw",
}
_KEPT_BACK = {  # parts of a workshop that not everybody who knows of it knows of
    "quota": _RUN,
    "question": _RUN,
    "reminder": _RUN,
    "organiser": _RUN,
    "place": _RUN,
    "bidden": _RUN,
    "origin": _RUN,
    "agreed": _MEETS,
    "trainer": "n",
}
_PAPERS = {"registered": "oslxp", "confirmed": "osxp", "organisers": "os", "named": "os"}


def sees(reader: str, kind: str, owner_id: str, thing: Any) -> bool:
    """Whether somebody may know of a workshop, or of a part of it, by what it is a part of."""
    if kind == "attached":
        return _has_file(reader, owner_id)
    told = _told[owner_id]
    if kind == "proposal":
        return _has(told, reader, _RUN) or (_has(told, reader, "a") and reader == thing.lead)
    if kind == "paper":
        return _reads_paper(told, reader, thing.reach, thing.people)
    return _has(told, reader, _KEPT_BACK.get(kind, "a"))


def _has_file(reader: str, paper_id: str) -> bool:
    if paper_id not in _filed:
        return False
    workshop_id, given = _filed[paper_id]
    return _reads_paper(_told[workshop_id], reader, **given)


def _reads_paper(told: Told, reader: str, reach: str, people: frozenset[str]) -> bool:
    is_named = _has(told, reader, "a") and reader in people
    return is_named or _has(told, reader, _PAPERS[reach])


def uses(reader: str, page: str, workshop_id: str, part_id: str = "") -> bool:
    """Whether a page of a workshop, or of a part of it, is for somebody."""
    if page == "material-file":
        return _has_file(reader, part_id)
    if page == "materials-pack":
        filed = [key for key, (owner, _given) in _filed.items() if owner == workshop_id]
        return any(_has_file(reader, key) for key in filed)
    told = _told[workshop_id]
    is_there = told.kind in _OF_KIND.get(page, (told.kind,))
    is_there &= page != _STAYS_HERE or told.level != "S3"
    return is_there and _has(told, reader, _USES[page])


def acts(reader: str, act: str, workshop_id: str) -> bool:
    """Whether an act in a workshop is for somebody."""
    return _has(_told[workshop_id], reader, _ACTS.get(act, _RUN))


def _has(told: Told, reader: str, parts: str) -> bool:
    return not set(told.part(reader)).isdisjoint(parts)
