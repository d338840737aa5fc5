"""Forms of the host agreement and of safety ratings."""

from network.exchanges.actions.agreeing import Rating
from network.exchanges.pieces import CLAUSES
from network.exchanges.rules.clauses import NAMES
from network.kernel.i18n import lazy
from network.web.forms import Area, Choice, PortalForm, Text, Version, required

RATINGS = {
    Rating.GREEN: lazy("Green: nothing speaks against it"),
    Rating.AMBER: lazy("Amber: possible with the precautions agreed on"),
    Rating.RED: lazy("Red: not now"),
}


class AgreementForm(PortalForm):
    """Every clause of the agreement, from the edition `after`."""

    after = Version()
    what_changed = Text(
        lazy("What changed, in a few words"),
        longest=300,
        about_work=True,
        hint=lazy("Those who signed before read this first."),
    )

    def terms(self) -> dict[str, str]:
        return {name: self[name].data for name in CLAUSES}


for _name in CLAUSES:
    setattr(AgreementForm, _name, Area(NAMES[_name], longest=1_500, rows=3, checks=[required()]))


class RatingForm(PortalForm):
    """How safe a visit is; a reason is not asked."""

    rating = Choice(
        lazy("How safe is the visit, as far as you know now?"),
        as_radios=True,
        choices=list(RATINGS.items()),
    )
