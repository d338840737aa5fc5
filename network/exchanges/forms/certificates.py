"""Forms for certificates of attendance."""

from collections.abc import Iterable

from network.kernel.i18n import lazy
from network.web.forms import Choice, PortalForm, Text, Tick


class NameForm(PortalForm):
    """Which of one's names stands on the certificate, and whether the host does."""

    name = Choice(lazy("Your name on it"), choices=(), as_radios=True)
    with_host = Tick(lazy("Name the host"))

    def offer(self, names: Iterable[str]) -> "NameForm":
        """Fill in the names the person goes by."""
        self.name.choices = [(name, name) for name in dict.fromkeys(names) if name]
        return self


class CodeForm(PortalForm):
    code = Text(lazy("Code of the certificate"), longest=80)
