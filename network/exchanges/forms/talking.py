"""The form of a message on a visit."""

from network.kernel.i18n import lazy
from network.web.forms import Area, PortalForm, required


class MessageForm(PortalForm):
    """Words to the others in a visit."""

    text = Area(lazy("Your message"), rows=3, checks=[required()])
