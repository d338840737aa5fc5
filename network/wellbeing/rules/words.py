"""How states and kinds around check-ins are called."""

from network.kernel.i18n import lazy
from network.wellbeing.vocabulary import Addressee, FileState, RoundState, SignpostKind

ROUNDS = {
    RoundState.PLANNED: lazy("Planned"),
    RoundState.OPEN: lazy("Open for answers"),
    RoundState.RELEASED: lazy("Figures told"),
    RoundState.CANCELLED: lazy("Taken back"),
}
FILES = {
    FileState.UPLOADED: lazy("Not in use yet"),
    FileState.IN_USE: lazy("In use"),
    FileState.RETIRED: lazy("Retired"),
}
SIGNPOSTS = {  # in the order in which they are shown
    SignpostKind.EMERGENCY: lazy("In an emergency"),
    SignpostKind.CRISIS_LINE: lazy("Crisis lines"),
    SignpostKind.COUNSELLOR: lazy("Confidential counsellors outside"),
    SignpostKind.PEER: lazy("Peers to talk to"),
    SignpostKind.BREATHING: lazy("Breathing and coming to rest"),
    SignpostKind.DEFENDERS: lazy("Protection of defenders"),
    SignpostKind.EMPLOYER: lazy("What an employer owes its staff"),
}
ADDRESSEES = {
    Addressee.SUPERVISOR: lazy("Your supervisor"),
    Addressee.FOCAL_POINT: lazy("Focal point for safety"),
}
