"""What certificates share: whose it is, and how anybody can check it."""

import io

import segno

from network.kernel.i18n import _

_NAME_SIZE, _LEAST_NAME_SIZE, _NAME_FITS = 27, 13, 28  # points, points, letters


def holder(name: str) -> dict[str, str | float]:
    """Whose certificate it is."""
    return {"label": _("This certificate is for"), "name": name, "size": _name_size(name)}


def check(code: str, page: str, link: str, promise: str) -> dict[str, str]:
    """Where `code` is typed, and the square that a phone reads; `promise` says what they tell."""
    return {
        "title": _("Check this certificate"),
        "how": _("Scan the square, or open the address and type the code."),
        "address": page.removeprefix("https://"),
        "link": link,
        "code": code,
        "promise": promise,
        "qr": _square(link),
    }


def _name_size(name: str) -> float:
    """Smaller letters for a long name, so that it keeps to one line or two."""
    return max(_LEAST_NAME_SIZE, min(_NAME_SIZE, _NAME_SIZE * _NAME_FITS / max(1, len(name))))


def _square(address: str) -> str:
    """A QR code as SVG."""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", border=0, dark="#14252D", xmldecl=False, svgclass=None, lineclass=None
    )
    return out.getvalue().decode()
