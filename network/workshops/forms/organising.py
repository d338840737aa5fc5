"""Forms for who organises a workshop, for whom it is, and what it came of."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from network.kernel import moments
from network.kernel.i18n import _, lazy
from network.web.forms import Choice, PortalForm, Ticks, required
from network.workshops.models.workshops import Workshop
from network.workshops.vocabulary import Level


class AudienceForm(PortalForm):
    """For which centres and people a workshop is."""

    centres = Ticks(lazy("Centres"), hint=lazy("Everybody who works there may know of it."))
    people = Ticks(lazy("People"))

    def offer(
        self, level: Level, centres: Mapping[str, str], people: Mapping[str, str]
    ) -> "AudienceForm":
        """Fill in the choices; at the strict level only people are named."""
        self.centres.choices = list(centres.items())
        self.centres.groups = [(_("Centres"), self.centres.choices)]
        self.people.choices = list(people.items())
        if level is Level.STRICT:
            del self.centres
        return self


class ParentForm(PortalForm):
    """Of which training a workshop came."""

    parent = Choice(
        lazy("It came of this training"),
        hint=lazy("People who were trained there train others here."),
        checks=[required()],
    )

    def offer(self, found: Iterable[Workshop]) -> "ParentForm":
        known = [(str(one.id), _parent_words(one)) for one in found]
        self.parent.choices = [("", _("Choose")), *known]
        self.parent.data = self.parent.data or ""
        return self

    def chosen(self) -> UUID:
        return UUID(self.parent.data)


def _parent_words(workshop: Workshop) -> str:
    days = moments.period(workshop.first_on, workshop.last_on)
    return _("%(title)s, %(days)s", title=workshop.title, days=days) if days else workshop.title
