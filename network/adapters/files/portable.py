"""PDF: every object written anew, without actions, scripts, files inside and metadata."""

from typing import BinaryIO

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
    StreamObject,
)

from network.adapters.files.child import Unfit

_MOST_PAGES = 2_000
_DROPPED = frozenset(
    {
        *("/AA", "/OpenAction", "/JavaScript", "/JS", "/URI", "/SpiderInfo", "/Requirements"),
        *("/Metadata", "/PieceInfo", "/LastModified", "/EmbeddedFiles", "/AF", "/XFA"),
        "/Collection",
    }
)
_ACTIONS = frozenset(  # ISO 32000-2, table 201: what opens, sends, plays or runs
    {
        *("/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/ResetForm", "/Hide"),
        *("/GoToE", "/GoToR", "/Rendition", "/Movie", "/Sound", "/GoTo3DView", "/Trans"),
        *("/RichMediaExecute", "/SetOCGState"),
    }
)
_NOTES = frozenset({"/FileAttachment", "/Movie", "/Sound", "/Screen", "/RichMedia", "/3D"})
_JPEG_START, _JPEG_SCAN, _MARK = b"\xff\xd8", 0xDA, 0xFF
_KEPT_SEGMENTS = {0xE0, 0xEE}  # JFIF and Adobe's colours; the other APPn and COM tell of makers


def clean(suffix: str, file: BinaryIO, out: BinaryIO) -> None:
    """Pages, outline, links to the web and structure stay. Raises Unfit."""
    del suffix
    reader = PdfReader(file, strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unfit("locked")
    if not 0 < len(reader.pages) <= _MOST_PAGES:
        raise Unfit("too-heavy" if reader.pages else "broken")
    writer = PdfWriter(clone_from=reader)
    for found in list(writer._objects):  # noqa: SLF001 (the library has no other way to all)
        if found is not None:
            _strip(found)
    writer.metadata = None
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    writer.write(out)


def _strip(root: PdfObject) -> None:
    """Take away, at any depth of one object, what acts, tells or holds files."""
    waiting: list[PdfObject] = [root]
    while waiting:
        found = waiting.pop()
        if isinstance(found, StreamObject):
            _strip_picture(found)
        if isinstance(found, DictionaryObject):
            _strip_entries(found)
            waiting += [v for v in found.values() if not isinstance(v, IndirectObject)]
        elif isinstance(found, ArrayObject):
            waiting += [v for v in found if not isinstance(v, IndirectObject)]


def _strip_entries(found: DictionaryObject) -> None:
    if found.get("/S") in _ACTIONS or found.get("/Subtype") in _NOTES or "/EF" in found:
        for name in list(found):
            if name not in {"/Type", "/Rect"}:
                del found[name]
        return
    is_link = found.get("/S") == "/URI"
    for name in _DROPPED.intersection(found):
        if not (is_link and name == "/URI" and _is_web(found)):
            del found[NameObject(name)]


def _is_web(link: DictionaryObject) -> bool:
    return str(link.get("/URI", "")).strip().lower().startswith(("https://", "http://", "mailto:"))


def _strip_picture(found: StreamObject) -> None:
    if found.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
        found._data = without_notes(found._data)  # noqa: SLF001 (its bytes as they are)


def without_notes(jpeg: bytes) -> bytes:
    """A JPEG without the segments in which cameras write place, time and maker; same dots."""
    if not jpeg.startswith(_JPEG_START):
        return jpeg
    kept, at = [_JPEG_START], len(_JPEG_START)
    while at + 4 <= len(jpeg) and jpeg[at] == _MARK and jpeg[at + 1] != _JPEG_SCAN:
        mark, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4])
        is_note = 0xE0 <= mark <= 0xEF or mark == 0xFE  # noqa: PLR2004 (APP0 to APP15, COM)
        if not is_note or mark in _KEPT_SEGMENTS:
            kept.append(jpeg[at : at + 2 + length])
        at += 2 + length
    return b"".join([*kept, jpeg[at:]])
