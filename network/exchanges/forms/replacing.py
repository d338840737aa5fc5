"""Forms of somebody who goes instead, and of visits in return."""

from network.kernel.i18n import lazy
from network.web.forms import Choice, PortalForm, Version


class ReplacementForm(PortalForm):
    """Who goes instead."""

    person = Choice(lazy("Who goes instead?"))


class PairForm(PortalForm):
    """Which visit is in return."""

    version = Version()
    other = Choice(lazy("Which visit is in return?"), as_radios=True)
