"""Passphrases: which are taken, how they are stored, and that a wrong one costs as much."""

import time

import pytest

from network.kernel.errors import Invalid
from network.people import passphrases

pytestmark = pytest.mark.anyio

ABOUT = ["Amal Haddad", "amal.haddad@example.org", "Cedar House"]
GOOD = "every third heron sings before breakfast"


async def verdict(passphrase: str, *, second_factor: bool = False) -> str:
    try:
        await passphrases.check(passphrase, second_factor=second_factor, about=ABOUT)
    except Invalid as error:
        return error.fields["passphrase"].split()[2]
    return "taken"


@pytest.mark.parametrize(
    "passphrase",
    [
        GOOD,
        "نافذة مطلة على نهر بعيد وهادئ",
        "der siebte Reiher trinkt keinen Kaffee",
        "k9#vX2!pQ7zLm4w",
        "  leading and trailing blanks of herons  ",
        "🦢🏔️ seven swans over a hill 🏔️🦢",
    ],
)
async def test_any_sentence_only_its_owner_would_think_of_is_taken(passphrase: str) -> None:
    assert await verdict(passphrase) == "taken"


@pytest.mark.parametrize(
    "passphrase",
    [
        "passwordpassword",
        "password password",
        "123456789012345",
        "qwertyuiopasdfghjkl",
        "aaaaaaaaaaaaaaaaaaaa",
        "correct horse battery staple",
        "Correct Horse Battery Staple 1!",
        "Amal Haddad 2026",
        "amal.haddad@example.org",
        "cedar house cedar house",
        "iloveyouiloveyou",
    ],
)
async def test_what_others_would_try_first_is_refused(passphrase: str) -> None:
    with pytest.raises(Invalid) as refused:
        await passphrases.check(passphrase, second_factor=False, about=ABOUT)

    assert list(refused.value.fields) == ["passphrase"]
    assert "easy to guess" in refused.value.fields["passphrase"]


@pytest.mark.parametrize(
    ("passphrase", "second_factor", "words"),
    [
        ("k9#vX2!pQ7zLm4", False, "at least 15 characters"),
        ("k9#vX2!", True, "at least 8 characters"),
        ("", False, "at least 15 characters"),
        (GOOD * 6, False, "at most 200 characters"),
    ],
)
async def test_the_length_is_told_when_it_is_wrong(
    passphrase: str, second_factor: bool, words: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await passphrases.check(passphrase, second_factor=second_factor, about=ABOUT)

    assert words in refused.value.fields["passphrase"]


async def test_with_a_second_factor_eight_characters_may_do(db: object) -> None:
    del db

    assert await verdict("k9#vX2!p", second_factor=True) == "taken"


async def test_two_hundred_characters_are_taken_unaltered() -> None:
    long = (GOOD * 5)[:200]

    stored = await passphrases.hashed(long)

    assert await verdict(long) == "taken"
    assert await passphrases.matches(stored, long)
    assert not await passphrases.matches(stored, long[:199])


async def test_blanks_case_and_accents_count() -> None:
    stored = await passphrases.hashed(" Élan of herons ")

    tried = ["Élan of herons", " élan of herons ", " Elan of herons ", " Élan of herons "]

    assert [await passphrases.matches(stored, text) for text in tried] == [False] * 3 + [True]


async def test_a_passphrase_is_stored_with_argon2id_and_its_own_salt() -> None:
    first, second = [await passphrases.hashed(GOOD) for _ in range(2)]

    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert first != second
    assert len(first) <= 200


@pytest.mark.parametrize("stored", ["", "nonsense", "$argon2id$broken"])
async def test_nothing_matches_where_nothing_is_stored(stored: str) -> None:
    assert not await passphrases.matches(stored, "")
    assert not await passphrases.matches(stored, GOOD)


async def test_a_wrong_passphrase_costs_as_much_as_an_account_that_does_not_exist() -> None:
    stored = await passphrases.hashed(GOOD)
    await passphrases.matches("", "warming up")

    known, unknown = [min([await _cost(kept) for _ in range(7)]) for kept in (stored, "")]

    assert max(known, unknown) < 2 * min(known, unknown)


async def _cost(stored: str) -> float:
    began = time.perf_counter()
    await passphrases.matches(stored, "a wrong one")
    return time.perf_counter() - began
