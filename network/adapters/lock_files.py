"""Keys of locks as files beside the database and outside it, so that a copy of it opens nothing.

Whoever closes a round has to see this folder; backups have to leave it out.
"""

import contextlib
import os
from pathlib import Path
from uuid import UUID

_ONLY_OURS = 0o600
_folder: Path | None = None


def use_folder(folder: Path) -> None:
    """Keep the keys of this process here."""
    global _folder  # noqa: PLW0603 (one folder per process)
    _folder = folder


def keep(name: UUID, key: bytes) -> None:
    """Write a key before anything is locked with its lock; it is on the disk when this returns."""
    path = _path(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _ONLY_OURS), "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())


def find(name: UUID) -> bytes | None:
    """A key; None if it is not here."""
    try:
        return _path(name).read_bytes()
    except FileNotFoundError:
        return None


def destroy(name: UUID) -> None:
    """Overwrite a key and remove it: what it locked stays locked, in every copy."""
    path = _path(name)
    with contextlib.suppress(FileNotFoundError):
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.write(bytes(size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()


def _path(name: UUID) -> Path:
    if _folder is None:
        message = "no folder for keys was set"
        raise RuntimeError(message)
    return _folder / f"{name}.key"
