"""The instruments whose structure comes with the portal, without any wording."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from network.kernel.i18n import _

_FOLDER = Path(__file__).parent.parent / "instruments"


class Structure(NamedTuple):
    """One instrument: its file as it comes, and what it says."""

    key: str
    content: bytes
    definition: dict[str, Any]


@cache
def structures() -> tuple[Structure, ...]:
    """All of them, by name."""
    found = [_read(path) for path in _FOLDER.glob("*.json")]
    return tuple(sorted(found, key=lambda one: one.definition["title"].casefold()))


def structure(key: str) -> Structure | None:
    return next((one for one in structures() if one.key == key), None)


def departures(definition: Mapping[str, Any]) -> list[str]:
    """What a file takes itself that its structure forbids, as sentences."""
    found = structure(definition["key"])
    if found is None:
        return []
    ours = found.definition
    shows_questions = ours["entry"] == "totals" and definition["entry"] != "totals"
    needs_proof = ours["licence"]["proof_required"]
    checks = (
        (shows_questions, _("Its questions may not be shown here: only totals are entered.")),
        (
            needs_proof and not definition["licence"]["proof_required"],
            _("Its licence asks for a proof: proof_required has to be true."),
        ),
    )
    return [text for is_there, text in checks if is_there]


def _read(path: Path) -> Structure:
    content = path.read_bytes()
    found = json.loads(content)
    return Structure(found["key"], content, found)
