"""Forms of instruments: bringing in a file, and the proof of its licence."""

from network.kernel.i18n import lazy
from network.web.forms import Area, PortalForm, Upload, Version, required

_PROOF = lazy("Proof of the licence")
_WHERE = lazy("Who gave it, on which day, for what, and where the letter lies.")


class BringForm(PortalForm):
    """A definition file."""

    file = Upload(
        lazy("File"),
        accept=".json,application/json",
        hint=lazy("A definition as JSON with all its wording, up to 256 KB."),
        checks=[required()],
    )
    proof = Area(_PROOF, longest=2_000, rows=3, dated=True, hint=_WHERE)


class ProofForm(PortalForm):
    """Where the proof of a licence lies."""

    version = Version()
    proof = Area(_PROOF, longest=2_000, rows=3, dated=True, hint=_WHERE, checks=[required()])
