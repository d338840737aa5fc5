"""Search: how good on the judged set, how fast beside the bare engine, how large, how soon."""

import os
import random
import re
import tempfile
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from statistics import mean
from typing import Any

from bench.report import Report
from network.adapters import search
from network.adapters.search import Entry, asking, expressions, lexicon, sqlite
from network.app import configure
from network.db import connection, transaction
from network.db.migrate import migrate
from network.db.setup import close_database, open_database
from network.kernel.ids import uuid7
from network.settings import Settings
from network.site.search import snippet
from network.web.templating import marked
from tests.search import judged

_ITEMS = int(os.environ.get("BENCH_ITEMS", "100000"))
_AT_ONCE, _QUERIES, _ROUNDS = 1_000, 120, 2
_SENTENCE = re.compile(r"[^.!?؟\n]{20,}[.!?؟]")


async def measure(report: Report) -> None:
    """Everything about search, on SQLite."""
    with tempfile.TemporaryDirectory() as folder:
        await _in_database(Path(folder) / "judged.db", lambda _path: _quality(report))
        await _in_database(Path(folder) / "large.db", lambda path: _size(report, path))


async def _in_database(path: Path, run: Callable[[Path], Awaitable[None]]) -> None:
    settings = Settings(secret_key="x" * 64, database_url=f"sqlite://{path}", var_dir=path.parent)
    await migrate(settings)
    configure(settings)
    await open_database(settings)
    try:
        await run(path)
    finally:
        await close_database()


async def _quality(report: Report) -> None:
    await judged.store()
    by_language, by_part = defaultdict(list), defaultdict(list)
    for query in judged.queries():
        value = judged.ndcg(await judged.answer(query), query.relevant)
        by_language[query.base].append(value)
        by_part[query.part].append(value)
    every = [value for found in by_part.values() for value in found]
    report.add("search: 1 - nDCG@10, overall", 1 - mean(every), "", 0.15)
    report.add("search: 1 - nDCG@10, part nothing was tuned on", 1 - mean(by_part["D"]), "")
    for language, found in sorted(by_language.items()):
        report.add(f"search: 1 - nDCG@10, {language}", 1 - mean(found), "", 0.25)


async def _size(report: Report, path: Path) -> None:
    before, began, written = _length(path), time.perf_counter(), 0
    for entries in _entries():
        written += sum(_bytes(entry) for entry in entries)
        await search.put_all(entries)
    await search.tidy()
    took = time.perf_counter() - began
    await connection().execute_query("PRAGMA wal_checkpoint(TRUNCATE)")
    report.add("search: index beside its text", (_length(path) - before) / written, "times", 2)
    report.add("search: ms to store one item", took / _ITEMS * 1_000, "ms", 1)
    await _publishing(report)
    await _asking(report)


async def _publishing(report: Report) -> None:
    """From storing one more item to finding it."""
    began = time.perf_counter()
    entry = judged.entries(judged.items()[:1])[0]
    async with transaction():
        await search.put(entry.kind, entry.object_id, entry.owner_id, entry.documents)
    await _whole("narrative exposure", "en")
    report.add("search: published until found", time.perf_counter() - began, "s", 1)


async def _asking(report: Report) -> None:
    ours: list[float] = []
    bare: list[float] = []
    busy: list[float] = []
    for _ in range(_ROUNDS):
        for query in judged.queries()[:_QUERIES]:
            expression = await _expression(query.text)
            bare.append(await _timed(lambda e=expression: _bare(e)))  # type: ignore[misc]
            began = time.process_time()
            ours.append(await _timed(lambda q=query: _whole(q.text, q.language)))  # type: ignore[misc]
            busy.append((time.process_time() - began) * 1_000)
    report.add("search: p50", _at(ours, 0.5), "ms")
    report.add("search: p99", _at(ours, 0.99), "ms", 120)
    report.add("search: p99 of processor time", _at(busy, 0.99), "ms")
    report.add("search: p99 of the bare engine", _at(bare, 0.99), "ms")
    report.add("search: beside the bare engine", _at(ours, 0.99) / _at(bare, 0.99), "times", 3)


async def _whole(query: str, language: str) -> None:
    """With permissions, facets, titles and snippets of a page, as the search page asks."""
    asked = search.Asked(
        query=query,
        audiences=[search.PUBLIC, search.MEMBERS, "o1", "c1", "c2"],
        kinds=["knowledge", "listing", "centre"],
        prefers=[language],
    )
    result = await search.search(asked)
    texts = await search.texts([one.id for one in result.found[:20]])
    for one in result.found[:20]:
        text = texts[one.id]
        marked(text.title, one.forms, one.language, around=len(text.title))
        snippet(one, text)


async def _expression(query: str) -> str:
    """The same words for the engine alone."""
    read = asking.read(query)
    known = await lexicon.look_up(read)
    asked = search.Asked(query=query, audiences=["members"], kinds=["knowledge"])
    question = search.understood(asked, read, known)
    grammar = sqlite.Grammar()
    return grammar.every([expressions.anywhere(c, grammar) for c in question.clauses])


async def _bare(expression: str) -> Any:
    return await connection().execute_query(
        "SELECT rowid FROM search_index WHERE search_index MATCH ? ORDER BY bm25(search_index)"
        " LIMIT 20",
        [expression],
    )


async def _timed(run: Callable[[], Awaitable[Any]]) -> float:
    began = time.perf_counter()
    await run()
    return (time.perf_counter() - began) * 1_000


def _at(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


def _entries() -> Iterator[list[Entry]]:
    """Items put together from the sentences of the judged ones, in all their languages."""
    chance = random.Random(7)
    rows = judged.items()
    sentences: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        sentences[row["lang"]] += _SENTENCE.findall(row["body"])
    for _ in range(_ITEMS // _AT_ONCE):
        made = [_mixed(chance.choice(rows), sentences, chance) for _ in range(_AT_ONCE)]
        entries = judged.entries(made)
        yield [Entry(e.kind, uuid7(), e.owner_id, e.documents) for e in entries]


def _mixed(
    row: dict[str, Any], sentences: dict[str, list[str]], chance: random.Random
) -> dict[str, Any]:
    body = " ".join(chance.choice(sentences[row["lang"]]) for _ in range(8))
    title = chance.choice(sentences[row["lang"]])[:70]
    return {**row, "title": title, "body": body, "year": chance.randint(2010, 2026)}


def _bytes(entry: Entry) -> int:
    texts = (text for d in entry.documents for text in (d.title, d.summary, d.body))
    return sum(len(text.encode()) for text in texts)


def _length(path: Path) -> int:
    return path.stat().st_size
