"""Keys that sort by time, tokens nobody guesses, and what is kept of them."""

import base64
import time
from itertools import pairwise

from network.kernel.ids import derive_token, hash_token, new_token, same, uuid7


def test_keys_sort_by_the_time_they_were_made() -> None:
    keys = []
    for _ in range(20):
        keys.append(uuid7())
        time.sleep(0.002)

    assert keys == sorted(keys)
    assert [str(key) for key in keys] == sorted(str(key) for key in keys)


def test_a_key_is_a_version_7_uuid_with_the_milliseconds_of_its_time() -> None:
    before = time.time_ns() // 1_000_000
    key = uuid7()
    after = time.time_ns() // 1_000_000

    assert (key.version, key.variant) == (7, "specified in RFC 4122")
    assert before <= key.int >> 80 <= after


def test_keys_made_at_once_are_all_different() -> None:
    assert len({uuid7() for _ in range(10_000)}) == 10_000


def test_a_token_has_256_bits_and_no_sign_that_an_address_changes() -> None:
    tokens = [new_token() for _ in range(200)]

    sizes = {len(base64.urlsafe_b64decode(token + "=")) for token in tokens}
    assert sizes == {32}
    assert len(set(tokens)) == 200
    assert set("".join(tokens)) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    )


def test_the_hash_of_a_token_is_stable_and_does_not_hold_it() -> None:
    token = new_token()

    assert hash_token(token) == hash_token(token)
    assert len(hash_token(token)) == 64
    assert token not in hash_token(token)


def test_a_token_that_is_no_text_still_has_a_hash() -> None:
    assert len(hash_token("\ud800")) == 64


def test_a_derived_token_depends_on_key_purpose_and_nonce() -> None:
    given = [("key", "reset", "1"), ("other", "reset", "1"), ("key", "invitation", "1")]
    given.append(("key", "reset", "2"))

    tokens = [derive_token(*one) for one in given]

    assert len(set(tokens)) == 4
    assert derive_token(*given[0]) == tokens[0]
    assert {len(base64.urlsafe_b64decode(token + "=")) for token in tokens} == {32}


def test_secrets_are_compared_as_wholes() -> None:
    pairs = [("abc", "abc"), ("abc", "abd"), ("abc", "ab"), ("", ""), ("é", "é"), ("\ud800", "x")]

    assert [same(a, b) for a, b in pairs] == [True, False, False, True, True, False]


def test_neighbours_in_time_share_no_random_part() -> None:
    parts = [uuid7().int & ((1 << 62) - 1) for _ in range(100)]

    assert all(a != b for a, b in pairwise(parts))
