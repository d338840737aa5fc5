"""The forms of feeds: a new one, and what may be changed later."""

from typing import Any

from starlette.datastructures import QueryParams

from network.calendars.actions.feeds import Looks
from network.calendars.models.feeds import Detail, Feed, Purpose, Reach
from network.calendars.rules import feeds as rules
from network.kernel.i18n import lazy
from network.web.forms import Choice, PortalForm, Text, required


class LooksForm(PortalForm):
    """How much it says, how far it goes, whether it rings, and on which device."""

    detail = Choice(
        lazy("How much should it say?"),
        hint=lazy("Whoever runs your calendar program can read this."),
        as_radios=True,
    )
    reach = Choice(
        lazy("How far should it go?"),
        choices=list(rules.REACHES.items()),
        default=Reach.NEAR,
    )
    alarm = Choice(
        lazy("Should the device remind you?"),
        hint=lazy("A reminder says no more than the entry. Whole days ring at nine."),
        choices=[(str(minutes), label) for minutes, label in rules.ALARMS.items()],
        default="0",
    )
    label = Text(
        lazy("On which device?"),
        hint=lazy("So that you know which one to shut out when it is lost: “My telephone”."),
        longest=40,
        checks=[required()],
    )

    def offering(self, details: list[Detail]) -> "LooksForm":
        """Offer these levels only."""
        self.detail.choices = [(detail, rules.DETAILS[detail]) for detail in details]
        return self

    @property
    def looks(self) -> Looks:
        """What was chosen, once the form is valid."""
        return Looks(
            label=self.label.data,
            detail=Detail(self.detail.data),
            reach=Reach(self.reach.data),
            alarm=int(self.alarm.data),
        )


class FeedForm(LooksForm):
    """The same, and what the calendar is for."""

    purpose = Choice(
        lazy("What should it show?"),
        hint=lazy("A calendar stays empty until there is something in it."),
        choices=list(rules.PURPOSES.items()),
        default=Purpose.SESSIONS,
        as_radios=True,
    )


_FIELDS = ("purpose", "detail", "reach", "alarm", "label")


def asked(query: QueryParams, details: list[Detail]) -> FeedForm:
    """The form as an address fills it; what it does not say is as usual."""
    given: dict[str, Any] = {name: query[name] for name in _FIELDS if name in query}
    given.setdefault("detail", Detail.NEUTRAL if Detail.NEUTRAL in details else details[0])
    form = FeedForm(None, **given)
    form.offering(details)
    return form


def of_feed(feed: Feed, query: QueryParams, details: list[Detail]) -> LooksForm:
    """The form as a feed is now, with what an address asks for instead."""
    given: dict[str, Any] = {
        "detail": feed.detail if feed.detail in details else details[0],
        "reach": feed.reach,
        "alarm": str(feed.alarm),
        "label": feed.label,
    }
    given |= {name: query[name] for name in _FIELDS if name in query}
    return LooksForm(None, **given).offering(details)
