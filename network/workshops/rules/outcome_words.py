"""What is asked about a workshop that is over, in people's words."""

from network.kernel.i18n import lazy

HINTS = {
    "purpose": lazy("In a few sentences. Searches show the beginning of it."),
    "agreements": lazy("What the participants agreed on. Who does what is noted below it."),
    "good_practice": lazy("What others can take over, and what it needs."),
    "failed_practice": lazy("Others are spared from trying it again."),
    "open_questions": lazy("What the next workshop could take up."),
    "resources": lazy("Titles and addresses of what was used."),
}
LESSONS = lazy("What we learned")
LESSONS_HINT = lazy("Up to seven lessons, each in a sentence or two.")
