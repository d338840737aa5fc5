"""Styles, scripts and icons: joined, hashed and compressed once, then cached by readers for ever.

Style sheets are written one per component and served as one file, since a weak line pays for
every request.
"""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from network.kernel.errors import NotFound
from network.kernel.resources import resource

_ORDER = ("tokens", "base", "layout")
_YEAR = "public, max-age=31536000, immutable"
_COMPRESSIBLE = {".css", ".js", ".svg"}


@dataclass(frozen=True, slots=True)
class Asset:
    content: bytes
    zipped: bytes | None
    media_type: str
    path: str


@cache
def _assets() -> dict[str, Asset]:
    """All assets by their plain name."""
    folder = resource("static")
    sources = {"app.css": _style_sheet(folder)}
    for pattern in ("js/*.js", "*.svg"):
        for path in sorted(folder.glob(pattern)):
            sources[str(path.relative_to(folder))] = path.read_bytes()
    return {name: _asset(name, content) for name, content in sources.items()}


def _style_sheet(folder: Path) -> bytes:
    parts = [folder / "css" / f"{name}.css" for name in _ORDER]
    parts += sorted((folder / "css" / "components").glob("*.css"))
    parts += [folder / "css" / "contrast.css", folder / "css" / "print.css"]
    return b"\n".join(path.read_bytes() for path in parts)


def _asset(name: str, content: bytes) -> Asset:
    digest = hashlib.sha256(content).hexdigest()[:10]
    stem, dot, suffix = name.rpartition(".")
    zipped = gzip.compress(content, 9, mtime=0) if dot + suffix in _COMPRESSIBLE else None
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    media_type = f"{kind}; charset=utf-8" if kind.startswith(("text/", "image/svg")) else kind
    return Asset(content, zipped, media_type, f"/static/{stem}.{digest}.{suffix}")


@cache
def static(name: str) -> str:
    """The path of an asset, which changes with its content."""
    return _assets()[name].path


@cache
def _by_path() -> dict[str, Asset]:
    return {asset.path: asset for asset in _assets().values()}


async def serve(request: Request) -> Response:
    """An asset by its path."""
    asset = _by_path().get(f"/static/{request.path_params['path']}")
    if asset is None:
        raise NotFound
    headers = {"Cache-Control": _YEAR, "Vary": "Accept-Encoding"}
    accepts = "gzip" in request.headers.get("accept-encoding", "")
    if asset.zipped is None or not accepts:
        return Response(asset.content, headers=headers, media_type=asset.media_type)
    headers["Content-Encoding"] = "gzip"
    return Response(asset.zipped, headers=headers, media_type=asset.media_type)
