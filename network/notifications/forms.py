"""The form of what a person wants to be told."""

from network.notifications import rules
from network.notifications.models import Channel
from network.notifications.phrases import CHANNELS, TOPICS
from network.web.forms import Choice, PortalForm


class ChoicesForm(PortalForm):
    """One choice of channel for each topic that leaves one."""


for _topic, _channels in rules.CHOICES.items():
    if len(_channels) > 1:
        setattr(
            ChoicesForm,
            _topic,
            Choice(
                TOPICS[_topic],
                choices=[(channel, CHANNELS[channel]) for channel in _channels],
                default=Channel.MAIL,
            ),
        )
