"""Understanding a file of centres: its columns, each row, and what a row would do. Pure.

Nothing here writes. A row becomes a plan with messages; `actions.apply_import` carries plans out.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import urlsplit
from uuid import UUID

from network import guard
from network.centres import rules
from network.centres.models import Centre, CentreState
from network.kernel import languages, taxonomy, zones
from network.kernel.errors import Invalid
from network.kernel.i18n import _, lazy
from network.kernel.words import fold

MOST_ROWS = 5_000
LONGEST_CELL = 2_000
DUPLICATES = ("skip", "update", "fill")

FIELDS: dict[str, tuple[str, ...]] = {  # field of a centre: headings it is recognised by
    "name": ("name", "nom", "organisation", "organization", "centre", "center", "nombre"),
    "acronym": ("acronym", "sigle", "abbreviation", "sigla"),
    "town": ("city", "town", "ville", "ciudad"),
    "country": ("country_code", "country", "pays", "pais"),
    "region": ("region",),
    "zone": ("timezone", "time zone", "zone", "tz"),
    "website": ("website", "web", "url", "site"),
    "mailbox": ("mailbox", "email", "e-mail", "contact"),
    "languages": ("languages", "language", "langues", "idiomas"),
    "codes": ("expertise", "codes", "services", "themes"),
    "networks": ("network", "networks", "reseau"),
    "kind": ("kind", "type"),
}
KINDS = ("centre", "programme", "network")
Messages: TypeAlias = list[dict[str, Any]]
_INVISIBLE = re.compile("[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]")

_TEXTS = {
    "missing": lazy("%(field)s is missing."),
    "too_long": lazy("%(field)s is longer than %(value)s characters."),
    "unknown_country": lazy("“%(value)s” is not a country code such as KE."),
    "unknown_region": lazy("“%(value)s” is not one of the regions."),
    "unknown_zone": lazy("“%(value)s” is not a time zone such as Africa/Nairobi."),
    "unknown_code": lazy("“%(value)s” is not in the lists of expertise."),
    "unknown_language": lazy("“%(value)s” is not a language code such as fr."),
    "unknown_kind": lazy("“%(value)s” is not a kind: centre, programme or network."),
    "bad_website": lazy("“%(value)s” is not a web address."),
    "bad_mailbox": lazy("“%(value)s” is not an e-mail address."),
    "zone_from_country": lazy("No time zone given; %(value)s is taken from the country."),
    "incomplete": lazy("%(field)s is empty; the centre fills it in when it confirms."),
    "twice_in_file": lazy("The same centre stands in row %(value)s too."),
    "exists": lazy("This centre is here already."),
    "confirmed": lazy("The centre has confirmed its entry, so the file does not change it."),
    "invisible": lazy("There are invisible signs in this text. Type it again."),
    "client": lazy("%(field)s seems to hold client data."),
    "columns": lazy("The row has %(value)s cells, more than the heading."),
}
FIELD_NAMES = {
    "name": lazy("Name"),
    "acronym": lazy("Acronym"),
    "town": lazy("Town"),
    "country": lazy("Country"),
    "region": lazy("Region"),
    "zone": lazy("Time zone"),
    "website": lazy("Website"),
    "mailbox": lazy("Mailbox"),
    "languages": lazy("Languages"),
    "codes": lazy("Expertise"),
    "networks": lazy("Networks"),
    "kind": lazy("Kind"),
}
_LENGTHS = {"name": 200, "acronym": 40, "town": 80, "website": 200, "mailbox": 254, "networks": 120}
_FREE = {"networks"}  # fields in which anything may be written


@dataclass(slots=True)
class Plan:
    """What one row would do: add, update, fill, skip, or nothing because of an error."""

    number: int
    values: dict[str, Any]
    outcome: str = "add"
    messages: Messages = field(default_factory=list)
    centre_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A file as it was given; each row under the number that a spreadsheet shows beside it."""

    header: list[str]
    rows: dict[int, list[str]]


# reading -----------------------------------------------------------------------------------------


def read(content: bytes) -> Table:
    """Take a CSV file apart; raises Invalid with a sentence if it is not one."""
    text = _decode(content)
    if "\0" in text:
        raise Invalid(file=_("This is not a CSV file. Save the table as CSV and try again."))
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    try:
        lines = enumerate(csv.reader(io.StringIO(text), delimiter=delimiter), start=1)
        rows = {number: row for number, row in lines if any(row)}
    except csv.Error:
        raise Invalid(file=_("This file cannot be read as CSV.")) from None
    if len(rows) < 2:  # noqa: PLR2004
        raise Invalid(file=_("The file needs a heading and at least one row."))
    if len(rows) > MOST_ROWS + 1:
        raise Invalid(file=_("The file has more than %(n)s rows. Split it.", n=MOST_ROWS))
    if any(len(cell) > LONGEST_CELL for row in rows.values() for cell in row):
        raise Invalid(file=_("A cell is longer than %(n)s characters.", n=LONGEST_CELL))
    header = rows.pop(min(rows))
    return Table([cell.strip() for cell in header], rows)


def _decode(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid(file=_("The file's letters cannot be read. Save it as UTF-8."))


def header_key(header: Iterable[str]) -> str:
    """Recognises a kind of file by its columns."""
    return hashlib.sha256("|".join(fold(h) for h in header).encode()).hexdigest()


def guess_mapping(header: list[str]) -> dict[str, str]:
    """Which field each column seems to hold: column number to field; each field once."""
    mapping: dict[str, str] = {}
    for number, heading in enumerate(header):
        plain = fold(heading)
        for name, headings in FIELDS.items():
            if plain in {fold(h) for h in headings} and name not in mapping.values():
                mapping[str(number)] = name
                break
    return mapping


# planning ----------------------------------------------------------------------------------------


def plan(
    rows: Mapping[int, list[str]],
    columns: int,
    mapping: Mapping[str, str],
    existing: Iterable[Centre],
    duplicates: str,
) -> list[Plan]:
    """What each row of a file would do, by its number and in the file's order."""
    known: dict[str, list[Centre]] = {}
    for centre in existing:
        known.setdefault(centre.name_key, []).append(centre)
    seen: dict[tuple[str, str], int] = {}
    plans = []
    for number, cells in rows.items():
        one = _parse(number, cells, mapping)
        standing = _standing(one, known)
        _complete(one, standing)
        if len(cells) > columns and any(cells[columns:]):
            _note(one, "error", "columns", value=len(cells))
        _find_duplicate(one, standing, seen, duplicates)
        plans.append(one)
    return plans


def named(rows: Iterable[list[str]], mapping: Mapping[str, str]) -> set[str]:
    """The folded names in a file, to look existing centres up by."""
    columns = [int(number) for number, name in mapping.items() if name == "name"]
    return {rules.name_key(row[c]) for row in rows for c in columns if c < len(row)}


def _standing(one: Plan, known: Mapping[str, list[Centre]]) -> Centre | None:
    """The centre a row is about, if it is here already."""
    name, country = rules.name_key(one.values.get("name", "")), one.values.get("country", "")
    same = (c for c in known.get(name, []) if not country or c.country in ("", country))
    return next(same, None)


def _find_duplicate(
    one: Plan, standing: Centre | None, seen: dict[tuple[str, str], int], duplicates: str
) -> None:
    name, country = rules.name_key(one.values.get("name", "")), one.values.get("country", "")
    if not name:
        return
    if (name, country) in seen:
        _note(one, "error", "twice_in_file", value=seen[name, country])
    seen.setdefault((name, country), one.number)
    if standing is None or one.outcome == "error":
        return
    one.centre_id = standing.id
    one.outcome = duplicates
    _note(one, "note", "exists")
    if standing.state is not CentreState.DRAFT:
        one.outcome = "skip"
        _note(one, "note", "confirmed")


def _parse(number: int, cells: list[str], mapping: Mapping[str, str]) -> Plan:
    given = {
        name: " ".join(cells[int(column)].split())
        for column, name in mapping.items()
        if int(column) < len(cells)
    }
    one = Plan(number, {})
    for name, text in given.items():
        if _INVISIBLE.search(text):
            _note(one, "error", "invisible")
        one.values[name] = _PARSERS.get(name, _plain)(one, name, text)
    if not one.values.get("name"):
        _note(one, "error", "missing", field="name")
    return one


def _complete(one: Plan, standing: Centre | None) -> None:
    """Fill in what follows from the rest, and say what the centre will have to add."""

    def has(name: str) -> bool:
        return bool(one.values.get(name) or getattr(standing, name, ""))

    if not has("zone") and (found := zones.zones_of(one.values.get("country", ""))):
        one.values["zone"] = found[0]
        _note(one, "note", "zone_from_country", value=found[0])
    for name in ("country", "region", "zone"):
        if not has(name):
            _note(one, "note", "incomplete", field=name)


def _note(one: Plan, level: str, code: str, **values: Any) -> None:
    one.messages.append({"level": level, "code": code, **values})
    if level == "error":
        one.outcome = "error"


def _plain(one: Plan, name: str, text: str) -> str:
    limit = _LENGTHS[name]
    if len(text) > limit:
        _note(one, "error", "too_long", field=name, value=limit)
    if name in _FREE and guard.check(text[:limit]).verdict is guard.Verdict.BLOCK:
        _note(one, "error", "client", field=name)
    return text[:limit]


def _country(one: Plan, name: str, text: str) -> str:
    del name
    if text and text.upper() not in zones.country_codes():
        _note(one, "error", "unknown_country", value=text)
    return text.upper()[:2]


def _region(one: Plan, name: str, text: str) -> str:
    del name
    if text and text.upper() not in taxonomy.codes("regions"):
        _note(one, "error", "unknown_region", value=text)
    return text.upper()[:10]


def _zone(one: Plan, name: str, text: str) -> str:
    del name
    if text and not zones.is_zone(text):
        _note(one, "error", "unknown_zone", value=text[:64])
    return text[:64]


def _website(one: Plan, name: str, text: str) -> str:
    if text and not is_web_address(text):
        _note(one, "error", "bad_website", value=text[:80])
    return _plain(one, name, text)


def _mailbox(one: Plan, name: str, text: str) -> str:
    if text and not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+", text):
        _note(one, "error", "bad_mailbox", value=text[:80])
    return _plain(one, name, text)


def _kind(one: Plan, name: str, text: str) -> str:
    del name
    if text and text.lower() not in KINDS:
        _note(one, "error", "unknown_kind", value=text[:40])
    return text.lower()[:20]


def _languages(one: Plan, name: str, text: str) -> list[str]:
    del name
    found = list(dict.fromkeys(part.lower() for part in _parts(text)))
    for code in found:
        if not languages.is_language(code):
            _note(one, "error", "unknown_language", value=code[:40])
    return found


def _codes(one: Plan, name: str, text: str) -> list[str]:
    del name
    found = list(dict.fromkeys(taxonomy.current(part.upper()) for part in _parts(text)))
    known = taxonomy.codes(*rules.CODE_FIELDS)
    for code in found:
        if code not in known:
            _note(one, "error", "unknown_code", value=code[:40])
    return found


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;,|]", text) if part.strip()]


def is_web_address(text: str) -> bool:
    """Whether a text is an http or https address that can be linked without harm."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    plain = not re.search(r"[\s<>\"'\\]", text)
    return plain and parts.scheme in {"http", "https"} and bool(parts.hostname)


_PARSERS = {
    "country": _country,
    "region": _region,
    "zone": _zone,
    "website": _website,
    "mailbox": _mailbox,
    "kind": _kind,
    "languages": _languages,
    "codes": _codes,
}


# telling -----------------------------------------------------------------------------------------


def explain(message: Mapping[str, Any]) -> str:
    """A stored message as a sentence in the reader's language."""
    text = str(_TEXTS[message["code"]])
    values = {k: v for k, v in message.items() if k not in ("level", "code")}
    if "field" in values:
        values["field"] = str(FIELD_NAMES[values["field"]])
    return text % values if values else text


def count(plans: Iterable[Plan]) -> dict[str, int]:
    """How many rows would do what."""
    counts = dict.fromkeys(("add", "update", "fill", "skip", "error"), 0)
    for one in plans:
        counts[one.outcome] += 1
    return counts
