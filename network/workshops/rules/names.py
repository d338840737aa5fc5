"""Words for states, moves, reasons and kinds, as people say them."""

from network.kernel.i18n import lazy
from network.workshops.rules.agenda import What
from network.workshops.rules.cloning import Part as Cloned
from network.workshops.vocabulary import (
    Access,
    ActionState,
    Audience,
    Axis,
    Could,
    InvitationState,
    Level,
    Limit,
    Mode,
    Move,
    Part,
    ProposalState,
    Reason,
    RegState,
    Scope,
    SpeakerState,
    WorkshopState,
)

STATES = {
    WorkshopState.DRAFT: lazy("Being written"),
    WorkshopState.CHECKED: lazy("Checked"),
    WorkshopState.OPEN: lazy("Open for registration"),
    WorkshopState.CLOSED_REG: lazy("Registration closed"),
    WorkshopState.RUNNING: lazy("Under way"),
    WorkshopState.OUTCOMES_DUE: lazy("Over, outcome to be written"),
    WorkshopState.OUTCOMES_PUBLISHED: lazy("Outcome published"),
    WorkshopState.ARCHIVED: lazy("Archived"),
    WorkshopState.POSTPONED: lazy("Postponed, new days open"),
    WorkshopState.CANCELLED: lazy("Cancelled"),
}
MOVES = {  # what a button says
    Move.ASK: lazy("Ask for a check"),
    Move.CHECK: lazy("Mark as checked"),
    Move.RETURN: lazy("Return to the draft"),
    Move.OPEN: lazy("Open registration"),
    Move.CLOSE_REG: lazy("Close registration"),
    Move.REOPEN_REG: lazy("Open registration again"),
    Move.BEGIN: lazy("Say that it has begun"),
    Move.END: lazy("Say that it is over"),
    Move.RETURN_OUTCOME: lazy("Return the outcome"),
    Move.CLEAR_OUTCOME: lazy("Say that the outcome is sound"),
    Move.PUBLISH: lazy("Publish the outcome"),
    Move.ARCHIVE: lazy("Archive"),
    Move.CLOSE_UNFINISHED: lazy("Archive without an outcome"),
    Move.POSTPONE: lazy("Postpone the workshop"),
    Move.RESUME: lazy("Set new days"),
    Move.CANCEL: lazy("Cancel the workshop"),
    Move.REOPEN: lazy("Open again"),
}
DONE = {  # what a history says
    Move.ASK: lazy("A check was asked for"),
    Move.CHECK: lazy("Checked"),
    Move.RETURN: lazy("Returned to the draft"),
    Move.OPEN: lazy("Registration opened"),
    Move.CLOSE_REG: lazy("Registration closed"),
    Move.REOPEN_REG: lazy("Registration opened again"),
    Move.BEGIN: lazy("Began"),
    Move.END: lazy("Over"),
    Move.RETURN_OUTCOME: lazy("Outcome returned to its writer"),
    Move.CLEAR_OUTCOME: lazy("Outcome read and found sound"),
    Move.PUBLISH: lazy("Outcome published"),
    Move.ARCHIVE: lazy("Archived"),
    Move.CLOSE_UNFINISHED: lazy("Archived without an outcome"),
    Move.POSTPONE: lazy("Postponed"),
    Move.RESUME: lazy("New days set"),
    Move.CANCEL: lazy("Cancelled"),
    Move.REOPEN: lazy("Opened again"),
}
REGISTRATIONS = {  # as its own person and the organisers read it
    RegState.APPLIED: lazy("Waiting for approval"),
    RegState.CONFIRMED: lazy("Confirmed"),
    RegState.WAITLISTED: lazy("On the waiting list"),
    RegState.OFFERED: lazy("A place is offered"),
    RegState.WITHDRAWN: lazy("Withdrawn"),
    RegState.REFUSED: lazy("No place this time"),
    RegState.ATTENDED: lazy("Took part"),
    RegState.PARTLY: lazy("Took part for some of the time"),
    RegState.ABSENT: lazy("Was not there"),
    RegState.EXCUSED: lazy("Excused"),
}
REASONS = {
    Reason.FUNDING: lazy("Funding"),
    Reason.TRAVEL: lazy("Travel is not possible"),
    Reason.TOO_FEW: lazy("Too few people can come"),
    Reason.VENUE: lazy("The place"),
    Reason.SPEAKERS: lazy("Speakers or trainers"),
    Reason.HEALTH: lazy("Health"),
    Reason.SAFETY: lazy("Safety"),
    Reason.OVERDUE: lazy("It has been due for a long time"),
    Reason.OTHER: lazy("Another reason"),
}
CHANGED = lazy("Changed")  # stands for a reason that is not the reader's to know
PARTS = {
    Part.PERSON: lazy("Participant"),
    Part.ORGANISER: lazy("Organiser"),
    Part.SECRETARIAT: lazy("Secretariat"),
    Part.FOCAL_POINT: lazy("Safety focal point"),
    Part.EDITOR: lazy("Editor"),
    Part.SYSTEM: lazy("Happens by itself"),
}
SCOPES = {Scope.REGIONAL: lazy("Regional"), Scope.THEMATIC: lazy("Thematic")}
MODES = {
    Mode.ON_SITE: lazy("On site"),
    Mode.ONLINE: lazy("Online"),
    Mode.HYBRID: lazy("On site and online"),
}
LEVELS = {
    Level.PUBLIC: lazy("Everybody (S0)"),
    Level.MEMBERS: lazy("Members of the network (S1)"),
    Level.NAMED: lazy("Named centres and people (S2)"),
    Level.STRICT: lazy("Named people only (S3)"),
}
AXES = {
    Axis.PROFESSION: lazy("Profession"),
    Axis.REGION: lazy("Region"),
    Axis.CENTRE: lazy("Centre"),
}
LIMITS = {Limit.MOST: lazy("At most"), Limit.KEPT: lazy("Kept for")}
INVITATIONS = {
    InvitationState.PENDING: lazy("Not answered yet"),
    InvitationState.ACCEPTED: lazy("Said yes"),
    InvitationState.DECLINED: lazy("Said no"),
    InvitationState.WITHDRAWN: lazy("Taken back"),
}
PROPOSALS = {
    ProposalState.SUBMITTED: lazy("Sent"),
    ProposalState.ACCEPTED: lazy("Accepted"),
    ProposalState.CONFIRMED: lazy("On the agenda"),
    ProposalState.REJECTED: lazy("Not this time"),
    ProposalState.WITHDRAWN: lazy("Withdrawn"),
}
SPEAKERS = {
    SpeakerState.ASKED: lazy("Asked"),
    SpeakerState.CONFIRMED: lazy("Said yes"),
    SpeakerState.WITHDRAWN: lazy("Cannot come"),
}
COULD = {
    Could.WHOLE: lazy("The whole session"),
    Could.PART: lazy("Only part of it"),
    Could.NOT: lazy("Not at all"),
}
ACCESS = {
    Access.REGISTERED: lazy("Everybody who is registered"),
    Access.CONFIRMED: lazy("Everybody with a place"),
    Access.ORGANISERS: lazy("Organisers only"),
    Access.NAMED: lazy("Named people"),
}
AUDIENCES = {
    Audience.CONFIRMED: lazy("Everybody with a place"),
    Audience.SPEAKERS: lazy("Speakers"),
    Audience.WAITING: lazy("The waiting list"),
    Audience.UNANSWERED: lazy("Invited people who have not answered"),
    Audience.ATTENDED: lazy("Everybody who took part"),
}
ACTIONS = {
    ActionState.OPEN: lazy("Open"),
    ActionState.DOING: lazy("Under way"),
    ActionState.DONE: lazy("Done"),
    ActionState.DROPPED: lazy("Dropped"),
}
CHANGES = {  # lines of the public log of an agenda
    What.ADDED: lazy("Added"),
    What.REMOVED: lazy("Taken out"),
    What.MOVED: lazy("At another time"),
    What.RENAMED: lazy("Another title"),
    What.SPEAKERS: lazy("Other speakers"),
    What.NEEDS_REPLACEMENT: lazy("A speaker is being looked for"),
}
CLONED = {
    Cloned.SESSIONS: lazy("Sessions"),
    Cloned.QUOTAS: lazy("Places for groups"),
    Cloned.QUESTIONS: lazy("Questions"),
    Cloned.AGENDA: lazy("Agenda"),
    Cloned.MATERIALS: lazy("Links to read"),
    Cloned.REMINDERS: lazy("Reminders"),
    Cloned.MODULES: lazy("Modules"),
    Cloned.ORGANISERS: lazy("Organisers"),
    Cloned.AUDIENCE: lazy("Who it is for"),
}


def reason(code: str) -> str:
    """A reason in words, or that something changed where the reader may not know it."""
    return str(REASONS[Reason(code)] if code else CHANGED)
