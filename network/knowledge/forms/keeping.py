"""Forms for reviewing, for keeping items right, and for what readers add."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING
from uuid import UUID

from network.kernel.i18n import lazy
from network.knowledge.models import Item, SafetyLevel
from network.knowledge.rules import names, states
from network.web.forms import (
    Area,
    Choice,
    GivenDay,
    PortalForm,
    Text,
    Tick,
    Version,
    WebAddress,
    required,
)

if TYPE_CHECKING:
    from network.centres.models import Centre


class NoteForm(PortalForm):
    """What has to change before a text can go on."""

    note = Area(lazy("What has to change"), longest=4_000, rows=4)


class LevelForm(PortalForm):
    level = Choice(lazy("From now on, only for"))

    def offer(self, item: Item) -> "LevelForm":
        """Offer the levels that fewer people read."""
        self.level.choices = [
            (level, names.LEVELS[level]) for level in states.higher_levels(SafetyLevel(item.level))
        ]
        return self


class HoldForm(PortalForm):
    reason = Choice(lazy("Why should nobody read it for now?"), choices=names.HOLDS, as_radios=True)
    note = Area(
        lazy("A word for those who look at it"),
        longest=1_000,
        rows=3,
        hint=lazy("Say where in the text. Do not repeat what should not be read."),
    )


class WithdrawForm(PortalForm):
    reason = Choice(lazy("Why?"), choices=names.WITHDRAWALS, as_radios=True)
    is_sure = Tick(
        lazy("All versions, translations and files are deleted for good"), checks=[required()]
    )


class SupersedeForm(PortalForm):
    successor = Text(
        lazy("Which item replaces it?"),
        longest=300,
        hint=lazy("Copy its address here."),
        checks=[required()],
    )


class OwnerForm(PortalForm):
    owner = Choice(lazy("Who looks after it from now on?"), as_radios=True)

    def offer(self, named: Mapping[UUID, str]) -> "OwnerForm":
        """Offer those who may own it, by key and name."""
        self.owner.choices = [(str(key), name) for key, name in named.items()]
        return self


class TrialForm(PortalForm):
    """What became of an item at the reader's centre."""

    centre = Choice(lazy("At"))
    result = Choice(lazy("How did it go?"), choices=list(names.RESULTS.items()), as_radios=True)
    tried_on = GivenDay(lazy("When"))
    text = Area(
        lazy("In a few words"),
        longest=2_000,
        rows=4,
        hint=lazy("With whom, what was different, what others should know."),
    )

    def offer(self, centres: "Iterable[Centre]") -> "TrialForm":
        """Offer the reader's own centres."""
        self.centre.choices = [(str(centre.id), centre.name) for centre in centres]
        return self


class CitationForm(PortalForm):
    source_body = Text(lazy("Who cited it"), longest=200, checks=[required()])
    document = Text(lazy("In which document"), longest=300, checks=[required()])
    cited_on = GivenDay(lazy("When"))
    what = Area(lazy("What was cited"), longest=2_000, rows=3)
    url = WebAddress(lazy("Web address"), longest=500)


class AskForm(PortalForm):
    """Why somebody wants to read what they may not see."""

    why = Area(
        lazy("Why do you want to read it?"),
        longest=1_000,
        rows=3,
        hint=lazy("Say who told you of it, and what you need it for."),
        checks=[required()],
    )


class FeedForm(PortalForm):
    """A private feed of what one watches."""

    label = Text(
        lazy("For which program?"),
        longest=40,
        hint=lazy("So that you know which one to shut out: “Reader on my telephone”."),
        checks=[required()],
    )


class CollectionForm(PortalForm):
    version = Version("")
    title = Text(lazy("Name"), longest=150, about_work=True, checks=[required()])
    about = Area(lazy("What it is for"), longest=2_000, rows=3)
    is_shared = Tick(
        lazy("All members may see it"), hint=lazy("Each sees the items that they may read.")
    )
