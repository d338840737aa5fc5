"""Forms for a session within 72 hours."""

from collections.abc import Iterable
from typing import Any

from network.kernel import languages
from network.kernel.i18n import lazy
from network.supervision.forms.booking import Instant
from network.web.forms import PortalForm, Ticks


class UrgentForm(PortalForm):
    """In which languages; nothing else is asked."""

    spoken = Ticks(lazy("In which languages?"))

    def offer(self, own: Iterable[str]) -> "UrgentForm":
        """Offer all languages, one's own first."""
        first = [code for code in own if languages.is_language(code)]
        rest = sorted(set(languages.codes()) - set(first), key=languages.name)
        named: list[tuple[str, Any]] = [(code, languages.name(code)) for code in [*first, *rest]]
        self.spoken.choices = named
        return self


class TakeForm(PortalForm):
    """When the supervisor offers a session."""

    slot = Instant(lazy("Time"))
