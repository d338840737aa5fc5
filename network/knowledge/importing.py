"""Lines of a file of knowledge items: what each says, and what is wrong with it. Pure.

One JSON object a line (docs/import-knowledge.md): `external_id, lang, kind, title, summary, body`
in Markdown, `topics, year, centre, translation_of`.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, BinaryIO

from network import guard
from network.kernel import languages, taxonomy
from network.web.markdown import MOST_CHARACTERS

LONGEST_LINE = 1_000_000
_LONGEST = {"external_id": 120, "title": 200, "summary": 2_000, "body": MOST_CHARACTERS}
_ONE_LINE = ("external_id", "title")
_TEXTS = ("external_id", "lang", "kind", "title", "summary", "body", "centre", "translation_of")
_NEEDED = ("external_id", "lang", "kind", "title", "body")
_FIELDS = {*_TEXTS, "topics", "year"}
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\ud800-\udfff]")
_SCRIPTS = ("Latn", "Cyrl", "Arab")
_LANGUAGE = re.compile(rf"([a-z]{{2,3}})(?:-(?:{'|'.join(_SCRIPTS)}))?")
_FIRST_YEAR = 1900
_MOST_TOPICS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One item of the file; `topics` are codes of taxonomies, `centre` a name or short name."""

    number: int
    external_id: str
    lang: str
    kind: str
    title: str
    summary: str
    body: str
    topics: tuple[str, ...]
    year: int
    centre: str
    translation_of: str
    doubts: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Recognises the same content again."""
        said = [self.lang, self.kind, self.title, self.summary, self.body, self.year, *self.topics]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that cannot be brought in, and why."""

    number: int
    external_id: str
    problems: tuple[str, ...]


def rows(file: BinaryIO, today: date) -> Iterator[Row | Broken]:
    """Every line that is not empty, read one at a time however long the file is."""
    seen: set[str] = set()
    for number, line in enumerate(_lines(file), 1):
        if line is None:
            yield Broken(number, "", ("The line is longer than a million bytes.",))
        elif line.strip():
            row = read(number, line, today)
            if row.external_id and row.external_id in seen:
                row = Broken(number, row.external_id, ("This external_id came before.",))
            seen.add(row.external_id)
            yield row


def _lines(file: BinaryIO) -> Iterator[bytes | None]:
    """Lines without their ends; None for one that is too long, which is skipped to its end."""
    while line := file.readline(LONGEST_LINE + 1):
        if len(line) <= LONGEST_LINE:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(LONGEST_LINE)
        yield None


def read(number: int, line: bytes, today: date) -> Row | Broken:
    """One line; every problem of it at once."""
    try:
        given = json.loads(line.decode("utf-8-sig" if number == 1 else "utf-8"))
    except (ValueError, RecursionError):
        return Broken(number, "", ("This is not a JSON object in UTF-8.",))
    if not isinstance(given, dict):
        return Broken(number, "", ("This is not a JSON object in UTF-8.",))
    given = _plain(given)
    name = given.get("external_id")
    known = name if isinstance(name, str) and len(name) <= _LONGEST["external_id"] else ""
    problems = [*_shapes(given)] or [*_contents(given, today)]
    if problems:
        return Broken(number, known, tuple(problems))
    return _row(number, given, today)


def _plain(given: Mapping[str, Any]) -> dict[str, Any]:
    """The same with null as if it were not there, and what can be meant in one way only."""
    found = {name: value for name, value in given.items() if value is not None}
    if isinstance(found.get("kind"), str):
        found["kind"] = _kind(found["kind"])
    if isinstance(found.get("lang"), str):
        found["lang"] = _tag(found["lang"])
    year = found.get("year")
    if isinstance(year, str) and re.fullmatch(r"\s*([0-9]{4})?\s*", year):
        found["year"] = int(year.strip() or 0)
    return found


def _kind(text: str) -> str:
    """A kind by its code, its name, or a word that only one of them has in English: guideline."""
    code = _coded(text)
    if taxonomy.taxonomy_of(code):
        return code
    word = text.strip().casefold()
    terms = taxonomy.terms("knowledge_types")
    fitting = [t.code for t in terms if word in re.findall(r"\w+", t.english.casefold())]
    return fitting[0] if len(fitting) == 1 else code


def _coded(text: str) -> str:
    """A code written in small letters, or by its name in one of the network's languages."""
    key = " ".join(text.split()).casefold()
    return _codes().get(key, text.strip())


@cache
def _codes() -> dict[str, str]:
    found: dict[str, str] = {}
    for name in taxonomy.taxonomies():
        for term in taxonomy.terms(name):
            labels = taxonomy.label_in_every_language(term.code)
            found |= {written.casefold(): term.code for written in (term.code, *labels)}
    return found


def _tag(text: str) -> str:
    """A language tag without its country: en-GB is en."""
    parts = re.split("[-_]", text.strip())
    script = next((part.title() for part in parts[1:] if part.title() in _SCRIPTS), "")
    return "-".join(filter(None, (parts[0].lower(), script)))


def _shapes(given: Mapping[str, Any]) -> Iterator[str]:
    """What is of the wrong type."""
    for name in _TEXTS:
        if not isinstance(given.get(name, ""), str):
            yield f"{name} has to be text."
    topics = given.get("topics", [])
    if not isinstance(topics, list) or not all(isinstance(code, str) for code in topics):
        yield "topics has to be a list of codes."
    year = given.get("year", 0)
    if isinstance(year, bool) or not isinstance(year, int):
        yield "year has to be a number."


def _contents(given: Mapping[str, Any], today: date) -> Iterator[str]:
    """What is missing, too long, unknown, or unseen."""
    for name in _NEEDED:
        if not given.get(name, "").strip():
            yield f"{name} is missing."
    yield from _lengths(given)
    if not _is_language(given.get("lang", "")):
        yield f"lang {given.get('lang', '')[:12]!r} is no language of the network."
    if taxonomy.taxonomy_of(given.get("kind", "")) != "knowledge_types":
        yield f"kind {given.get('kind', '')[:20]!r} is no code of knowledge_types.csv."
    yield from _bounds(given, today)
    if given.get("translation_of") and given["translation_of"] == given.get("external_id"):
        yield "An item cannot be a translation of itself."


def _bounds(given: Mapping[str, Any], today: date) -> Iterator[str]:
    if len(given.get("topics", [])) > _MOST_TOPICS:
        yield f"There are more than {_MOST_TOPICS} topics."
    if given.get("year") and not _FIRST_YEAR <= given["year"] <= today.year + 1:
        yield f"year has to lie between {_FIRST_YEAR} and {today.year + 1}."


def _lengths(given: Mapping[str, Any]) -> Iterator[str]:
    for name in _TEXTS:
        text, longest = given.get(name, ""), _LONGEST.get(name, 200)
        if len(text) > longest:
            yield f"{name} has {len(text)} characters; the most is {longest}."
        elif _UNSEEN.search(text) or (name in _ONE_LINE and "\n" in text.strip()):
            yield f"{name} holds signs that cannot be seen, or more than one line."


def _left_out(given: Mapping[str, Any]) -> Iterator[str]:
    """What the portal has no place for; the rest of the line is sound."""
    for name in sorted(set(given) - _FIELDS)[:5]:
        yield f"There is no field {name[:40]!r}; it was left out."
    for topic in given.get("topics", []):
        if taxonomy.taxonomy_of(_coded(topic)) is None:
            yield f"Topic {topic[:40]!r} is in no taxonomy; it was left out."


def _is_language(code: str) -> bool:
    found = _LANGUAGE.fullmatch(code)
    return found is not None and languages.is_language(found[1])


def _row(number: int, given: Mapping[str, Any], today: date) -> Row | Broken:
    texts = {name: given.get(name, "").strip().replace("\r\n", "\n") for name in _TEXTS}
    topics = map(_coded, given.get("topics", []))
    known = [taxonomy.current(code) for code in topics if taxonomy.taxonomy_of(code)]
    row = Row(
        number=number,
        **texts,
        topics=tuple(dict.fromkeys(known)),
        year=given.get("year") or 0,
    )
    whole = f"{row.title}\n{row.summary}\n{row.body}"
    found = guard.check(whole, row.lang, today)
    told = tuple(str(guard.SENTENCES[reason]) for reason in found.reasons)
    if found.verdict is guard.Verdict.BLOCK:
        return Broken(number, row.external_id, ("It could point to a client.", *told))
    return replace(row, doubts=(*told, *_left_out(given)))


def originals_first(found: Iterable[Row]) -> list[Row]:
    """The same rows so that an original stands before its translations."""
    return sorted(found, key=lambda row: (bool(row.translation_of), row.number))
