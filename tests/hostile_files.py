"""Real files that mean harm, and plain ones beside them, made on the spot."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from itertools import pairwise
from typing import Any, TypeAlias

from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

Content: TypeAlias = bytes | Callable[[], bytes]
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-'
    'package.core-properties+xml"/></Types>'
)


def made(content: Content) -> bytes:
    """A file; what takes seconds to make stands in a list of cases as its maker."""
    return content if isinstance(content, bytes) else content()


# pdf ---------------------------------------------------------------------------------------------


def pdf(*pages: str, **catalog: Any) -> bytes:
    """A PDF with one line of text on each page."""
    writer = PdfWriter()
    for text in pages or ("Breathing together",):
        page = writer.add_blank_page(300, 300)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        fonts = DictionaryObject({NameObject("/F1"): font})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        stream = DecodedStreamObject()
        stream.set_data(b"BT /F1 12 Tf 20 200 Td (" + text.encode() + b") Tj ET")
        page[NameObject("/Contents")] = writer._add_object(stream)
    for name, value in catalog.items():
        writer.root_object[NameObject(f"/{name}")] = value
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pdf_that_acts() -> bytes:
    """A script at opening, a file inside, a launched program, and its maker's name."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf("Words that stay"))))
    script = DictionaryObject(
        {
            NameObject("/S"): NameObject("/JavaScript"),
            NameObject("/JS"): TextStringObject("app.alert('MARK-SCRIPT')"),
        }
    )
    names = ArrayObject([TextStringObject("a"), writer._add_object(script)])
    writer.root_object[NameObject("/Names")] = DictionaryObject(
        {NameObject("/JavaScript"): DictionaryObject({NameObject("/Names"): names})}
    )
    writer.add_attachment("tool.exe", b"MARK-INSIDE")
    writer.add_metadata({"/Author": "MARK-AUTHOR"})
    launch = DictionaryObject(
        {
            NameObject("/S"): NameObject("/Launch"),
            NameObject("/F"): TextStringObject("MARK-LAUNCH"),
        }
    )
    writer.root_object[NameObject("/OpenAction")] = launch
    notes = [
        ("/URI", "javascript:MARK-LINK"),
        ("/URI", "https://example.org/stays"),
    ]
    writer.pages[0][NameObject("/Annots")] = ArrayObject(
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/Link"),
                NameObject("/A"): DictionaryObject(
                    {
                        NameObject("/S"): NameObject(kind),
                        NameObject("/URI"): TextStringObject(target),
                    }
                ),
            }
        )
        for kind, target in notes
    )
    return written(writer)


def locked_pdf() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    writer.encrypt("secret", algorithm="RC4-128")
    return written(writer)


def pdf_bomb() -> bytes:
    """A page of 70 MB of words in some hundred kB."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    stream = StreamObject()
    stream._data = zlib.compress(b"(a) Tj " * 10_000_000, 9)
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream)
    return written(writer)


def pdf_that_hangs() -> bytes:
    """Forms that draw the next one four hundred times each, at twenty depths."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    page, inner = writer.pages[0], b"BT /F1 9 Tf (deep) Tj ET "
    below: Any = None
    for _depth in range(20):
        form = DecodedStreamObject()
        form.set_data(b"/X Do " * 400 if below else inner)
        form[NameObject("/Type")] = NameObject("/XObject")
        form[NameObject("/Subtype")] = NameObject("/Form")
        form[NameObject("/BBox")] = ArrayObject(NumberObject(n) for n in (0, 0, 9, 9))
        form[NameObject("/Resources")] = _drawing(below) if below else page["/Resources"]
        below = writer._add_object(form)
    page[NameObject("/Resources")] = _drawing(below)
    stream = DecodedStreamObject()
    stream.set_data(b"/X Do " * 400)
    page[NameObject("/Contents")] = writer._add_object(stream)
    return written(writer)


def _drawing(form: Any) -> DictionaryObject:
    forms = DictionaryObject({NameObject("/X"): form})
    return DictionaryObject({NameObject("/XObject"): forms})


# documents ---------------------------------------------------------------------------------------


def docx(text: str = "Breathing together", **parts: str | bytes) -> bytes:
    """A document with one paragraph; further parts by name, with __ for / and _dot_ for a dot."""
    body = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
    return zipped(
        {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _relations(
                ("officeDocument", "word/document.xml", ""),
                ("metadata/core-properties", "docProps/core.xml", ""),
            ),
            "docProps/core.xml": "<x>MARK-AUTHOR</x>",
            "word/document.xml": document(body),
            **{name.replace("__", "/").replace("_dot_", "."): v for name, v in parts.items()},
        }
    )


def document(body: str) -> str:
    return f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>'


def _relations(*rows: tuple[str, str, str]) -> str:
    inside = "".join(
        f"<Relationship Id='r{n}' Type='{R}/{kind}' Target='{target}'{mode}/>"
        for n, (kind, target, mode) in enumerate(rows)
    )
    return f"<Relationships xmlns='x'>{inside}</Relationships>"


def outside(kind: str, target: str) -> str:
    """Relations of a document to something elsewhere."""
    return _relations((kind, target, " TargetMode='External'"))


def zipped(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as pack:
        for name, content in parts.items():
            pack.writestr(name, content)
    return out.getvalue()


def zip_bomb() -> bytes:
    """A document of 300 MB in 300 kB."""
    return docx(word__media__x_dot_xml=b"\0" * 300_000_000)


def lying_zip() -> bytes:
    """A document of 60 MB whose table of contents says ten bytes."""
    content = docx(word__big_dot_xml=b"a" * 60_000_000)
    return content.replace(struct.pack("<I", 60_000_000), struct.pack("<I", 10))


def laughing_docx() -> bytes:
    """A billion words out of ten (entities that name entities)."""
    names = "abcdefghi"
    entities = "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise(names)
    )
    text = f'<!DOCTYPE x [<!ENTITY a "lol">{entities}]>' + document("<w:p><w:t>&i;</w:t></w:p>")
    return docx(word__document_dot_xml=text)


# pictures ----------------------------------------------------------------------------------------


def jpeg(size: tuple[int, int] = (60, 40)) -> bytes:
    """A photograph that tells where it was taken, by whom and with what."""
    picture = Image.new("RGB", size, (200, 90, 40))
    exif = picture.getexif()
    exif[0x010F], exif[0x013B], exif[0x0112] = "MARK-CAMERA", "MARK-AUTHOR", 6
    exif.get_ifd(0x8825)[2] = (42.0, 39.0, 40.0)
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif, comment=b"MARK-COMMENT")
    return out.getvalue()


def png(size: tuple[int, int] = (60, 40)) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", size, (200, 90, 40, 128)).save(out, "PNG")
    return out.getvalue()


def picture_bomb() -> bytes:
    """A picture of 30,000 by 30,000 dots, in a head and a few bytes."""
    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 1_000_000)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(c)) + kind + c + struct.pack(">I", zlib.crc32(kind + c))
        for kind, c in chunks
    )
