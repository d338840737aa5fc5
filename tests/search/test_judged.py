"""The judged set on whichever engine runs: good answers, and the same ones in the same order."""

import json
from collections import defaultdict
from pathlib import Path
from statistics import mean

import pytest

from network.settings import Settings
from tests.search import judged

pytestmark = pytest.mark.anyio

_EXPECTED = Path(judged.__file__).parent / "expected.json"
_OVERALL, _EACH = 0.85, 0.75


async def test_what_colleagues_ask_is_answered_well_in_every_language(db: Settings) -> None:
    await judged.store()

    reached = defaultdict(list)
    for query in judged.queries():
        reached[query.base].append(judged.ndcg(await judged.answer(query), query.relevant))

    assert mean(value for values in reached.values() for value in values) >= _OVERALL
    assert {lang: mean(found) for lang, found in reached.items() if mean(found) < _EACH} == {}


async def test_both_engines_find_the_same_in_the_same_order(db: Settings) -> None:
    await judged.store()

    found = {query.id: (await judged.answer(query))[: judged.TOP] for query in judged.queries()}

    assert found == json.loads(_EXPECTED.read_text(encoding="utf-8"))
