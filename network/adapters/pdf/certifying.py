"""What certificates share: how large a name is written, and the square that a phone reads."""

import io

import segno

_NAME_SIZE, _LEAST_NAME_SIZE, _NAME_FITS = 27, 13, 28  # points, points, letters


def name_size(name: str) -> float:
    """Smaller letters for a long name, so that it keeps to one line or two."""
    return max(_LEAST_NAME_SIZE, min(_NAME_SIZE, _NAME_SIZE * _NAME_FITS / max(1, len(name))))


def square(address: str) -> str:
    """A QR code as SVG."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", border=0, dark="#14252D", xmldecl=False, svgclass=None, lineclass=None
    )
    return out.getvalue().decode()
