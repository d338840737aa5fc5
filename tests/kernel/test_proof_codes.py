"""Codes on certificates: only the portal makes them, and each for one purpose."""

from uuid import uuid4

import pytest

from network.kernel import keys, proof_codes
from tests.databases import SECRET

KEY = uuid4()


@pytest.fixture(autouse=True)
def _secret() -> None:
    keys.use_secret(SECRET)


def test_what_a_certificate_proves_is_found_by_its_code_however_it_was_typed() -> None:
    code = proof_codes.code_of("visit", KEY)

    assert proof_codes.key_behind("visit", code.lower().replace("-", " ")) == KEY


def test_no_other_code_and_no_other_purpose_proves_anything() -> None:
    code = proof_codes.code_of("visit", KEY)
    other = code[:-1] + ("A" if code[-1] != "A" else "B")

    for typed in (other, code[:-8], "no code", ""):
        assert proof_codes.key_behind("visit", typed) is None
    assert proof_codes.key_behind("workshop", code) is None
