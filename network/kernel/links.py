"""The portal's own addresses, for links in mail and its sender; set once when a process starts.

Never taken from a request, whose Host header anybody can choose.
"""

from email.utils import parseaddr

_base = "http://127.0.0.1:8000"
_sender = "portal@localhost"


def use_base(url: str) -> None:
    """Make all links of this process begin with this address."""
    global _base  # noqa: PLW0603 (one address per process is the point)
    _base = url.rstrip("/")


def absolute(path: str) -> str:
    """A full link to a path of the portal."""
    return _base + path


def use_sender(mail_from: str) -> None:
    """Let this process know from which address its mail comes."""
    global _sender  # noqa: PLW0603 (one sender per process is the point)
    _sender = parseaddr(mail_from)[1]


def sender() -> str:
    """The address mail comes from, without a name."""
    return _sender
