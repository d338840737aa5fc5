"""Forms for certificates."""

from collections.abc import Iterable

from network.kernel.i18n import lazy
from network.supervision.rules import hours
from network.web.forms import Choice, GivenDay, PortalForm, Text, Tick


class CertificateForm(PortalForm):
    """Which hours a certificate is to prove, and which names it bears."""

    first_on = GivenDay(lazy("From"))
    last_on = GivenDay(lazy("Until"))
    rule_set = Choice(lazy("Counted under"), choices=())
    name = Choice(lazy("Your name on it"), choices=(), as_radios=True)
    with_centre = Tick(lazy("Name my centre"))
    supervisor = Text(
        lazy("Name of your supervisor on it"),
        longest=120,
        hint=lazy("As your supervisor wants to be named. It may stay empty."),
    )

    def offer(self, names: Iterable[str]) -> "CertificateForm":
        """Fill in the rule-sets and the names the person goes by."""
        self.rule_set.choices = [(c, hours.versions(c)[-1].name) for c in hours.codes()]
        self.name.choices = [(name, name) for name in dict.fromkeys(names) if name]
        return self


class CodeForm(PortalForm):
    code = Text(lazy("Code of the certificate"), longest=60)
