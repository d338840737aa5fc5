"""The words of notices about exchange visits: what happened and who acts next, never why.

A kind that ends with a part is for those in that part; all others read the one without. They are
the words of the visit's own page where that has some.
"""

from collections.abc import Callable, Mapping

from network.kernel.i18n import gettext as _

VISITS: Mapping[str, Callable[[], str]] = {
    # from an application to a host
    "visit_submit": lambda: _(
        "A colleague applies for an exchange visit. Say whether the centre stands behind it."
    ),
    "visit_return": lambda: _("Your application came back with a note. You can send it again."),
    "visit_endorse": lambda: _("Your centre stands behind your application."),
    "visit_endorse_secretariat": lambda: _(
        "A centre stands behind an application. It can be reviewed, or hosts asked."
    ),
    "visit_waitlist": lambda: _("The call is full. The application is on the waiting list."),
    "visit_ask_hosts": lambda: _("A centre asks whether you can host a visit."),
    "visit_ask_next": lambda: _("A centre asks whether you can host a visit."),
    "visit_run_out": lambda: _(
        "No host on the list can take this visit. There are other ways to go on."
    ),
    "visit_accept": lambda: _(
        "A host can take the visit: %(days)s. It is yours to confirm within ten days."
    ),
    "visit_lapse": lambda: _("The next host on the list is being asked."),
    "visit_lapse_host": lambda: _(
        "The visit was not confirmed in time. You no longer need to keep days."
    ),
    "visit_confirm": lambda: _("An exchange visit is confirmed: %(days)s."),
    # from the first day to what changed
    "visit_arrive": lambda: _("The exchange visit has begun."),
    "visit_finish": lambda: _("Your visit is over. The next step is your learning report."),
    "visit_finish_host": lambda: _(
        "A visit with you is over. The visitor writes a report, and you read it before it goes on."
    ),
    "visit_report": lambda: _("The learning report of a visit is there for you to read."),
    "visit_return_report": lambda: _("Your learning report came back with a note."),
    "visit_release": lambda: _(
        "The learning report goes on to the library. Say how what was learnt is passed on."
    ),
    "visit_release_host": lambda: _("The report of a visit with you goes on to the library."),
    "visit_close": lambda: _("An exchange visit is complete. Nothing is left to do."),
    "visit_close_unfinished": lambda: _("An exchange visit was closed as it stands."),
    # when it goes otherwise
    "visit_withdraw": lambda: _("An application for a visit was taken back."),
    "visit_decline": lambda: _("An application for a visit does not go on this time."),
    "visit_postpone": lambda: _("This visit will take place later."),
    "visit_resume": lambda: _("A visit has new days: %(days)s. They are to be confirmed."),
    "visit_host_withdraws": lambda: _(
        "This visit cannot take place as planned. Plan B is ready to look at."
    ),
    "visit_host_withdraws_mentor": lambda: _(
        "This visit will not take place as planned. You no longer need to keep days."
    ),
    "visit_go_virtual": lambda: _("This exchange goes on as a virtual one. Goals and budget stay."),
    "visit_cancel": lambda: _("This visit will not take place."),
    "visit_replace": lambda: _(
        "Somebody else would come instead. Please say whether that suits you."
    ),
    "visit_end_early": lambda: _("This visit ended earlier than planned."),
    "visit_expire": lambda: _("The days in which this visit could have taken place are over."),
    "visit_reopen": lambda: _("A visit that was closed is open again."),
    "visit_change_days": lambda: _("The days of a visit have changed."),
    "visit_change_mentor": lambda: _("A visit has another mentor now."),
    "visit_change_mentor_mentor": lambda: _(
        "You look after a visit now. Its page says what comes next."
    ),
    "visit_change_mentor_former": lambda: _(
        "Somebody else looks after a visit now. There is nothing to do for you."
    ),
    # beside its moves
    "visit_dates": lambda: _("You are asked which days suit for a visit."),
    "visit_other_days": lambda: _(
        "Other days are proposed. Until all accept, the days stay as they are."
    ),
    "visit_days_stay": lambda: _(
        "Other days were proposed for a visit. The days stay as they were."
    ),
    "visit_message": lambda: _("There is a new message on a visit."),
    "visit_review": lambda: _("You are asked to review an application."),
    "visit_reviews_done": lambda: _("An application has its result."),
    "visit_reviews_wanted": lambda: _("An application needs one more review."),
    "visit_call": lambda: _("A call for exchange visits is open."),
    "visit_look": lambda: _("When you have a moment, please open the page of your visit."),
    "visit_look_after": lambda: _("Please look at a visit soon. Its page says what helps."),
}
