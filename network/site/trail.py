"""The audit trail in words: in which role somebody did what, and when. Never the content."""

from datetime import datetime
from typing import Any
from uuid import UUID

from network.centres import queries as centres
from network.kernel.i18n import _, lazy
from network.outbox import RecordedEvent

PHRASES = {
    "PersonInvited": lazy("invited somebody"),
    "InvitationAccepted": lazy("joined by an invitation"),
    "InvitationRevoked": lazy("took back an invitation"),
    "ResetAsked": lazy("asked for a new passphrase"),
    "PassphraseChanged": lazy("changed the passphrase"),
    "SecondFactorSet": lazy("set up the second factor"),
    "RecoveryCodeUsed": lazy("used a recovery code"),
    "ProfileChanged": lazy("changed their own profile"),
    "PersonDisabled": lazy("shut an account"),
    "CentreConfirmed": lazy("confirmed the centre's entry"),
    "CentreChanged": lazy("changed the profile"),
    "CentreStillRight": lazy("said that the profile is still right"),
    "CentreDue": lazy("asked whether the profile is still right"),
    "CentreClosed": lazy("closed the centre"),
    "CentreReopened": lazy("opened the centre again"),
    "RoleGranted": lazy("gave somebody a role"),
    "RoleRevoked": lazy("took a role from somebody"),
    "CentresImported": lazy("brought in a file of centres"),
    "ImportUndone": lazy("took back an import"),
    "ListingPublished": lazy("published an offer or need"),
    "ListingChanged": lazy("changed an offer or need"),
    "ListingStillRight": lazy("said that an offer or need is still right"),
    "ListingDue": lazy("asked whether an offer or need is still right"),
    "ListingWithdrawn": lazy("took back an offer or need"),
    "SavedSearchAnswered": lazy("found something new for a search that somebody keeps"),
    "MatchFound": lazy("found something that fits an offer or need"),
    "NeedAnswered": lazy("answered a need"),
    "AnswerSettled": lazy("settled an answer to a need"),
    "ContactAsked": lazy("asked another centre to get in touch"),
    "ContactSettled": lazy("settled a request to get in touch"),
    "SupervisorMoved": lazy("proposed, verified or paused a supervisor's profile"),
    "AgreementMoved": lazy("moved an agreement on"),
    "AgreementChanged": lazy("proposed a change of an agreement"),
    "AgreementEnding": lazy("warned that an agreement ends"),
    "WaiverAsked": lazy("asked whether a line manager may supervise"),
    "SessionAsked": lazy("asked for a session"),
    "SessionBooked": lazy("booked a session"),
    "SessionDeclined": lazy("declined a session"),
    "SessionMoved": lazy("moved a session"),
    "SessionCancelled": lazy("cancelled a session"),
    "SessionToRecord": lazy("asked what became of a session"),
    "SessionRecorded": lazy("recorded a session"),
    "SeriesChanged": lazy("planned, moved or cancelled a series"),
    "HourShiftAhead": lazy("warned that the clocks change"),
    "SeatTaken": lazy("took a seat"),
    "SeatLeft": lazy("left a seat"),
    "AwaitedSessionChanged": lazy("changed a session for which people wait"),
    "SeatOffered": lazy("offered a seat"),
    "FileReady": lazy("looked at a file"),
    "PollOpened": lazy("asked a group for a time"),
    "PollClosed": lazy("closed the question for a time"),
    "UrgentAsked": lazy("asked for a session soon"),
    "UrgentTaken": lazy("gave a session soon"),
    "UrgentExpired": lazy("closed an unanswered request for a session"),
    "KnowledgeWaiting": lazy("sent a text to review, or on to the safety check"),
    "KnowledgeReturned": lazy("returned a text to its author"),
    "KnowledgePublished": lazy("published a knowledge item"),
    "KnowledgeMoved": lazy("changed who sees a knowledge item, or whether"),
    "KnowledgeDue": lazy("asked whether a knowledge item is still valid"),
    "TranslationWished": lazy("asked for a translation"),
    "ItemTried": lazy("told what became of a knowledge item"),
    "ReadingConfirmed": lazy("confirmed reading a knowledge item"),
    "WindowMoved": lazy("offered days for visits, or took them back"),
    "CallMoved": lazy("opened or closed a call for visits"),
    "ReviewAsked": lazy("asked for a review of an application"),
    "ReviewsDone": lazy("finished the reviews of an application"),
    "VisitDatesAsked": lazy("asked which days suit for a visit"),
    "VisitDaysKept": lazy("kept the days of a visit as they were"),
    "VisitMessageWritten": lazy("wrote to the others in a visit"),
    "VisitMoved": lazy("moved an exchange visit to its next step, or ended it"),
    "VisitDeadlineSet": lazy("set a day by which something is done for a visit, or did it"),
    "VisitReminded": lazy("asked or reminded people in a visit of something"),
    "ProgrammeItemMoved": lazy("changed the programme of a visit"),
    "TravelWordMissed": lazy("asked somebody to look at a visit"),
    "ArrivalUnknown": lazy("asked somebody to look at a visit soon"),
    "CheckInRoundOpened": lazy("opened a round of check-ins"),
    "CheckInRoundCancelled": lazy("took back a round of check-ins"),
    "CheckInReleased": lazy("told what a round of check-ins showed"),
    "CheckInReleaseShared": lazy("gave figures of check-ins to the library"),
    "ContactWished": lazy("passed on that somebody would like to be contacted"),
    "WorkshopMoved": lazy("took a workshop to its next step"),
    "WorkshopSourceLinked": lazy("changed what led to a workshop"),
    "WorkshopSessionMoved": lazy("set the time of a session of a workshop"),
    "WorkshopDeadlineSet": lazy("set by when something is due for a workshop"),
    "RegistrationMoved": lazy("changed a registration"),
    "WorkshopInvited": lazy("invited somebody to a workshop"),
    "WorkshopInvitationAnswered": lazy("answered an invitation to a workshop"),
    "WorkshopReminded": lazy("reminded people of a workshop"),
    "AgendaReleased": lazy("released the agenda of a workshop"),
    "SpeakerAsked": lazy("asked somebody to speak at a workshop"),
    "SpeakerWithdrew": lazy("could not speak at a workshop"),
    "SpeakerTakenOut": lazy("took a speaker out of an agenda"),
    "ProposalMoved": lazy("proposed or decided an item of an agenda"),
    "MaterialAdded": lazy("added something to read to a workshop"),
    "OutcomeActionMoved": lazy("noted what was agreed at a workshop"),
    "TrainerAccredited": lazy("noted who may train others"),
    "EntryUnseen": lazy("noticed that a calendar had not fetched a change"),
    "InviteDue": lazy("owed somebody's calendar program a mail"),
    "OutsideCalendarFailed": lazy("could not read somebody's calendar elsewhere"),
    "OutsideCalendarClosed": lazy("stopped believing somebody's calendar elsewhere"),
    "MailFailed": lazy("could not deliver a mail"),
}


async def told_trail(centre_id: UUID, page: int, size: int) -> tuple[list[dict[str, Any]], int]:
    """One page of what happened at a centre, newest first, and how much there is."""
    query = RecordedEvent.filter(centre_id=centre_id)
    total = await query.count()
    rows = await query.order_by("-created_at", "-id").offset((page - 1) * size).limit(size)
    return [_told(row) for row in rows], total


def _told(row: RecordedEvent) -> dict[str, Any]:
    return {
        "who": _who(row),
        "what": str(PHRASES.get(row.name, row.name)),
        "at": _hour(row.created_at),
    }


def _who(row: RecordedEvent) -> str:
    """In which role; not of visits, where a safety focal point would tell why something changed."""
    if not row.role:
        return _("The portal")
    return (
        _("Somebody in the visit") if row.name.startswith("Visit") else centres.role_name(row.role)
    )


def _hour(at: datetime) -> datetime:
    """To the hour: more would tell who sat at which computer when."""
    return at.replace(minute=0, second=0, microsecond=0)
