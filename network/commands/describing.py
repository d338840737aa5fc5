"""`network docs`: documents printed from the code, so that they cannot tell something else."""

import ast
import inspect
from pathlib import Path

from network import outbox
from network.centres import policy as centres
from network.events import EVENTS
from network.exchanges import policy as exchanges
from network.expertise import policy as expertise
from network.knowledge import policy as knowledge
from network.notifications import policy as notifications
from network.people import policy as people
from network.wellbeing import policy as wellbeing
from network.workshops import policy as workshops

_POLICIES = {
    "People": people,
    "Centres": centres,
    "Expertise": expertise,
    "Knowledge": knowledge,
    "Exchanges": exchanges,
    "Check-ins": wellbeing,
    "Workshops": workshops,
    "Notifications": notifications,
}


def permissions() -> str:
    """Who may do what: the first line of every policy function."""
    lines = [
        "# Who may see and do what",
        "",
        "Printed from the policies by `network docs`; do not edit.",
    ]
    for title, module in _POLICIES.items():
        lines += ["", f"## {title}", "", "| rule | says |", "|---|---|"]
        tree = ast.parse(inspect.getsource(module))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                first = (ast.get_docstring(node) or "").splitlines()[0]
                lines.append(f"| `{node.name}` | {first} |")
    return "\n".join(lines) + "\n"


def events() -> str:
    """What happens, what it carries, and who reacts."""
    lines = [
        "# What happens in the network",
        "",
        "Printed from `network/events.py` by `network docs`; do not edit.",
        "",
        "| event | means | carries | told to |",
        "|---|---|---|---|",
    ]
    reacting = outbox.subscriptions()
    for name, event in EVENTS.items():
        told = [key.split(".")[0] for key, kind in reacting.items() if kind is event]
        fields = ", ".join(f"`{field}`" for field in event.__dataclass_fields__)
        doc = (event.__doc__ or "").splitlines()[0]
        lines.append(f"| `{name}` | {doc} | {fields} | {', '.join(told) or '–'} |")
    return "\n".join(lines) + "\n"


def write(folder: Path) -> int:
    """Write both documents."""
    (folder / "permissions.md").write_text(permissions(), encoding="utf-8")
    (folder / "events.md").write_text(events(), encoding="utf-8")
    return 0
