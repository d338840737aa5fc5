"""Words for states, moves, reasons and parts, as people say them."""

from network.exchanges.models.agreeing import Suits
from network.exchanges.vocabulary import Move, OfferState, Part, Payer, Reason, VisitState
from network.kernel.i18n import lazy

STATES = {
    VisitState.DRAFT: lazy("Application being written"),
    VisitState.SUBMITTED: lazy("With the home centre"),
    VisitState.ENDORSED: lazy("Endorsed by the home centre"),
    VisitState.WAITLISTED: lazy("On the waiting list"),
    VisitState.HOST_PENDING: lazy("A host is being asked"),
    VisitState.HOST_ACCEPTED: lazy("A host said yes"),
    VisitState.CONFIRMED: lazy("Confirmed"),
    VisitState.IN_PROGRESS: lazy("Under way"),
    VisitState.REPORT_DUE: lazy("Report to be written"),
    VisitState.REPORT_REVIEW: lazy("Report being read"),
    VisitState.SHARING: lazy("Being passed on"),
    VisitState.POSTPONED: lazy("Postponed"),
    VisitState.ENDED_EARLY: lazy("Ended earlier than planned"),
    VisitState.CLOSED: lazy("Closed"),
    VisitState.DECLINED: lazy("Declined"),
    VisitState.WITHDRAWN: lazy("Withdrawn"),
    VisitState.CANCELLED: lazy("Cancelled"),
    VisitState.EXPIRED: lazy("Expired"),
}
MOVES = {  # what a button says
    Move.SUBMIT: lazy("Send the application"),
    Move.RETURN: lazy("Return the application"),
    Move.ENDORSE: lazy("Endorse the application"),
    Move.WAITLIST: lazy("Put on the waiting list"),
    Move.ASK_HOSTS: lazy("Ask the hosts"),
    Move.ASK_NEXT: lazy("Ask the next host"),
    Move.RUN_OUT: lazy("Look for other hosts"),
    Move.ACCEPT: lazy("Say yes as the host"),
    Move.LAPSE: lazy("Ask another host"),
    Move.CONFIRM: lazy("Confirm the visit"),
    Move.ARRIVE: lazy("Mark as arrived"),
    Move.FINISH: lazy("Say that the visit is over"),
    Move.REPORT: lazy("Send the report"),
    Move.RETURN_REPORT: lazy("Return the report"),
    Move.RELEASE: lazy("Release the report"),
    Move.CLOSE: lazy("Close the visit"),
    Move.CLOSE_UNFINISHED: lazy("Close without what is missing"),
    Move.WITHDRAW: lazy("Withdraw the application"),
    Move.DECLINE: lazy("Decline the application"),
    Move.POSTPONE: lazy("Postpone the visit"),
    Move.RESUME: lazy("Take up the visit again"),
    Move.HOST_WITHDRAWS: lazy("Take the host's yes back"),
    Move.GO_VIRTUAL: lazy("Go on as a virtual exchange"),
    Move.CANCEL: lazy("Cancel the visit"),
    Move.END_EARLY: lazy("End the visit early"),
    Move.EXPIRE: lazy("Let the application expire"),
    Move.REOPEN: lazy("Open again"),
}
DONE = {  # what a history says
    Move.SUBMIT: lazy("Application sent"),
    Move.RETURN: lazy("Application returned to its writer"),
    Move.ENDORSE: lazy("Application endorsed"),
    Move.WAITLIST: lazy("Put on the waiting list"),
    Move.ASK_HOSTS: lazy("Hosts asked"),
    Move.ASK_NEXT: lazy("Next host asked"),
    Move.RUN_OUT: lazy("No host of the list could take the visit"),
    Move.ACCEPT: lazy("A host said yes"),
    Move.LAPSE: lazy("Not confirmed in time"),
    Move.CONFIRM: lazy("Visit confirmed"),
    Move.ARRIVE: lazy("Visitor arrived"),
    Move.FINISH: lazy("Visit over"),
    Move.REPORT: lazy("Report sent"),
    Move.RETURN_REPORT: lazy("Report returned to its writer"),
    Move.RELEASE: lazy("Report released"),
    Move.CLOSE: lazy("Visit closed"),
    Move.CLOSE_UNFINISHED: lazy("Closed without what was missing"),
    Move.WITHDRAW: lazy("Application withdrawn"),
    Move.DECLINE: lazy("Application declined"),
    Move.POSTPONE: lazy("Visit postponed"),
    Move.RESUME: lazy("Visit taken up again"),
    Move.HOST_WITHDRAWS: lazy("The host took its yes back"),
    Move.GO_VIRTUAL: lazy("Goes on as a virtual exchange"),
    Move.CANCEL: lazy("Visit cancelled"),
    Move.END_EARLY: lazy("Visit ended early"),
    Move.EXPIRE: lazy("Application expired"),
    Move.REOPEN: lazy("Opened again"),
}
REASONS = {
    Reason.VISA_REFUSED: lazy("The visa was refused"),
    Reason.HEALTH: lazy("Health"),
    Reason.FAMILY: lazy("Family"),
    Reason.WORK: lazy("Work at the own centre"),
    Reason.FUNDING: lazy("Funding"),
    Reason.TRAVEL: lazy("Travel is not possible"),
    Reason.HOST_CAPACITY: lazy("No room or time at the host"),
    Reason.NOT_SUITED: lazy("It does not fit"),
    Reason.REPLACED: lazy("Somebody else goes instead"),
    Reason.NO_SHOW: lazy("The visitor did not arrive"),
    Reason.SAFETY: lazy("Safety"),
    Reason.OVERDUE: lazy("It has been due for a long time"),
    Reason.OTHER: lazy("Another reason"),
}
PARTS = {
    Part.VISITOR: lazy("Visitor"),
    Part.HOME: lazy("Home coordinator"),
    Part.HOST: lazy("Host coordinator"),
    Part.MENTOR: lazy("Mentor"),
    Part.SECRETARIAT: lazy("Secretariat"),
    Part.FOCAL_POINT: lazy("Safety focal point"),
    Part.EDITOR: lazy("Editor"),
    Part.SYSTEM: lazy("Happens by itself"),
}
OFFERS = {
    OfferState.RANKED: lazy("Not asked yet"),
    OfferState.ASKED: lazy("Being asked"),
    OfferState.ACCEPTED: lazy("Said yes"),
    OfferState.DECLINED: lazy("Said no"),
    OfferState.EXPIRED: lazy("Did not answer in time"),
    OfferState.WITHDRAWN: lazy("Took the yes back"),
}
SUITS = {
    Suits.YES: lazy("Can"),
    Suits.IF_NEEDED: lazy("If needed"),
    Suits.NO: lazy("Cannot"),
}
PAYERS = {
    Payer.HOST: lazy("The host"),
    Payer.HOME: lazy("The home centre"),
    Payer.SHARED: lazy("Host and home centre share"),
    Payer.NETWORK: lazy("The network's fund"),
    Payer.OPEN: lazy("To be agreed"),
}
CHANGED = lazy("Changed")  # stands for a reason that is not the reader's to know


def reason(code: str) -> str:
    """A reason in words, or that something changed where the reader may not know it."""
    return str(REASONS[Reason(code)] if code else CHANGED)
