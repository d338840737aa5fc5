"""Documents of office programs (OOXML): unpacked within bounds, checked part by part, packed anew.

Parts that run or hold other files are refused, as a document does not open once they are cut out;
parts that tell of people and machines are left out or emptied.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element
from xml.sax.saxutils import quoteattr

from defusedxml import ElementTree, common

from network.adapters.files import pictures
from network.adapters.files.child import Unfit
from network.adapters.files.kinds import MOST_UNPACKED

_MOST_PARTS = 3_000
_BLOCK = 1 << 16
_EPOCH = (1980, 1, 1, 0, 0, 0)
_MAIN = {
    "docx": ("word/document.xml", b"wordprocessingml.document.main+xml"),
    "pptx": ("ppt/presentation.xml", b"presentationml.presentation.main+xml"),
    "xlsx": ("xl/workbook.xml", b"spreadsheetml.sheet.main+xml"),
}
_NAME = re.compile(r"(?!/)(?!.*(?:^|/)\.\.?(?:/|$))[^\\\x00-\x1f:]{1,250}")
_ANY = re.IGNORECASE
_RUNS = re.compile(r"vbaProject|vbaData|activeX|\.bin$|macrosheets|\.(?:exe|dll|js|vbs)$", _ANY)
_PRINTER = re.compile(r"printerSettings\d*\.bin$", _ANY)
_INSIDE = re.compile(r"/embeddings/|oleObject|/externalLinks/|/connections\.xml$|queryTable", _ANY)
_TELLS = re.compile(
    r"^docProps/|^customXml/|(?:^|/)people\.xml$|/persons/|/printerSettings|^\[trash\]|thumbnail",
    _ANY,
)
_PICTURE = re.compile(r"/media/[^/]+\.(?:jpe?g|png|gif|bmp|tiff?|webp)$", _ANY)
_SVG = re.compile(r"\.svg$", _ANY)
_XML = re.compile(r"\.(?:xml|rels|vml)$", _ANY)
_AUTHOR = re.compile(
    rb'(\s(?:\w+:)?(?:author|initials|userId|providerId|lastModifiedBy|displayName))="[^"]*"'
)
_RSID = re.compile(rb'\s\w+:rsid\w*="[^"]*"')
_WHEN = re.compile(rb'(\s(?:w\d*|p\d*):date(?:Utc)?)="[^"]*"')
_FIELD = re.compile(r"\b(?:DDEAUTO|DDE|INCLUDEPICTURE|INCLUDETEXT|IMPORT|DATABASE)\b", _ANY)
_PRINTER_LINK = re.compile(rb'(<pageSetup\b[^>]*?)\sr:id="[^"]*"')
_WEB = re.compile(r"(?:https?:|mailto:|#)", _ANY)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


def clean(suffix: str, file: BinaryIO, out: BinaryIO) -> None:
    """The document without authors, dates and what lies beside it. Raises Unfit."""
    parts = dict(unpacked(file))
    main, kind = _MAIN[suffix]
    types = parts.get("[Content_Types].xml", b"")
    if main not in parts or kind not in types:
        runs = b"macroEnabled" in types
        raise Unfit("can-run" if runs else "other-kind")
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as anew:
        for name, content in parts.items():
            if not _TELLS.search(name):
                anew.writestr(zipfile.ZipInfo(name, _EPOCH), _cleaned(name, content))


def unpacked(file: BinaryIO) -> Iterator[tuple[str, bytes]]:
    """Name and content of each part, as long as all together stay within bounds. Raises Unfit."""
    total = 0
    with zipfile.ZipFile(file) as pack:
        infos = [info for info in pack.infolist() if not info.is_dir()]
        _check_names([info.filename for info in infos])
        if any(info.flag_bits & 1 for info in infos):
            raise Unfit("locked")
        for info in infos:
            content = _content(pack, info, MOST_UNPACKED - total)
            total += len(content)
            yield info.filename, content


def _check_names(names: list[str]) -> None:
    """Refuse what leads out of its folder, comes twice, runs, or holds another file."""
    if len(names) > _MOST_PARTS:
        raise Unfit("too-heavy")
    if len({name.lower() for name in names}) < len(names):
        raise Unfit("broken")
    for name in names:
        if not _NAME.fullmatch(name):
            raise Unfit("broken")
        if _RUNS.search(name) and not _PRINTER.search(name) and not _INSIDE.search(name):
            raise Unfit("can-run")
        if _INSIDE.search(name) or _SVG.search(name):
            raise Unfit("holds-files")


def _content(pack: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """What a part really holds, whatever its head says of its size."""
    blocks, size = [], 0
    with pack.open(info) as part:
        while block := part.read(_BLOCK):
            size += len(block)
            if size > most:
                raise Unfit("too-heavy")
            blocks.append(block)
    return b"".join(blocks)


def _cleaned(name: str, content: bytes) -> bytes:
    if _PICTURE.search(name):
        out = io.BytesIO()
        pictures.rewritten(io.BytesIO(content), out)
        return out.getvalue()
    if not _XML.search(name) and name != "[Content_Types].xml":
        return content
    tree = _parsed(content)
    if name == "[Content_Types].xml":
        return _types(tree)
    if name.endswith(".rels"):
        return _relations(tree)
    _check_fields(tree)
    content = _PRINTER_LINK.sub(rb"\1", _RSID.sub(b"", content))
    return _WHEN.sub(rb'\1="1980-01-01T00:00:00Z"', _AUTHOR.sub(rb'\1=""', content))


def _parsed(content: bytes) -> Element:
    """The tree of a part in UTF-8, without entities of its own. Raises Unfit."""
    begins = content[:80].lstrip(b"\xef\xbb\xbf \r\n\t").upper()
    if not begins.startswith(b"<") or b"UTF-16" in begins:
        raise Unfit("broken")
    try:
        return ElementTree.fromstring(content, forbid_dtd=True)  # type: ignore[no-any-return]
    except common.DefusedXmlException:
        raise Unfit("too-heavy") from None


def _check_fields(tree: Element) -> None:
    """Refuse fields that run a program or fetch something, however their letters are strewn."""
    told = []
    for element in tree.iter():
        if element.tag.rpartition("}")[2] == "instrText":
            told.append(element.text or "")
        told += [v for k, v in element.attrib.items() if k.rpartition("}")[2] == "instr"]
    if _FIELD.search("".join(told)) or any(_FIELD.search(text) for text in told):
        raise Unfit("calls-home")


def _types(tree: Element) -> bytes:
    rows = [
        (element.tag.rpartition("}")[2], element.attrib)
        for element in tree
        if not _TELLS.search(element.get("PartName", "").lstrip("/"))
    ]
    return _written("Types", _TYPES, rows)


def _relations(tree: Element) -> bytes:
    """Links to the web stay, as nothing loads them by itself; other things from outside do not."""
    rows = []
    for element in tree:
        given = dict(element.attrib)
        target = given.get("Target", "")
        if given.get("TargetMode", "").lower() == "external":
            if not given.get("Type", "").endswith("/hyperlink"):
                raise Unfit("calls-home")
            given["Target"] = target if _WEB.match(target) else "#"
        if not _TELLS.search(target.lstrip("/").removeprefix("../")) and "/people" not in given.get(
            "Type", ""
        ):
            rows.append(("Relationship", given))
    return _written("Relationships", _RELATIONS, rows)


def _written(root: str, namespace: str, rows: list[tuple[str, dict[str, str]]]) -> bytes:
    inside = "".join(
        f"<{tag}{''.join(f' {name}={quoteattr(value)}' for name, value in given.items())}/>"
        for tag, given in rows
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return f'{head}<{root} xmlns="{namespace}">{inside}</{root}>'.encode()
