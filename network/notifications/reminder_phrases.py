"""The words of notices that ask for something on an exchange visit, or remind of it."""

from collections.abc import Callable, Mapping

from network.kernel.i18n import gettext as _

REMINDERS: Mapping[str, Callable[[], str]] = {
    "visit_due_report": lambda: _("The report of your visit is due by %(days)s."),
    "visit_due_follow_up": lambda: _(
        "What changed at home since your visit? A few questions wait for you."
    ),
    "visit_due_follow_up_home": lambda: _(
        "Questions about a visit of a colleague are still open. Perhaps you can help."
    ),
    "visit_due_host_reads": lambda: _("A report waits for you to read it by %(days)s."),
    "visit_due_host_silent": lambda: _(
        "A host has not answered about a report. You can decide about it."
    ),
    "visit_due_offer": lambda: _("A centre waits for your answer about a visit: %(days)s."),
    "visit_due_poll": lambda: _("Which days suit you? You can answer until %(days)s."),
    "visit_due_poll_over": lambda: _("Everybody was asked which days suit. You choose now."),
    "visit_due_unread": lambda: _("There are messages on a visit that you have not read."),
    "visit_due_items": lambda: _("Something on the checklist of a visit was due: %(days)s."),
    "visit_due_readiness": lambda: _("A visit begins on %(days)s. Some things are still open."),
    "visit_due_look": lambda: _("Please look at a visit. Its page says how it stands."),
    "visit_due_welfare": lambda: _("Please get in touch with a visitor and ask how they are."),
    "visit_due_find_host": lambda: _("A visit that begins soon needs another host."),
    "visit_due_partner": lambda: _(
        "The visit in return will not take place. Do you want to keep this one?"
    ),
    "visit_due_paired": lambda: _("A visit was linked to another as its visit in return."),
    "visit_due_place": lambda: _(
        "A place became free. You can take it up within 48 hours; the place on the list stays."
    ),
    "visit_due_place_taken": lambda: _(
        "A place that became free was taken up. Hosts can be asked."
    ),
    "visit_due_sign": lambda: _("The host agreement of a visit is there to read and sign."),
    "visit_due_pass_on": lambda: _(
        "What was learnt on a visit needs another way to be passed on. You can choose one."
    ),
    "visit_due_take_over": lambda: _(
        "You are asked to go on a visit in place of a colleague. A draft waits for you."
    ),
}
