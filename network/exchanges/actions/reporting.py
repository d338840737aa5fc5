"""What a visit brought back: ratings, the learning report and its readers, and passing it on."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from network.centres import policy as centre_policy
from network.centres import queries as centres
from network.db import transaction
from network.exchanges import policy
from network.exchanges.actions import deadlines
from network.exchanges.actions.moving import held, move
from network.exchanges.models.learning import FollowUp, LearningGoal, LearningReport, PassingOn
from network.exchanges.models.visits import Visit
from network.exchanges.pieces import QUESTIONS, REPORT, SHORT_REPORT, unanswered
from network.exchanges.queries import reports
from network.exchanges.rules import goals
from network.exchanges.rules.goals import When
from network.exchanges.rules.redaction import passages_taken_out
from network.exchanges.rules.report_words import BANDS, EXTRAS, KINDS, LEVELS
from network.exchanges.vocabulary import Move, VisitState
from network.kernel import clock
from network.kernel.actor import Actor
from network.kernel.errors import Conflict, Invalid, Stale, require
from network.kernel.i18n import _, lazy

OPEN_TO, FROM_HOST = "open_to", "from_host"  # among the parts: a wish of the visitor, and H2
_KNOWN = (*REPORT, *EXTRAS, OPEN_TO)
WRITTEN_IN = (VisitState.IN_PROGRESS, VisitState.REPORT_DUE, VisitState.ENDED_EARLY)
PASSED_ON_IN = (*WRITTEN_IN[1:], VisitState.REPORT_REVIEW, VisitState.SHARING)
_SAYS = {
    goals.Problem.OFF_SCALE: lazy("Choose a level from 0 to 4."),
    goals.Problem.TOO_EARLY: lazy("This is asked later."),
    goals.Problem.FIXED: lazy("The level before the visit is fixed once it began."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """How something was passed on, and with the key of what it is here, if it is."""

    kind: str
    title: str
    held_on: date | None = None
    reach: str = ""
    source_kind: str = ""
    source_id: UUID | None = None


async def rate(actor: Actor, visit: Visit, goal: LearningGoal, when: When, level: int) -> None:
    """Rate a goal of one's own visit; raises Invalid off the scale, and when it is not time."""
    await rate_goal(actor, visit, goal, goal.version, {when: level})


async def rate_goals(
    actor: Actor, visit: Visit, given: Iterable[tuple[LearningGoal, int, Mapping[When, int]]]
) -> None:
    """Rate several goals, each as it was at a version, or none of them."""
    async with transaction():
        for goal, version, levels in given:
            if levels:
                await rate_goal(actor, visit, goal, version, levels)


async def rate_goal(
    actor: Actor, visit: Visit, goal: LearningGoal, version: int, levels: Mapping[When, int]
) -> None:
    """Rate a goal at several times at once. Raises Stale when it was changed since `version`."""
    require(policy.can_write(actor, visit) and goal.visit_id == visit.id)
    today = clock.now().date()
    first, last = visit.first_on or today, visit.ended_on or visit.last_on or today
    for when, level in levels.items():
        if found := goals.problems(when, level, first, last, today):
            raise Invalid(**{str(when): str(_SAYS[found[0]])})
    async with transaction():
        if not await goal.store(version, **{str(when): n for when, n in levels.items()}):
            raise Stale(_("This was changed in another window."), goal)


# the report --------------------------------------------------------------------------------------


async def save_report(
    actor: Actor, visit: Visit, lang: str, parts: Mapping[str, str], version: int = 0
) -> LearningReport:
    """Keep some parts of the report as they are; `version` is 0 for one that is not there yet.

    Raises Stale with what is stored when it was changed since, Conflict once it was given.
    """
    require(policy.can_write(actor, visit))
    given = {name: text.strip() for name, text in parts.items() if name in _KNOWN}
    async with transaction():
        stored = await held(visit)
        if stored.state not in WRITTEN_IN:
            raise Conflict(_("The report is not written at this step."))
        report = await reports.report_of(visit.id)
        if report is None and not version:
            empty = dict.fromkeys(REPORT, "")
            return await LearningReport.create(visit_id=visit.id, lang=lang, parts=empty | given)
        merged = {**report.parts, **given} if report else given
        if report is None or not await report.store(version, lang=lang, parts=merged):
            raise Stale(_("This was changed in another window."), report)
        return report


async def give_report(actor: Actor, visit: Visit) -> Visit:
    """Give the report to both centres.

    Raises Invalid while a part that is needed is empty, or one names a centre that is not listed.
    """
    require(policy.can_write(actor, visit))
    async with transaction():
        report = await reports.report_of(visit.id)
        if report is not None:
            missing = unanswered(needed_parts(visit), report.parts)
            if missing:
                raise Invalid(**{name: _("Write a few words.") for name in missing})
            await _mind_unlisted(visit, report.parts)
            await LearningReport.filter(id=report.id).update(is_short=bool(visit.ended_for))
        return await move(actor, visit, Move.REPORT)


def needed_parts(visit: Visit) -> tuple[str, ...]:
    """What a report has to say: five questions after a visit that ended early."""
    return SHORT_REPORT if visit.ended_for else REPORT


async def _mind_unlisted(visit: Visit, parts: Mapping[str, str]) -> None:
    """What goes on to others does not name a centre that others do not see."""
    ids = [key for key in (visit.home_centre_id, visit.host_centre_id) if key]
    for centre in (await centres.centres_by_id(ids)).values():
        if centre_policy.is_named_to_others(centre, in_contact=False):
            continue
        named = [n for n, text in parts.items() if centre.name.casefold() in text.casefold()]
        told = _("%(centre)s is not listed. Write it without its name.", centre=centre.name)
        if named:
            raise Invalid(**dict.fromkeys(named, told))


async def clear_report(
    actor: Actor,
    visit: Visit,
    version: int,
    parts: Mapping[str, str] | None = None,
    from_host: str = "",
) -> None:
    """Say as the host that the report may be shared, as it is or with passages taken out.

    What is taken out is stored nowhere any more. A host only takes out: raises Invalid for a part
    that says anything new. `from_host` is what the host saw, for the visitor and beside the report.
    """
    require(policy.can_clear_report(actor, visit))
    async with transaction():
        report = await _given(visit)
        written = {name: text for name, text in report.parts.items() if name in _KNOWN}
        kept = {**written, **{n: t.strip() for n, t in (parts or {}).items() if n in written}}
        counts = {n: passages_taken_out(written[n], kept[n]) for n in written}
        if longer := [name for name, count in counts.items() if count is None]:
            raise Invalid(**{name: _("Only take out what must not be shared.") for name in longer})
        stored = await report.store(
            version,
            parts=kept | {FROM_HOST: from_host.strip()},
            taken_out=report.taken_out + sum(filter(None, counts.values())),
            host_cleared_at=clock.now(),
            host_cleared_by_id=actor.person_id,
        )
        if not stored:
            raise Stale(_("The report was changed a moment ago."), report)
        await deadlines.cleared(actor, visit)


async def set_level(actor: Actor, visit: Visit, version: int, level: str) -> None:
    """Say who may read the report; needed before it is released.

    Never more people than the visitor wished; everybody only once the host has read it as well.
    """
    require(policy.can_release_report(actor, visit))
    if level not in LEVELS:
        raise Invalid(level=_("Choose one of the list."))
    async with transaction():
        report = await _given(visit)
        if level < report.parts.get(OPEN_TO, "S1"):
            raise Invalid(level=_("The visitor wishes that fewer people read it."))
        if level == "S0" and report.host_cleared_at is None:
            raise Invalid(level=_("For everybody, the host has to have read it."))
        if not await report.store(version, level=level):
            raise Stale(_("The report was changed a moment ago."), report)


async def release(actor: Actor, visit: Visit) -> Visit:
    """Let the report go on to the library; questions after three and six months are laid out."""
    return await move(actor, visit, Move.RELEASE)


async def _given(visit: Visit) -> LearningReport:
    stored = await held(visit)
    report = await reports.report_of(visit.id)
    if report is None or stored.state is not VisitState.REPORT_REVIEW:
        raise Conflict(_("There is no report to read at this step."))
    return report


# passing on, and what changed --------------------------------------------------------------------


async def pass_on(actor: Actor, visit: Visit, passed: Passed) -> PassingOn:
    """Note how what was learnt is passed on: without one, or a waiver, no visit closes."""
    require(policy.can_pass_on(actor, visit))
    if passed.kind not in KINDS or passed.reach not in ("", *BANDS):
        raise Invalid(_("Choose from the list."))
    if not passed.title.strip():
        raise Invalid(title=_("Give it a title."))
    async with transaction():
        stored = await held(visit)
        if stored.state not in PASSED_ON_IN:
            raise Conflict(_("There is nothing to pass on at this step."))
        return await PassingOn.create(
            visit_id=visit.id, person_id=actor.person_id, **asdict(passed)
        )


async def waive_sharing(actor: Actor, visit: Visit, why: str) -> None:
    """Let a visit close although nothing was passed on; for the secretariat, with a reason.

    Raises Conflict before its learning is shared, and once it is over.
    """
    require(policy.can_waive_sharing(actor, visit))
    if not why.strip():
        raise Invalid(why=_("Say why."))
    async with transaction():
        stored = await held(visit)
        if stored.state is not VisitState.SHARING:
            raise Conflict(_("This is decided while what was learnt is being passed on."))
        waived = {"waived_sharing": why.strip(), "waived_by_id": actor.person_id}
        if not await stored.store(stored.version, **waived):
            raise Stale(_("Somebody changed this visit a moment ago."), stored)


async def answer_follow_up(
    actor: Actor, visit: Visit, follow_up: FollowUp, answers: Mapping[str, str]
) -> None:
    """Say what changed at home; raises Invalid without answers, Conflict when it was answered."""
    require(policy.can_write(actor, visit) and follow_up.visit_id == visit.id)
    if clock.now().date() < follow_up.due_on:
        raise Conflict(_("This is asked later."))
    if missing := unanswered(QUESTIONS[follow_up.months], answers):
        raise Invalid(**{name: _("Write a few words.") for name in missing})
    kept = {name: answers[name].strip() for name in QUESTIONS[follow_up.months]}
    async with transaction():
        answered = FollowUp.filter(id=follow_up.id, answered_at=None)
        if not await answered.update(answers=kept, answered_at=clock.now()):
            raise Conflict(_("This was answered already."))
        await deadlines.answered(actor, visit, follow_up)
