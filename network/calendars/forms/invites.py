"""The form of how one's calendar learns of sessions."""

from network.calendars.models.feeds import Channel, Detail
from network.calendars.queries.invites import Wish
from network.calendars.rules import feeds as feed_rules
from network.calendars.rules import invites as rules
from network.kernel.i18n import lazy
from network.web.forms import Choice, PortalForm


class ChannelForm(PortalForm):
    """By a feed or by mail, and how much mail says."""

    channel = Choice(
        lazy("How your calendar learns of sessions"),
        hint=lazy("One way or the other, so that nothing stands in it twice."),
        choices=list(rules.CHANNELS.items()),
        as_radios=True,
    )
    said = Choice(
        lazy("How much should invitations say?"),
        hint=lazy(
            "Whoever runs your mailbox can read this, and when each session is. "
            "The subject of a mail is never more than neutral."
        ),
        as_radios=True,
    )

    def offering(self, details: list[Detail]) -> "ChannelForm":
        """Offer these levels only."""
        self.said.choices = [(detail, feed_rules.DETAILS[detail]) for detail in details]
        return self

    @property
    def wish(self) -> Wish:
        """What was chosen, once the form is valid."""
        return Wish(Channel(self.channel.data), Detail(self.said.data))


def of_wish(wish: Wish, details: list[Detail]) -> ChannelForm:
    """The form as things stand; a level that is no longer allowed gives way to one that is."""
    said = wish.detail if wish.detail in details else details[0]
    return ChannelForm(None, channel=wish.channel, said=said).offering(details)
