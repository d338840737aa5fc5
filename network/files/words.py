"""What became of a file, in words for who sent it."""

from typing import TYPE_CHECKING

from network import guard
from network.kernel.i18n import _, lazy

if TYPE_CHECKING:
    from network.files.models import File

STATES = {
    "receiving": ("wait", lazy("Not all here yet: choose it again to go on")),
    "waiting": ("wait", lazy("Being looked at")),
    "doubted": ("move", lazy("May point to a client")),
    "ready": ("done", lazy("Ready")),
    "refused": ("stop", lazy("Not taken")),
}
REASONS = {
    "other-kind": lazy("What is in it is not what its name says."),
    "broken": lazy("It is damaged. Save it again in the program it comes from."),
    "locked": lazy("It needs a password to open. Save it without one."),
    "too-heavy": lazy("It is too large once unpacked, or takes too long to read."),
    "can-run": lazy("It holds a program or macros. Save it without them."),
    "holds-files": lazy("There are other files inside it. Take them out, or save it as a PDF."),
    "calls-home": lazy("It fetches something from elsewhere when opened. Save it as a PDF."),
    "client-data": lazy("It could point to a client. Write it so that nobody can be recognised."),
}


def told(file: "File") -> list[str]:
    """What was found wrong or doubtful, in sentences; what is on which page together."""
    by_sentence: dict[str, list[str]] = {}
    for reason in file.reasons:
        kind, _at, page = reason.partition("@")
        sentence = REASONS.get(kind) or guard.SENTENCES.get(kind)  # type: ignore[call-overload]
        pages = by_sentence.setdefault(str(sentence or kind), [])
        if page not in ("", "0"):
            pages.append(page)
    return [
        _("%(sentence)s (page %(pages)s)", sentence=sentence, pages=", ".join(pages))
        if pages
        else sentence
        for sentence, pages in by_sentence.items()
    ]
