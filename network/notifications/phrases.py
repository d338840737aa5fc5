"""The words of notices, made when they are read, in the reader's language.

`%(centre)s` is the centre's name as far as the reader may know it.
"""

from collections.abc import Callable
from typing import Any

from network.kernel.i18n import gettext as _
from network.kernel.i18n import lazy
from network.notifications.reminder_phrases import REMINDERS
from network.notifications.visit_phrases import VISITS
from network.notifications.workshop_phrases import WORKSHOPS

TOPICS = {
    "access": lazy("Your account: passphrase, second factor, roles"),
    "requests": lazy("Requests to get in touch, and their answers"),
    "answers": lazy("Answers to needs, and what became of them"),
    "matches": lazy("New offers and needs that fit yours"),
    "searches": lazy("What is new in the searches you keep"),
    "freshness": lazy("“Still right?” for what you published"),
    "people": lazy("People who join your centre"),
    "network": lazy("What the secretariat should know"),
    "supervision": lazy("Supervision: sessions, times, waiting lists"),
    "agreements": lazy("Supervision: agreements"),
    "knowledge": lazy("Knowledge: what you write, own or review"),
    "library": lazy("Knowledge: what you watch or asked for"),
    "visits": lazy("Exchange visits: every step, days, reviews"),
    "visit_messages": lazy("Exchange visits: messages"),
    "visit_care": lazy("Exchange visits: what should be looked at soon"),
    "calls": lazy("Exchange visits: calls that open"),
    "check_ins": lazy("Check-ins: rounds, and what they showed"),
    "workshops": lazy("Workshops: your place, invitations, changes, reminders"),
    "workshop_desk": lazy("Workshops: those you prepare, check or read"),
    "workshop_news": lazy("Workshops: what is new to read"),
}
CHANNELS = {
    "mail": lazy("E-mail at once"),
    "digest": lazy("In one e-mail in the morning"),
    "portal": lazy("Only here"),
}

_PHRASES: dict[str, Callable[[], str]] = {
    "passphrase_changed": lambda: _(
        "Your passphrase was changed. Not you? Write to the secretariat."
    ),
    "second_factor_set": lambda: _("Your second factor was set up. Other devices were signed out."),
    "recovery_code_used": lambda: _("Somebody signed in with one of your recovery codes."),
    "role_granted": lambda: _("You have a new role at %(centre)s: %(role)s."),
    "role_revoked": lambda: _("You no longer have this role at %(centre)s: %(role)s."),
    "contact_asked": lambda: _("%(centre)s asks to get in touch with your centre."),
    "contact_accepted": lambda: _("%(centre)s accepted to be in touch. You now see each other."),
    "contact_declined": lambda: _("%(centre)s cannot be in touch about this now."),
    "contact_withdrawn": lambda: _("%(centre)s took back its request."),
    "contact_lapsed": lambda: _(
        "A request with %(centre)s had no answer for 30 days and was closed."
    ),
    "need_answered": lambda: _("%(centre)s offers to help with a need of yours."),
    "answer_picked": lambda: _("%(centre)s picked your answer. You are now in contact."),
    "answer_declined": lambda: _("%(centre)s chose another answer to its need."),
    "answer_withdrawn": lambda: _("%(centre)s took back its answer to your need."),
    "search_answered": lambda: _("Something new answers a search you keep."),
    "contact_wished": lambda: _("Somebody would like you to get in touch with them."),
    "check_in_opened": lambda: _(
        "A round of check-ins is open. Whether you take part is yours alone to know."
    ),
    "check_in_cancelled": lambda: _(
        "The round of check-ins was taken back. Its ballots were destroyed unread."
    ),
    "check_in_released": lambda: _("What the last round of check-ins showed can be read."),
    "match_found": lambda: _("Something new fits what your centre published."),
    "listing_due": lambda: _("Is this still right? You published it more than six months ago."),
    "centre_due": lambda: _("Is your centre's profile still right? It is six months old."),
    "person_joined": lambda: _("Somebody you invited joined %(centre)s."),
    "centre_confirmed": lambda: _("%(centre)s confirmed its entry."),
    "mail_failed": lambda: _("A mail could not be delivered."),
    "session_asked": lambda: _("You are asked for a session: %(at)s."),
    "session_booked": lambda: _("A session is booked: %(at)s."),
    "session_declined": lambda: _("The session you asked for is not possible: %(at)s."),
    "session_moved": lambda: _("A session moved. It was %(was)s. It is %(at)s now."),
    "session_cancelled": lambda: _("A session is cancelled: %(at)s."),
    "series_asked": lambda: _("You are asked for %(n)s sessions. The first: %(at)s."),
    "series_planned": lambda: _("%(n)s sessions are planned. The first: %(at)s."),
    "series_moved": lambda: _("%(n)s sessions moved. The first: %(at)s."),
    "series_cancelled": lambda: _("%(n)s sessions are cancelled. The first was: %(at)s."),
    "seat_left": lambda: _("Somebody cannot come to your session: %(at)s."),
    "seat_taken": lambda: _("Somebody took a seat in a session: %(at)s."),
    "awaited_moved": lambda: _("The session you wait for a seat in is at another time: %(at)s."),
    "awaited_cancelled": lambda: _("The session you wait for a seat in is cancelled: %(at)s."),
    "seat_offered": lambda: _("A seat is free for you: %(at)s. It is kept until %(until)s."),
    "session_to_record": lambda: _("Say what became of the session: %(at)s."),
    "session_recorded": lambda: _("A session was recorded: %(at)s. Is it right?"),
    "session_not_held": lambda: _("A session was noted as not held: %(at)s."),
    "hour_shift": lambda: _("The clocks change: look at the local times from %(at)s on."),
    "poll_opened": lambda: _("Which times suit you? Answer until %(until)s."),
    "poll_decided": lambda: _("A time was found for your group."),
    "poll_expired": lambda: _("No time was found for your group. Look at the next best ones."),
    "poll_withdrawn": lambda: _("The question about times for your group was taken back."),
    "urgent_asked": lambda: _("A colleague needs a session within three days. Can you?"),
    "urgent_taken": lambda: _("A supervisor makes time for you: %(at)s."),
    "urgent_expired": lambda: _("Nobody could make time for you. Read where else to turn."),
    "entry_unseen": lambda: _(
        "A change that is near is not in your calendar yet: %(at)s. Look here."
    ),
    "agreement_requested": lambda: _("You are asked for supervision."),
    "agreement_drafting": lambda: _("An agreement on supervision is being written."),
    "agreement_signing": lambda: _("An agreement on supervision waits for signatures."),
    "agreement_active": lambda: _("An agreement on supervision is active."),
    "agreement_paused": lambda: _("An agreement on supervision is paused."),
    "agreement_lapsed": lambda: _("An agreement on supervision has run out. Renew it."),
    "agreement_ended": lambda: _("An agreement on supervision has ended."),
    "agreement_declined": lambda: _("The supervision you asked for is not possible."),
    "agreement_left": lambda: _("Somebody left a group of yours. A seat is free."),
    "agreement_expired": lambda: _("A request for supervision had no answer for 14 days."),
    "agreement_ending": lambda: _("An agreement on supervision ends in %(n)s days. Renew it."),
    "outside_failed": lambda: _(
        "A calendar you have elsewhere cannot be read. Its last busy times stand for a week."
    ),
    "outside_closed": lambda: _(
        "A calendar you have elsewhere could not be read for a week. "
        "Nobody can book you until you look at it."
    ),
    "supervisor_proposed": lambda: _("A supervisor's profile waits to be checked."),
    "supervisor_verified": lambda: _("Your profile as a supervisor is verified."),
    "supervisor_paused": lambda: _("Your profile as a supervisor is paused."),
    "supervisor_asked_back": lambda: _("The secretariat asks about your supervisor's profile."),
    "supervisor_due": lambda: _("Your profile as a supervisor is to be checked again."),
    "waiver_asked": lambda: _("A line manager asks for leave to supervise."),
    "knowledge_review": lambda: _("A knowledge item waits for review."),
    "knowledge_check": lambda: _("A knowledge item waits for its safety check."),
    "knowledge_returned": lambda: _("A text of yours came back with a note."),
    "knowledge_published": lambda: _("What you wrote is published."),
    "knowledge_watched": lambda: _("Something you watch in the library is new."),
    "knowledge_translated": lambda: _("The translation you asked for is there: %(language)s."),
    "knowledge_wished": lambda: _("A reader asks for a translation: %(language)s."),
    "knowledge_tried": lambda: _("A centre tells how it went with an item of yours."),
    "knowledge_due": lambda: _("Is this still valid? It is to be looked at in %(n)s days."),
    "knowledge_overdue": lambda: _("Is this still valid? The day to look at it has come."),
    "knowledge_held": lambda: _("A knowledge item is on hold until two people look at it."),
    "knowledge_cleared": lambda: _("A hold is cleared. The item is shown again."),
    "knowledge_level_raised": lambda: _("An item is now shown to fewer people."),
    "knowledge_superseded": lambda: _("An item you follow was replaced by another."),
    "knowledge_archived": lambda: _("An item you follow was archived."),
    "knowledge_restored": lambda: _("An item is shown again."),
    "knowledge_withdrawn": lambda: _("An item you follow was withdrawn."),
    "knowledge_asked": lambda: _("Somebody asks to read an item that you look after."),
    "knowledge_let_in": lambda: _("You may now read an item that you asked for."),
    "knowledge_owner_changed": lambda: _("You now look after an item of the library."),
    **VISITS,
    **REMINDERS,
    **WORKSHOPS,
}


def phrase(kind: str, **values: Any) -> str:
    """What a notice says."""
    text = _PHRASES[kind]()
    return text % values if "%(" in text else text


def kinds() -> set[str]:
    return set(_PHRASES)
