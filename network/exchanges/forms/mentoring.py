"""The form of another mentor."""

from network.kernel.i18n import lazy
from network.web.forms import Choice, PortalForm, Version


class MentorForm(PortalForm):
    """Who looks after the visitor from now on."""

    version = Version()
    mentor = Choice(lazy("Mentor at your centre"))
