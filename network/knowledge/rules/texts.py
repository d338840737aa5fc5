"""What a text needs before others read it, and the fields that only some kinds have."""

from collections.abc import Mapping
from typing import Any

from network.kernel import languages, taxonomy
from network.kernel.i18n import _
from network.knowledge.models import SafetyLevel, Version

ADAPTATION, RESEARCH, LINK, LEGAL = "KT-ADAP", "KT-RES", "KT-LINK", "KT-LEGAL"
SERBIAN = ("sr-Latn", "sr-Cyrl")
DETAILS = {
    ADAPTATION: ("from_method", "from_item", "context", "changed", "failed"),
    RESEARCH: ("design", "ethics", "availability", "partners", "doi"),
    LINK: ("url",),
    LEGAL: ("reference",),
}
IN_WORDS = ("context", "changed", "failed", "design", "ethics", "availability", "partners")
TOPIC_LISTS = ("themes", "approaches", "client_groups", "services", "disciplines")
TEXT_FIELDS = ("title", "summary", "body", "sources", "authors")
LONGEST_BODY = 100_000


def is_kind(code: str) -> bool:
    return code in taxonomy.codes("knowledge_types")


def is_topic(code: str) -> bool:
    return taxonomy.taxonomy_of(code) in TOPIC_LISTS


def is_language(code: str) -> bool:
    """Languages of the network; Serbian also by its script."""
    return languages.is_language(code) or code in SERBIAN


def details_of(kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Of what was given, what this kind has."""
    return {name: given[name] for name in DETAILS.get(kind, ()) if given.get(name)}


def shared_details(given: Mapping[str, Any]) -> dict[str, Any]:
    """Of an original's details what is the same in every language."""
    return {name: value for name, value in given.items() if name not in IN_WORDS}


def missing(version: Version) -> dict[str, str]:
    """What is still to be filled in before a text goes to review, by field."""
    found = {name: _("Fill this in.") for name in _needed(version) if not getattr(version, name)}
    if version.source_number is None and not version.topics:
        found["topics"] = _("Choose at least one subject, so that others find it.")
    return found | _missing_details(version)


def _needed(version: Version) -> tuple[str, ...]:
    if version.source_number is not None:
        return ("title", "summary", "body")
    body = () if version.kind == LINK else ("body",)
    return ("title", "summary", *body, "sources")


def _missing_details(version: Version) -> dict[str, str]:
    told = version.details
    found: dict[str, str] = {}
    if version.kind == ADAPTATION:
        found |= {n: _("Fill this in.") for n in ("changed", "failed") if not told.get(n)}
    return found if version.source_number is not None else found | _missing_of_original(version)


def _missing_of_original(version: Version) -> dict[str, str]:
    told = version.details
    is_based = told.get("from_method") or told.get("from_item")
    if version.kind == ADAPTATION and not is_based:
        return {"from_method": _("Say which method was adapted.")}
    if version.kind == LINK and not told.get("url"):
        return {"url": _("Fill this in.")}
    if version.kind == RESEARCH and _lacks_ethics(version):
        return {"ethics": _("Public research needs a word on its ethics approval.")}
    return {}


def _lacks_ethics(version: Version) -> bool:
    """Research without an ethics statement stays with members (domain reference, D8)."""
    return version.level is SafetyLevel.PUBLIC and not version.details.get("ethics")
