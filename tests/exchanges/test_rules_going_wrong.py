"""When it goes otherwise: what notices say of it, and when somebody has to hurry."""

import re
from datetime import date

import pytest

from network.exchanges.rules import going_wrong
from network.notifications import phrases

TELLING = re.compile(
    r"safe|danger|risk|visa|ill|health|famil|refus|declin|withdr|cancel|arriv|tortur|why|reason",
    re.IGNORECASE,
)


@pytest.mark.parametrize(
    "kind",
    [
        "ask_next",
        "run_out",
        "lapse",
        "lapse_host",
        "host_withdraws",
        "host_withdraws_mentor",
        "go_virtual",
        "postpone",
        "cancel",
        "replace",
        "end_early",
        "expire",
        "other_days",
        "change_days",
    ],
)
def test_no_notice_says_or_hints_why(kind: str) -> None:
    words = phrases.phrase(f"visit_{kind}")

    assert not TELLING.search(re.sub(r"\bwill\b", "", words)), words


@pytest.mark.parametrize(("starts_on", "is_urgent"), [(14, True), (15, False)])
def test_a_host_that_withdraws_shortly_before_the_first_day_makes_it_urgent(
    starts_on: int, is_urgent: bool
) -> None:
    found = going_wrong.is_shortly_before(date(2027, 4, starts_on), date(2027, 4, 1))

    assert found is is_urgent
