"""Bringing in instruments: a file, a look for what is wrong in it, and what may be used."""

from datetime import date

from network.db import IntegrityError, transaction
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, Stale, require
from network.kernel.i18n import _
from network.wellbeing import policy
from network.wellbeing.models.help import InstrumentFile
from network.wellbeing.queries import structures
from network.wellbeing.queries.rounds import today
from network.wellbeing.rules import definition_checks, definitions
from network.wellbeing.vocabulary import FileState


async def bring_in(actor: Actor, content: bytes, proof: str = "") -> InstrumentFile:
    """Store a definition file that has no problems. Raises Invalid that says what is wrong."""
    require(policy.can_keep_instruments(actor))
    found = _checked(content)
    async with transaction():
        return await InstrumentFile.create(
            key=found["key"],
            edition=found["version"],
            lang=found["language"],
            definition=found,
            proof=proof.strip(),
            author_id=actor.person_id,
        )


async def prove(actor: Actor, file: InstrumentFile, version: int, proof: str) -> None:
    """Say where the proof of the licence lies. Raises Stale."""
    require(policy.can_keep_instruments(actor))
    async with transaction():
        if not await file.store(version, proof=proof.strip()):
            raise Stale(_("Somebody changed this a moment ago."), await _stored(file))


async def use(actor: Actor, file: InstrumentFile) -> None:
    """Let members answer it. Raises Conflict that names what is missing, or what is in use."""
    require(policy.can_keep_instruments(actor))
    missing = obstacles(file, today())
    if missing:
        raise Conflict(" ".join(missing))
    try:
        async with transaction():
            ready = InstrumentFile.filter(id=file.id).exclude(state=FileState.IN_USE)
            await ready.update(state=FileState.IN_USE, in_use=f"{file.key} {file.lang}")
    except IntegrityError:
        raise Conflict(
            _("Another version of it is in use in this language. Retire it first.")
        ) from None


async def retire(actor: Actor, file: InstrumentFile) -> None:
    """Let nobody answer it any more; what people kept stays theirs."""
    require(policy.can_keep_instruments(actor))
    async with transaction():
        await InstrumentFile.filter(id=file.id).update(state=FileState.RETIRED, in_use=None)


def obstacles(file: InstrumentFile, day: date) -> list[str]:
    """What keeps a file from being used yet, as sentences."""
    return definitions.obstacles(file.definition, has_proof=bool(file.proof), today=day)


def _checked(content: bytes) -> dict[str, str]:
    try:
        found = definitions.read(content)
    except definitions.Unreadable as error:
        raise Invalid(file=str(error)) from None
    problems = definition_checks.problems(found) or structures.departures(found)
    if problems:
        raise Invalid(file="\n".join(problems))
    return dict(found)


async def _stored(file: InstrumentFile) -> InstrumentFile | None:
    return await InstrumentFile.get_or_none(id=file.id)
