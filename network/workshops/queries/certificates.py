"""What certificates of workshops prove, for who was there and for who checks a code."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from network.kernel import clock, moments, proof_codes
from network.kernel.i18n import _, ngettext, series
from network.kernel.proofs import Proof
from network.workshops.models.registrations import Registration
from network.workshops.models.workshops import Workshop
from network.workshops.queries import registrations, workshops
from network.workshops.rules import attending, names, timing
from network.workshops.vocabulary import WorkshopState

CODES = "workshop-certificate"
_OVER = (WorkshopState.OUTCOMES_DUE, WorkshopState.OUTCOMES_PUBLISHED, WorkshopState.ARCHIVED)
_HOUR = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Certified:
    """What a certificate says; `modules` counts those of a course, all of them completed."""

    registration_id: UUID
    workshop: Workshop
    first_on: date
    last_on: date
    minutes: int
    modules: int

    @property
    def what(self) -> str:
        if self.modules:
            return ngettext(
                "Completed the %(n)s module of a course",
                "Completed all %(n)s modules of a course",
                self.modules,
            )
        return _("Took part in a workshop of the network")

    @property
    def form(self) -> str:
        return str(names.MODES[self.workshop.mode])

    @property
    def time(self) -> str:
        return told_time(self.minutes)


def told_time(minutes: int) -> str:
    """Hours and minutes, as a certificate writes them."""
    hours, rest = divmod(minutes, _HOUR)
    told = [ngettext("%(n)s hour", "%(n)s hours", hours)] if hours else []
    told += [ngettext("%(n)s minute", "%(n)s minutes", rest)] if rest else []
    return series(told) if told else ""


async def certified(registration: Registration) -> Certified | None:
    """What somebody has a certificate for; None while there is none."""
    workshop = await workshops.fresh(registration.workshop_id)
    state = timing.state_now(workshops.facts_from(workshop), clock.now())
    sessions = await workshops.sessions_of(workshop.id)
    minutes = (await registrations.minutes_of([registration.id]))[registration.id]
    spent = attending.credited(minutes, {one.id: one.minutes for one in sessions})
    modules = [one.id for one in await registrations.modules_of(workshop.id)]
    done = (await registrations.completed_of([registration.id]))[registration.id]
    is_over = bool(modules) or state in _OVER
    is_earned = attending.has_certificate(registration.state, spent, modules, done)
    if not is_over or not is_earned or workshop.first_on is None or workshop.last_on is None:
        return None
    return Certified(
        registration_id=registration.id,
        workshop=workshop,
        first_on=workshop.first_on,
        last_on=workshop.last_on,
        minutes=spent,
        modules=len(modules),
    )


async def proof_behind(code: str) -> Proof | None:
    """What a code of a workshop proves: days, form and hours, and nothing of whom or where."""
    key = proof_codes.key_behind(CODES, code)
    row = await Registration.get_or_none(id=key) if key else None
    found = await certified(row) if row is not None else None
    if found is None:
        return None
    days = moments.period(found.first_on, found.last_on)
    return Proof(found.what, days, found.form, found.time)
