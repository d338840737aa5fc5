"""What is known about the conditions of an exchange, before somebody says whether they are met."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from network.exchanges.rules import selection
from network.exchanges.rules.selection import MONTHS_IN_POST, MONTHS_IN_SMALL, Gate
from network.kernel import languages

IS_SMALL = "is_small"  # kept beside the gates: the home coordinator says so


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What tables say; `hosts` are the languages of each ranked host, as far as it names any."""

    today: date
    in_post_since: date | None = None
    is_small: bool = False
    languages: Mapping[str, str] = field(default_factory=dict)
    hosts: tuple[Mapping[str, str], ...] = ()
    has_interpreter: bool = False
    consents: Mapping[str, Any] = field(default_factory=dict)
    rating: str = ""


def held(known: Known) -> dict[Gate, bool | None]:
    """Whether each condition is met; None where only the home coordinator can know."""
    return {
        Gate.TIME_IN_POST: _is_long_in_post(known),
        Gate.EMPLOYER: known.consents.get("line_manager") is True,
        Gate.LANGUAGE: _has_language(known),
        Gate.SAFEGUARDING: known.consents.get("safeguarding") is True,
        Gate.CONFIDENTIALITY: known.consents.get("confidentiality") is True,
        Gate.SAFETY: known.rating != "red" if known.rating else None,
        Gate.CONFLICT: None,
    }


def contradicted(known: Known) -> list[Gate]:
    """The conditions that are known not to be met, whatever anybody says."""
    return [gate for gate, is_held in held(known).items() if is_held is False]


def months_in_post(known: Known) -> int | None:
    """Whole months since somebody came to their post, if they said when."""
    if known.in_post_since is None:
        return None
    return max(0, selection.month_count(known.in_post_since, known.today))


def shared_languages(known: Known) -> list[str]:
    """The languages that the visitor and one of the hosts speak well enough."""
    return sorted(
        {code for host in known.hosts for code in languages.shared(known.languages, host)}
    )


def _is_long_in_post(known: Known) -> bool | None:
    months = months_in_post(known)
    least = MONTHS_IN_SMALL if known.is_small else MONTHS_IN_POST
    return None if months is None else months >= least


def _has_language(known: Known) -> bool | None:
    if known.has_interpreter or shared_languages(known):
        return True
    return False if any(known.hosts) and known.languages else None
