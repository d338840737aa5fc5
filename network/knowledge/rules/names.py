"""Words for states, levels, reasons and results."""

from network.kernel import taxonomy
from network.kernel.i18n import lazy
from network.knowledge.models import (
    Act,
    Interest,
    ItemState,
    Result,
    SafetyLevel,
    Version,
    VersionState,
)

LEVELS = {
    SafetyLevel.PUBLIC: lazy("Public: everybody, also without an account"),
    SafetyLevel.MEMBERS: lazy("Members of the network"),
    SafetyLevel.NAMED: lazy("Only the centres and people named"),
    SafetyLevel.STRICT: lazy("Only the people named; nothing leaves this page"),
}
SHORT_LEVELS = {
    SafetyLevel.PUBLIC: lazy("Public"),
    SafetyLevel.MEMBERS: lazy("Members"),
    SafetyLevel.NAMED: lazy("Named centres and people"),
    SafetyLevel.STRICT: lazy("Named people only"),
}
VERSION_STATES = {
    VersionState.DRAFT: lazy("Draft"),
    VersionState.IN_REVIEW: lazy("In review"),
    VersionState.SAFETY_CHECK: lazy("In safety check"),
    VersionState.PUBLISHED: lazy("Published"),
    VersionState.REPLACED: lazy("Earlier version"),
    VersionState.DISCARDED: lazy("Discarded"),
}
ITEM_STATES = {
    ItemState.DRAFT: lazy("Not published yet"),
    ItemState.PUBLISHED: lazy("Published"),
    ItemState.SUPERSEDED: lazy("Replaced by another item"),
    ItemState.ARCHIVED: lazy("Archived"),
    ItemState.WITHDRAWN: lazy("Withdrawn"),
}
ACTS = {
    Act.CREATED: lazy("Draft begun"),
    Act.SUBMITTED: lazy("Sent to review"),
    Act.TAKEN_BACK: lazy("Taken back by the author"),
    Act.RETURNED: lazy("Returned to the author"),
    Act.REVIEWED: lazy("Review passed"),
    Act.PUBLISHED: lazy("Safety check passed, published"),
    Act.DISCARDED: lazy("Draft discarded"),
    Act.STILL_VALID: lazy("Found still valid"),
    Act.LEVEL_RAISED: lazy("Shown to fewer people"),
    Act.HELD: lazy("Held back"),
    Act.CLEARED: lazy("Hold cleared"),
    Act.SUPERSEDED: lazy("Replaced by another item"),
    Act.ARCHIVED: lazy("Archived"),
    Act.RESTORED: lazy("Shown again"),
    Act.WITHDRAWN: lazy("Withdrawn"),
    Act.OWNER_CHANGED: lazy("Has another owner"),
    Act.LET_IN: lazy("Shown to one more person, who asked"),
}
RESULTS = {
    Result.WORKED: lazy("It worked here"),
    Result.PARTLY: lazy("It worked in part"),
    Result.FAILED: lazy("It did not work here"),
}
INTERESTS = {
    Interest.NEW: lazy("What is new"),
    Interest.UPDATES: lazy("Also new versions"),
    Interest.ALL: lazy("Also what readers add"),
    Interest.IGNORE: lazy("Nothing"),
}
HOLDS = (
    ("person", lazy("It may point to a person")),
    ("safety", lazy("It may put somebody at risk")),
    ("wrong", lazy("It is wrong or out of date, and could harm")),
    ("rights", lazy("We may not have the right to share it")),
    ("other", lazy("Another reason")),
)
WITHDRAWALS = (
    ("safety", lazy("For safety")),
    ("privacy", lazy("To protect somebody's privacy")),
    ("wrong", lazy("Because it was wrong")),
    ("rights", lazy("For reasons of rights")),
    ("other", lazy("For another reason")),
)
DETAILS = {
    "from_method": lazy("Method"),
    "context": lazy("Where and with whom"),
    "changed": lazy("What was changed"),
    "failed": lazy("What did not work"),
    "design": lazy("Design"),
    "ethics": lazy("Ethics approval"),
    "availability": lazy("Figures"),
    "partners": lazy("Looking for partners"),
    "doi": "DOI",
    "reference": lazy("Reference of the decision"),
}
LICENCES = (
    ("members", lazy("For members of the network only")),
    ("cc-by-nc-sa", "CC BY-NC-SA 4.0"),
    ("cc-by", "CC BY 4.0"),
    ("own", lazy("All rights with the authors")),
)


def details(version: Version) -> list[tuple[str, str]]:
    """Label and words of what only this kind of item has."""
    told = version.details
    return [
        (str(label), taxonomy.label(told[name]) if name == "from_method" else str(told[name]))
        for name, label in DETAILS.items()
        if told.get(name)
    ]
