"""Which kinds of files are taken, and how each says at its beginning that it is one."""

from dataclasses import dataclass

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 50 * 1024 * 1024
MOST_PIXELS = 40_000_000
_ZIP = (b"PK\x03\x04",)
_OFFICE = "application/vnd.openxmlformats-officedocument."
REASONS = (
    "other-kind",  # the content is not what the name says
    "broken",
    "locked",  # needs a password
    "too-heavy",  # too large once unpacked, or takes too long
    "can-run",  # holds scripts or macros
    "holds-files",  # other files inside
    "calls-home",  # loads something from elsewhere when opened
)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: its suffix, what it is called in an answer, and its first bytes."""

    suffix: str
    media_type: str
    begins: tuple[bytes, ...] = ()
    has_words: bool = True
    is_picture: bool = False

    def fits(self, head: bytes) -> bool:
        """Whether a file that begins like this may be of this kind."""
        if self.suffix == "webp":
            return head[:4] == b"RIFF" and head[8:12] == b"WEBP"
        return not self.begins or head.startswith(self.begins)


KINDS = {
    kind.suffix: kind
    for kind in (
        Kind("pdf", "application/pdf", (b"%PDF-",)),
        Kind("docx", f"{_OFFICE}wordprocessingml.document", _ZIP),
        Kind("pptx", f"{_OFFICE}presentationml.presentation", _ZIP),
        Kind("xlsx", f"{_OFFICE}spreadsheetml.sheet", _ZIP),
        Kind("txt", "text/plain; charset=utf-8"),
        Kind("md", "text/plain; charset=utf-8"),
        Kind("jpg", "image/jpeg", (b"\xff\xd8\xff",), has_words=False, is_picture=True),
        Kind("png", "image/png", (b"\x89PNG\r\n\x1a\n",), has_words=False, is_picture=True),
        Kind("webp", "image/webp", (b"RIFF",), has_words=False, is_picture=True),
    )
}
_SAME = {"jpeg": "jpg", "jpe": "jpg", "markdown": "md", "text": "txt"}


def kind_of(suffix: str) -> Kind | None:
    """The kind behind the end of a name, without its dot."""
    suffix = suffix.lower()
    return KINDS.get(_SAME.get(suffix, suffix))
