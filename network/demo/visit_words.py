"""The words of exchange visits in the demonstration. All of it is made up."""

from typing import Any

CALLS = {
    "now": "Pain and trauma 2027",
    "before": "Staff care 2026",
}
ABOUT_CALL = (
    "Six places for staff who want to see how another centre works with pain, or cares for its "
    "own team. The network pays for travel. Write down what you want to learn and how your team "
    "will hear about it."
)
COVER = "Two colleagues share the work at home."
PLAN_B = "Four sessions of 90 minutes by video, one every week, with the same goals."
WELCOME = "Welcome! The rooms are close to the house. Ask whatever you want to know before."
THANKS = "Thank you. I will bring how we work with groups at home, on two pages."
SEMINAR = "What we saw, and what we will try: an afternoon with the team"

CONTENT: dict[str, dict[str, str]] = {
    "usual": {
        "problem": "Many people come with pain, and few of us know how to talk about it.",
        "motivation": "I want to see how a team teaches about pain in a group, day after day.",
        "gives": "How we work with livelihoods in the villages.",
    },
    "respite": {
        "problem": "The work has been heavy for a long time, and there is pressure from outside.",
        "motivation": "I want to breathe, and to learn how another house looks after its people.",
        "gives": "How a small team keeps going under pressure.",
    },
    "law": {
        "problem": "Lawyers and clinicians work on the same cases and seldom talk.",
        "motivation": "I want to see how legal and clinical staff prepare a case together.",
        "gives": "Our practice of strategic litigation, with examples that are public.",
    },
}


def pieces(profession: str) -> dict[str, dict[str, Any]]:
    """The parts of an application that are much the same for everybody."""
    return {
        "person": {
            "profession": profession,
            "years": 4,
            "employment": 100,
            "languages": {"en": "C1"},
        },
        "passing_on": {"audience": "Our team and two partner centres", "format": "seminar"},
        "safety": {"way": "green", "digital": "green", "return": "green", "contact_held": True},
        "needs": {"access": "A room on the ground floor."},
        "consents": {
            "line_manager": True,
            "conduct": True,
            "confidentiality": True,
            "safeguarding": True,
        },
    }


TERMS = {
    "hours": "Monday to Friday, nine to five, with a free block every day.",
    "tasks": "Observing. Nothing that needs a licence.",
    "supervision": "A quarter of an hour with the mentor at the end of every day.",
    "interpreter": "Not needed; all speak English.",
    "equipment": "A desk, and a clean computer of the host's.",
    "confidentiality": "What is heard stays in the house. Nothing is copied or photographed.",
    "safeguarding": "The host's contact for safeguarding is named on the first day.",
    "records": "No records leave the host. Notes are about method and organisation.",
    "ownership": "Materials stay with who wrote them and may be used at home.",
    "publicity": "No names or photographs without asking.",
    "accommodation": "A room near the house, arranged by the host.",
    "costs": "The network pays for travel; the host for the room.",
    "insurance": "Medical insurance for the whole stay, shown before departure.",
    "incidents": "Both coordinators are called. Either side may end the visit early.",
    "complaints": "To the secretariat, outside both centres.",
    "language": "English.",
    "returns": "Keys and the badge, on the last day.",
}

REPORT = {
    "summary": "Five days in a pain clinic that teaches before it treats. Groups of six, one plan "
    "for everybody, and a team that talks about itself every afternoon.",
    "goals": "I can lead the first two meetings of a pain group and know where I still need help.",
    "practices": "The drawing of the nerve; ten quiet minutes before each group; a shared list of "
    "what helps.",
    "fits": "The plan fits us. Groups of women and men together do not, and we have no gym.",
    "plan": "Two groups from next month, with our own drawings, and a talk after each meeting.",
    "materials": "The plan of eight meetings and the list of ten points to check.",
    "to_host": "Keep the afternoon talk. It is why the rest works.",
    "surprise": "The waiting room is a kitchen. One afternoon I sat there too long and was tired.",
}

CHANGED = {
    "practice": "We run two groups with the new plan.",
    "how_often": "Every week.",
    "obstacles": "One room for everything.",
    "help": "Somebody who watches a meeting with us.",
    "protocol": "Yes: teaching about pain comes before exercise now.",
    "trained": "Four colleagues.",
    "reach": "20-50",
    "contact": "We write to each other every month.",
    "again": "Yes.",
}
