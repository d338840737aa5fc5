"""The portal's own address, for links in mail; set once when a process starts.

Never taken from a request, whose Host header anybody can choose.
"""

_base = "http://127.0.0.1:8000"


def use_base(url: str) -> None:
    """Make all links of this process begin with this address."""
    global _base  # noqa: PLW0603 (one address per process is the point)
    _base = url.rstrip("/")


def absolute(path: str) -> str:
    """A full link to a path of the portal."""
    return _base + path
