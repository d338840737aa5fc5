"""The form of a certificate: what stands on it."""

from collections.abc import Iterable

from network.kernel.i18n import lazy
from network.web.forms import Choice, PortalForm, Tick


class PaperForm(PortalForm):
    """Which of one's names stands on the certificate, and whether workshop and host do."""

    name = Choice(lazy("Your name on it"), choices=(), as_radios=True)
    with_title = Tick(lazy("Name the workshop"))
    with_host = Tick(lazy("Name the host"))

    def offer(self, names: Iterable[str]) -> "PaperForm":
        """Fill in the names the person goes by."""
        self.name.choices = [(name, name) for name in dict.fromkeys(names) if name]
        return self
