"""What is said above a visit's page: what it waits for, and when it goes otherwise."""

from datetime import timedelta

from network.exchanges import policy
from network.exchanges.models.agreeing import DatePollState
from network.exchanges.pages import steps
from network.exchanges.queries import pairs, private_notes
from network.exchanges.queries.whole import Whole
from network.exchanges.rules import guards, names
from network.exchanges.vocabulary import OfferState, Part, VisitState
from network.kernel import moments
from network.kernel.actor import Actor
from network.kernel.i18n import _
from network.kernel.travel import Where
from network.web.routing import path_for

S = VisitState
Note = tuple[str, str, str]  # a sentence, a link, its label
_PLAN_B = (S.ENDORSED, S.HOST_PENDING, S.POSTPONED)


async def notes_for(actor: Actor, found: Whole) -> list[Note]:
    """What stands out: another visit instead or in return, Plan B, what the secretariat reads."""
    visit = found.visit
    rows = _replaced(found) + _plan_b(actor, found)
    if visit.paired_id:
        rows += await _paired(actor, found)
    for part in await private_notes.took_back(actor, visit):
        text = _(
            "Only the secretariat reads this: within a year this centre took back its yes to a"
            " confirmed visit. %(part)s",
            part=names.PARTS[part],
        )
        rows.append((text, "", ""))
    return rows


def waits_for(actor: Actor, found: Whole, where: Where) -> str:
    """What the present step waits for, and until when; nothing where no day is set."""
    state = found.facts.state
    if state is S.HOST_PENDING:
        return _answer(actor, found, where)
    if found.poll and found.poll.state is DatePollState.OPEN:
        return steps.by_day(found.poll.closes_on)
    if state is S.HOST_ACCEPTED:
        return _confirm_by(found, where)
    return _waits_by_day(found)


def _waits_by_day(found: Whole) -> str:
    facts = found.facts
    rows = {
        S.CONFIRMED: (_("Begins on %(day)s"), facts.starts_on),
        S.REPORT_DUE: (_("Report by %(day)s"), facts.due_on),
        S.ENDED_EARLY: (_("Report by %(day)s"), facts.due_on if facts.has_arrived else None),
        S.REPORT_REVIEW: (_("The host reads until %(day)s"), facts.host_review_due_on),
    }
    sentence, on = rows.get(facts.state, ("", None))
    return sentence % {"day": moments.near_day(on)} if on else ""


def _answer(actor: Actor, found: Whole, where: Where) -> str:
    choice = found.choice
    if choice is None or choice.expires_at is None or choice.state is not OfferState.ASKED:
        return ""
    day = moments.near_day(moments.local_day(choice.expires_at, where))
    if Part.HOST in policy.parts_in(actor, found.visit):
        return _("Your answer by %(day)s", day=day)
    return _("The host answers by %(day)s", day=day)


def _confirm_by(found: Whole, where: Where) -> str:
    choice = found.choice
    if choice is None or choice.answered_at is None:
        return ""
    until: timedelta = guards.CONFIRM_WITHIN
    day = moments.near_day(moments.local_day(choice.answered_at + until, where))
    return _("To be confirmed by %(day)s", day=day)


def _replaced(found: Whole) -> list[Note]:
    """Somebody goes in the place of somebody else; who that was is not said here."""
    if found.visit.replaces_id is None:
        return []
    return [(_("This visit takes the place of an earlier one."), "", "")]


def _plan_b(actor: Actor, found: Whole) -> list[Note]:
    """The other ways to go on, after a host took its yes back or the visit was put off."""
    visit, state = found.visit, found.facts.state
    is_needed = state is S.POSTPONED or (state in _PLAN_B and bool(visit.plan_b))
    if not is_needed or not policy.can_keep_plan_b(actor, visit):
        return []
    text = _("This visit cannot take place as planned. There are other ways to go on.")
    return [(text, path_for("visits:plan-b", id=visit.id), _("Look at Plan B"))]


async def _paired(actor: Actor, found: Whole) -> list[Note]:
    """The visit in return, for who may see it."""
    partner = await pairs.partner_of(found.visit)
    if partner is None or not policy.can_view(actor, partner):
        return []
    link = path_for("visits:show", id=partner.id)
    if pairs.is_off(partner):
        text = _("The visit in return will not take place. Do you want to keep this one?")
        return [(text, link, _("See it"))]
    return [(_("There is a visit in return for this one."), link, _("See it"))]
