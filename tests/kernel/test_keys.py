"""Sealing and signing: only the same secret and the same purpose read it again."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.kernel import keys
from tests.databases import SECRET

OTHER = "another secret, another secret, another secret"


@pytest.fixture(autouse=True)
def _secret() -> Iterator[None]:
    keys.use_secret(SECRET)
    yield
    keys.use_secret(SECRET)


@given(st.text())
def test_a_sealed_text_comes_back_and_cannot_be_read_before(text: str) -> None:
    keys.use_secret(SECRET)

    sealed = keys.seal("mail", text)

    assert keys.unseal("mail", sealed) == text
    assert len(text) < 4 or text not in sealed


def test_a_text_is_sealed_differently_each_time() -> None:
    assert keys.seal("mail", "the same") != keys.seal("mail", "the same")


def test_another_secret_or_another_purpose_unseals_nothing() -> None:
    sealed = keys.seal("mail", "words")

    under_another_purpose = keys.unseal("totp", sealed)
    keys.use_secret(OTHER)
    under_another_secret = keys.unseal("mail", sealed)

    assert (under_another_purpose, under_another_secret) == (None, None)


@pytest.mark.parametrize("broken", ["", "x", "gAAAA", "é", "\0", "gAAAAA" + "A" * 200])
def test_what_was_never_sealed_unseals_to_nothing(broken: str) -> None:
    assert keys.unseal("mail", broken) is None


def test_a_changed_seal_is_refused() -> None:
    sealed = keys.seal("mail", "words")
    changed = sealed[:30] + ("A" if sealed[30] != "A" else "B") + sealed[31:]

    assert keys.unseal("mail", changed) is None


def test_a_signed_value_comes_back_with_its_kind() -> None:
    value = ["3f1c", "matches", 7]

    assert keys.unsign("unsubscribe", keys.sign("unsubscribe", value)) == value


def test_another_secret_purpose_or_hand_signs_nothing() -> None:
    signed = keys.sign("flash", "done")

    found = [keys.unsign("unsubscribe", signed), keys.unsign("flash", signed + "A")]
    keys.use_secret(OTHER)
    found.append(keys.unsign("flash", signed))

    assert found == [None, None, None]


def test_a_signature_may_run_out() -> None:
    assert keys.unsign("flash", keys.sign("flash", "done"), max_age=-1) is None


def test_every_purpose_has_a_key_of_its_own() -> None:
    purposes = ["links", "mail", "totp", "forms", "fingerprint", "enrol", "flash", "unsubscribe"]

    assert len({keys.key(purpose) for purpose in purposes}) == len(purposes)


def test_without_a_secret_nothing_is_sealed_at_all() -> None:
    keys.use_secret("")

    with pytest.raises(RuntimeError):
        keys.seal("mail", "words")
