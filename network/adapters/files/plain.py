"""Plain text: one encoding, no signs that cannot be seen."""

import re
import unicodedata
from typing import BinaryIO

from network.adapters.files.child import Unfit

_MARKED = re.compile(r"\s*(?:<!doctype|<\?xml|<html|<svg|<script|<head|<body|%!ps)", re.IGNORECASE)
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e]")


def clean_text(suffix: str, file: BinaryIO, out: BinaryIO) -> None:
    """Text as UTF-8 with plain line ends. Raises Unfit for what is no text, or markup in disguise.

    UTF-16 is known by its mark; other encodings cannot be told apart and are refused.
    """
    del suffix
    text = decoded(file.read())
    if _MARKED.match(text) or "\0" in text:
        raise Unfit("other-kind")
    text = "\n".join(text.splitlines()) + "\n"
    out.write(unicodedata.normalize("NFC", _UNSEEN.sub("", text)).encode())


def decoded(content: bytes) -> str:
    """The text behind bytes; raises Unfit when it is none."""
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return content.decode("utf-16" if is_wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise Unfit("other-kind") from None
