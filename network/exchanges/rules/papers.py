"""Papers of a visit: the neutral words of a letter of invitation, and when each paper is there."""

from network.exchanges.vocabulary import VisitState
from network.kernel.i18n import lazy

PRINTED_IN = (VisitState.HOST_ACCEPTED, VisitState.CONFIRMED, VisitState.IN_PROGRESS)
RESPITE = "EX-RESP"  # why somebody needs rest is told to nobody who need not know

# what a mentor reads of an application, part by part; what is missing here is not for them
BRIEF = {
    "person": (
        lazy("Who comes"),
        {
            "profession": lazy("Profession"),
            "years": lazy("Years in this work"),
            "languages": lazy("Languages"),
            "previous": lazy("Exchanges before"),
        },
    ),
    "content": (
        lazy("Why they come"),
        {
            "themes": lazy("Themes and approaches"),
            "problem": lazy("To be solved at home"),
            "motivation": lazy("In their own words"),
            "gives": lazy("What they bring along"),
        },
    ),
    "passing_on": (
        lazy("How they will pass it on"),
        {
            "audience": lazy("To whom"),
            "format": lazy("How"),
            "by_on": lazy("By"),
        },
    ),
}

# agreed by both sides before it is printed; none names a field of work, a theme or a method
PURPOSES = {
    "exchange": lazy("The purpose of the stay is a professional exchange between colleagues."),
    "study": lazy("The purpose of the stay is a study visit to our organisation."),
    "training": lazy("The purpose of the stay is continuing education for staff."),
    "meeting": lazy("The purpose of the stay is a series of working meetings."),
}
SHORT = {
    "exchange": lazy("Professional exchange"),
    "study": lazy("Study visit"),
    "training": lazy("Continuing education"),
    "meeting": lazy("Working meetings"),
}
