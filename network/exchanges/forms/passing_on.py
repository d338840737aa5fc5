"""Forms for passing on what was learnt, and for what changed at home."""

from typing import Any

from network.exchanges.rules import report_words as words
from network.kernel.i18n import lazy
from network.web.forms import Area, Choice, Day, PortalForm, Text, required


class PassedForm(PortalForm):
    """How what was learnt is passed on."""

    kind = Choice(lazy("How"), choices=list(words.KINDS.items()))
    title = Text(lazy("Title"), longest=200, about_work=True, checks=[required()])
    held_on = Day(lazy("Day"), hint=lazy("When it was, or when it is planned."))
    reach = Choice(
        lazy("How many people did it reach?"),
        choices=[("", lazy("Not known yet")), *words.BANDS.items()],
    )


class WaiverForm(PortalForm):
    """Why a visit may close although nothing was passed on."""

    why = Area(lazy("Why may it close without?"), longest=1_000, rows=3, checks=[required()])


class FollowUpForm(PortalForm):
    """What changed at home; only the questions of one of the two times are asked."""

    practice = Area(words.ANSWERS["practice"].label, rows=4, checks=[required()])
    how_often = Choice(words.ANSWERS["how_often"].label, as_radios=True)
    obstacles = Area(words.ANSWERS["obstacles"].label, rows=3, checks=[required()])
    help = Area(
        words.ANSWERS["help"].label, hint=words.ANSWERS["help"].hint, rows=3, checks=[required()]
    )
    protocol = Area(words.ANSWERS["protocol"].label, rows=3, checks=[required()])
    trained = Area(
        words.ANSWERS["trained"].label,
        hint=words.ANSWERS["trained"].hint,
        rows=3,
        checks=[required()],
    )
    reach = Choice(words.ANSWERS["reach"].label, as_radios=True)
    contact = Choice(words.ANSWERS["contact"].label, as_radios=True)
    again = Choice(words.ANSWERS["again"].label, as_radios=True)

    def ask(self, names: tuple[str, ...]) -> "FollowUpForm":
        """Leave only these questions, with what may be chosen."""
        for name in words.ANSWERS:
            if name not in names:
                del self[name]
            elif name in words.CHOICES:
                self[name].choices = list(words.CHOICES[name].items())
        return self

    @property
    def answers(self) -> dict[str, Any]:
        """What was answered, by question."""
        return {field.short_name: field.data or "" for field in self}
