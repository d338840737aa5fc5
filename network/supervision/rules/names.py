"""The names of kinds and ways of supervision, in the reader's language."""

from network.kernel.i18n import lazy
from network.supervision.models import Kind, Modality

KIND_NAMES = {
    Kind.INDIVIDUAL: lazy("Individual supervision"),
    Kind.GROUP: lazy("Group supervision"),
    Kind.PEER: lazy("Peer group"),
    Kind.TEAM: lazy("Team supervision"),
    Kind.SUPERVISORS: lazy("Supervision of supervisors"),
}
MODALITY_NAMES = {
    Modality.VIDEO: lazy("Video"),
    Modality.AUDIO: lazy("Sound only"),
    Modality.IN_PERSON: lazy("In person"),
}
