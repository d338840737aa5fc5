"""The words of notices about workshops: what happened and who acts next, never why nor which.

A kind that ends with a part is for those in that part; all others read the one without.
"""

from collections.abc import Callable, Mapping

from network.kernel.i18n import gettext as _

WORKSHOPS: Mapping[str, Callable[[], str]] = {
    # its steps
    "workshop_ask": lambda: _("A workshop waits to be checked before it opens."),
    "workshop_check": lambda: _("A workshop was checked. You can open registration now."),
    "workshop_return": lambda: _("A workshop came back with a note. You can ask again."),
    "workshop_open": lambda: _("Registration for a workshop is open."),
    "workshop_open_speakers": lambda: _(
        "You are asked to speak at a workshop: %(days)s. Please say whether you can."
    ),
    "workshop_open_invited": lambda: _(
        "You are invited to a workshop: %(days)s. You can register now."
    ),
    "workshop_close_reg": lambda: _("Registration for a workshop is closed."),
    "workshop_reopen_reg": lambda: _(
        "You are invited to a workshop: %(days)s. You can register now."
    ),
    "workshop_end": lambda: _(
        "A workshop is over. What came of it is to be written down within two weeks."
    ),
    "workshop_end_speakers": lambda: _(
        "A workshop is over. Sessions that were still to come do not take place."
    ),
    "workshop_end_coming": lambda: _(
        "A workshop is over. Sessions that were still to come do not take place."
    ),
    "workshop_return_outcome": lambda: _("The outcome of a workshop came back with a note."),
    "workshop_clear_outcome": lambda: _(
        "The outcome of a workshop was found sound. Somebody else publishes it or returns it."
    ),
    "workshop_publish": lambda: _("What came of a workshop can be read now."),
    "workshop_close_unfinished": lambda: _("A workshop was archived without an outcome."),
    "workshop_postpone": lambda: _(
        "A workshop will take place later. You are told once there are new days."
    ),
    "workshop_resume": lambda: _(
        "A workshop has new days: %(days)s. Its page says what you can do if they do not suit you."
    ),
    "workshop_cancel": lambda: _("A workshop will not take place: %(days)s."),
    "workshop_drop": lambda: _("A workshop that was being prepared was called off."),
    "workshop_reopen": lambda: _("A workshop that was closed is open again."),
    "workshop_changed": lambda: _("Something about a workshop is different now. Its page says it."),
    "workshop_session": lambda: _("A session of a workshop is at this time now: %(at)s."),
    "workshop_session_removed": lambda: _("A session of a workshop is taken out: %(at)s."),
    # a place
    "workshop_reg_apply": lambda: _("Somebody would like to come to a workshop. Please answer."),
    "workshop_reg_ask_again": lambda: _(
        "Somebody changed what they answered for a workshop. Please look at it again."
    ),
    "workshop_reg_confirm": lambda: _("You have a place in a workshop."),
    "workshop_reg_waitlist": lambda: _(
        "A workshop is full for now. You are on the waiting list and told when a place is free."
    ),
    "workshop_reg_offer": lambda: _(
        "A place in a workshop is free for you. It is kept until %(until)s."
    ),
    "workshop_reg_lapse": lambda: _(
        "The place that was kept for you is free again. You are at the end of the waiting list."
    ),
    "workshop_reg_drop": lambda: _(
        "You are no longer on the waiting list of a workshop. You can register again."
    ),
    "workshop_reg_withdraw": lambda: _("Somebody gave up a place in a workshop."),
    "workshop_reg_refuse": lambda: _("There is no place for you in a workshop this time."),
    "workshop_reg_remove": lambda: _("You have no place in a workshop any more."),
    # invitations
    "workshop_invited": lambda: _("You are invited to a workshop. You can register or say no."),
    "workshop_invited_again": lambda: _(
        "You can still answer an invitation to a workshop, with yes or with no."
    ),
    "workshop_declined": lambda: _("Somebody invited to a workshop cannot come."),
    # the agenda
    "workshop_agenda": lambda: _("The agenda of a workshop is different where you speak."),
    "workshop_agenda_person": lambda: _(
        "Other people speak at a workshop of yours. Its agenda says who."
    ),
    "workshop_speak": lambda: _(
        "You are asked to speak at a workshop. Please say whether you can."
    ),
    "workshop_speaker_left": lambda: _(
        "A speaker cannot come to a workshop of yours. Somebody else is being looked for."
    ),
    "workshop_speaker_left_organisers": lambda: _(
        "A speaker cannot come to a workshop. Please look for somebody else."
    ),
    "workshop_speaker_out": lambda: _(
        "The organisers changed the agenda of a workshop: a part of it is no longer yours."
    ),
    "workshop_proposal_submitted": lambda: _("Somebody proposes a part of a workshop."),
    "workshop_proposal_confirmed": lambda: _("What you proposed for a workshop is taken up."),
    "workshop_proposal_rejected": lambda: _(
        "What you proposed for a workshop does not fit in this time."
    ),
    "workshop_material": lambda: _("There is something new to read for a workshop."),
    # in time
    "workshop_due_confirmed": lambda: _("You have a place in a workshop: %(at)s."),
    "workshop_due_speakers": lambda: _("You speak at a workshop: %(at)s."),
    "workshop_due_waiting": lambda: _(
        "You are on the waiting list of a workshop: %(at)s. If you cannot come any more, "
        "please leave the list."
    ),
    "workshop_due_unanswered": lambda: _(
        "You are invited to a workshop and have not answered yet: %(at)s."
    ),
    "workshop_due_attended": lambda: _(
        "You took part in a workshop. What was it worth to you? Nobody learns who said what."
    ),
    "workshop_due_outcome": lambda: _(
        "What came of a workshop is to be written down by %(days)s. It waits for you."
    ),
    "workshop_due_outcome_late": lambda: _(
        "What came of a workshop was to be written down by %(days)s. You can still do it."
    ),
    "workshop_due_outcome_to_read": lambda: _("The outcome of a workshop waits for an editor."),
    "workshop_due_action": lambda: _("Something agreed at a workshop is yours to do by %(days)s."),
    # what follows from it
    "workshop_action": lambda: _(
        "Something agreed at a workshop concerns you, and is new or different."
    ),
    "workshop_action_settled": lambda: _("Something agreed at a workshop is settled."),
    "workshop_trainer": lambda: _("You may train others, until %(days)s."),
    "workshop_trainer_revoked": lambda: _(
        "That you may train others is no longer shown. The organisers can say why."
    ),
}
