"""The words of notices, made when they are read, in the reader's language.

`%(centre)s` is the centre's name as far as the reader may know it.
"""

from collections.abc import Callable
from typing import Any

from network.kernel.i18n import gettext as _
from network.kernel.i18n import lazy

TOPICS = {
    "access": lazy("Your account: passphrase, second factor, roles"),
    "requests": lazy("Requests to get in touch, and their answers"),
    "answers": lazy("Answers to needs, and what became of them"),
    "matches": lazy("New offers and needs that fit yours"),
    "freshness": lazy("“Still right?” for what you published"),
    "people": lazy("People who join your centre"),
    "network": lazy("What the secretariat should know"),
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
    "match_found": lambda: _("Something new fits what your centre published."),
    "listing_due": lambda: _("Is this still right? You published it more than six months ago."),
    "centre_due": lambda: _("Is your centre's profile still right? It is six months old."),
    "person_joined": lambda: _("Somebody you invited joined %(centre)s."),
    "centre_confirmed": lambda: _("%(centre)s confirmed its entry."),
    "mail_failed": lambda: _("A mail could not be delivered."),
}


def phrase(kind: str, **values: Any) -> str:
    """What a notice says."""
    text = _PHRASES[kind]()
    return text % values if "%(" in text else text


def kinds() -> set[str]:
    return set(_PHRASES)
