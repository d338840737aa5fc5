"""Gathering what is known about the conditions of an exchange."""

from datetime import date

from network.exchanges.models.agreeing import BudgetLine
from network.exchanges.models.visits import Application, Visit
from network.exchanges.queries import hosts
from network.exchanges.rules.budget import Kind
from network.exchanges.rules.gates import Known
from network.kernel import clock


async def known_of(visit: Visit, application: Application, *, is_small: bool) -> Known:
    """What the home centre's word is measured against."""
    choices = await hosts.choices_of(visit.id)
    interpreter = BudgetLine.filter(visit_id=visit.id, kind=Kind.INTERPRETATION, planned__gt=0)
    person = application.parts.get("person", {})
    return Known(
        today=clock.now().date(),
        in_post_since=_day(person.get("in_post_since", "")),
        is_small=is_small,
        languages=person.get("languages", {}),
        hosts=tuple(choice.centre.languages for choice in choices),
        has_interpreter=await interpreter.exists(),
        consents=application.parts.get("consents", {}),
        rating=visit.home_rating,
    )


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
