"""What a centre says about itself is found in each language it says it in."""

from collections.abc import Mapping

import pytest

from network.adapters import search
from network.centres.actions import profile
from network.kernel.actor import SYSTEM
from tests.factories import make_centre

pytestmark = pytest.mark.anyio

TEXTS = {
    "en": "We run a garden for families.",
    "fr": "Nous accueillons les familles des chevaux disparus.",
    "ar": "نرافق العائلات في المستشفيات.",
}


@pytest.mark.parametrize(
    ("query", "language"),
    [("gardens", "en"), ("cheval", "fr"), ("accueillir", "fr"), ("مستشفى", "ar")],
)
async def test_each_text_is_indexed_and_quoted_in_its_own_language(
    query: str, language: str, db: object
) -> None:
    centre = await make_centre(name="Harbour House")
    for code, text in TEXTS.items():
        await profile.write_text(SYSTEM, centre, code, text)

    answer = await search.find(query, [search.MEMBERS], ("centre",))

    assert [(h.object_id, h.language, h.body) for h in answer.hits] == [
        (centre.id, language, TEXTS[language])
    ]


@pytest.mark.parametrize("texts", [TEXTS, {}])
async def test_a_centre_is_found_once_by_name_whatever_it_says(
    texts: Mapping[str, str], db: object
) -> None:
    centre = await make_centre(name="Harbour House", texts=dict(texts))

    answer = await search.find("harbour", [search.MEMBERS], ("centre",))

    assert [hit.object_id for hit in answer.hits] == [centre.id]
