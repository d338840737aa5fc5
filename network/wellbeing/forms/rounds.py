"""Forms of rounds: planning one, and asking for more answers before anything is told."""

from collections.abc import Iterable

from network.kernel.i18n import lazy
from network.web.forms import GivenDay, Number, PortalForm, Ticks, Version
from network.wellbeing.models.rounds import CheckInRound
from network.wellbeing.rules.terms import MOST_K, NETWORK_K, K

_CENTRE = lazy("Answers that a centre, or a kind of work in it, needs")
_NETWORK = lazy("Answers that a region and the network need")


class PlanForm(PortalForm):
    """The next round."""

    opens_on = GivenDay(
        lazy("First day"), hint=lazy("The round opens by itself, and closes two weeks later.")
    )
    k = Number(
        _CENTRE,
        least=K,
        most=MOST_K,
        default=K,
        hint=lazy("With fewer answers nothing is told of it. Later it can only be raised."),
    )
    network_k = Number(
        _NETWORK,
        least=NETWORK_K,
        most=MOST_K,
        default=NETWORK_K,
        hint=lazy("It is never lower than that of a centre."),
    )
    centres = Ticks(
        lazy("Only these centres"), hint=lazy("Leave all of them empty to ask every centre.")
    )

    def offer(self, groups: Iterable[tuple[str, list[tuple[str, str]]]]) -> "PlanForm":
        """Fill in the centres, by region."""
        self.centres.groups = list(groups)
        self.centres.choices = [pair for _region, pairs in self.centres.groups for pair in pairs]
        return self


class RaiseForm(PortalForm):
    """More answers are needed, for everybody."""

    version = Version()
    k = Number(_CENTRE, least=K, most=MOST_K)
    network_k = Number(_NETWORK, least=NETWORK_K, most=MOST_K)

    def limit(self, one: CheckInRound) -> "RaiseForm":
        """What was set is the least from now on."""
        self.k.least, self.network_k.least = one.k, one.network_k
        return self


class OwnForm(PortalForm):
    """More answers are needed for one centre."""

    version = Version()
    k = Number(lazy("Answers your centre needs"), least=K, most=MOST_K)

    def limit(self, least: int) -> "OwnForm":
        self.k.least = least
        return self
