"""Pictures: decoded, turned upright, made no larger than a screen needs, and encoded anew."""

import warnings
from typing import BinaryIO

from PIL import Image, ImageOps

from network.adapters.files.child import Unfit
from network.adapters.files.kinds import MOST_PIXELS

_FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}
_LONGEST_SIDE = 2_400
_QUALITY = 82


def clean(suffix: str, file: BinaryIO, out: BinaryIO) -> None:
    """The first frame alone, without place, camera, maker or comments. Raises Unfit."""
    found = opened(file, _FORMATS[suffix])
    if found.format == "JPEG":
        found.draft("RGB", (_LONGEST_SIDE, _LONGEST_SIDE))
    upright = ImageOps.exif_transpose(found)
    upright.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    _write(upright, _FORMATS[suffix], out)


def rewritten(file: BinaryIO, out: BinaryIO) -> None:
    """A picture inside a document, encoded anew at its own size and in its own format."""
    found = opened(file, "JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")
    _write(ImageOps.exif_transpose(found), found.format or "PNG", out)


def opened(file: BinaryIO, *formats: str) -> Image.Image:
    """A picture of one of these formats whose size says it can be decoded. Raises Unfit."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            found = Image.open(file, formats=formats)
        except (Image.DecompressionBombWarning, Image.DecompressionBombError):
            raise Unfit("too-heavy") from None
    if found.width * found.height > MOST_PIXELS:
        raise Unfit("too-heavy")
    return found


def _write(picture: Image.Image, kind: str, out: BinaryIO) -> None:
    """Dots and colours alone; what else a picture says of itself stays behind."""
    bare = picture.convert(_mode(picture, kind))
    bare.info = {}
    if kind == "PNG":
        bare.save(out, kind, optimize=False)
    else:
        bare.save(out, kind, quality=_QUALITY)


def _mode(picture: Image.Image, kind: str) -> str:
    if kind != "JPEG" and picture.has_transparency_data:
        return "RGBA"
    return "L" if picture.mode in {"1", "L"} else "RGB"
