"""From facts about people, centres and expertise to notices and mail."""

from uuid import UUID

from network import events
from network.centres import queries as centres
from network.expertise import queries as expertise
from network.kernel.actor import Role
from network.notifications import actions, mailing
from network.notifications.reactions.telling import tell
from network.outbox import Reactions
from network.people import queries as people
from network.searches import queries as searches
from network.web.routing import path_for


async def _coordinators(centre_id: UUID) -> list[UUID]:
    return await centres.holders_of(centre_id, Role.COORDINATOR)


# access ------------------------------------------------------------------------------------------


async def person_invited(fact: events.PersonInvited) -> None:
    invitation = await people.get_invitation(fact.invitation_id)
    await actions.queue_mail(None, "invitation", mailing.invitation_letter(invitation))


async def reset_asked(fact: events.ResetAsked) -> None:
    reset = await people.get_reset(fact.reset_id)
    person = await people.get_person(fact.person_id)
    await actions.queue_mail(person.id, "reset", mailing.reset_letter(reset, person))


async def passphrase_changed(fact: events.PassphraseChanged) -> None:
    path = path_for("account:security")
    await tell([fact.person_id], "passphrase_changed", fact.person_id, path)


async def second_factor_set(fact: events.SecondFactorSet) -> None:
    path = path_for("account:security")
    await tell([fact.person_id], "second_factor_set", fact.person_id, path)


async def recovery_code_used(fact: events.RecoveryCodeUsed) -> None:
    path = path_for("account:security")
    await tell([fact.person_id], "recovery_code_used", fact.person_id, path)


async def role_granted(fact: events.RoleGranted) -> None:
    facts = {"centre_id": fact.centre_id or "", "role": fact.granted}
    await tell([fact.person_id], "role_granted", fact.person_id, path_for("site:today"), **facts)


async def role_revoked(fact: events.RoleRevoked) -> None:
    facts = {"centre_id": fact.centre_id or "", "role": fact.revoked}
    await tell([fact.person_id], "role_revoked", fact.person_id, path_for("site:today"), **facts)


async def invitation_accepted(fact: events.InvitationAccepted) -> None:
    invitation = await people.get_invitation(fact.invitation_id)
    if invitation.invited_by_id is None or fact.centre_id is None:
        return
    path = path_for("centres:people", id=fact.centre_id)
    facts = {"centre_id": fact.centre_id}
    await tell([invitation.invited_by_id], "person_joined", fact.person_id, path, **facts)


# centres -----------------------------------------------------------------------------------------


async def centre_confirmed(fact: events.CentreConfirmed) -> None:
    path = path_for("desk:centre", id=fact.centre_id)
    who = await centres.secretariat_ids()
    await tell(who, "centre_confirmed", fact.centre_id, path, centre_id=fact.centre_id)


async def centre_due(fact: events.CentreDue) -> None:
    path = path_for("centres:desk", id=fact.centre_id)
    who = await _coordinators(fact.centre_id)
    await tell(who, "centre_due", fact.centre_id, path, centre_id=fact.centre_id)


# expertise ---------------------------------------------------------------------------------------


async def listing_due(fact: events.ListingDue) -> None:
    path = path_for("expertise:show", id=fact.listing_id)
    await tell(await _coordinators(fact.centre_id), "listing_due", fact.listing_id, path)


async def search_answered(fact: events.SavedSearchAnswered) -> None:
    asked = await searches.words_of(fact.saved_search_id)
    if asked is not None:
        path = path_for("site:search", q=asked[0], **asked[1])
        await tell([fact.person_id], "search_answered", fact.saved_search_id, path)


async def match_found(fact: events.MatchFound) -> None:
    path = path_for("expertise:show", id=fact.found_id)
    await tell(await _coordinators(fact.centre_id), "match_found", fact.listing_id, path)


async def contact_asked(fact: events.ContactAsked) -> None:
    path = path_for("requests:show", id=fact.request_id)
    who = await _coordinators(fact.asked_centre_id)
    await tell(who, "contact_asked", fact.request_id, path, centre_id=fact.centre_id)


async def contact_settled(fact: events.ContactSettled) -> None:
    path = path_for("requests:show", id=fact.request_id)
    if fact.state == "withdrawn":
        who, other = await _coordinators(fact.asked_centre_id), fact.centre_id
    else:
        author = await expertise.author_of_request(fact.request_id)
        who, other = [*await _coordinators(fact.centre_id), *author], fact.asked_centre_id
    await tell(set(who), f"contact_{fact.state}", fact.request_id, path, centre_id=other)


async def need_answered(fact: events.NeedAnswered) -> None:
    path = path_for("expertise:show", id=fact.listing_id)
    who = await _coordinators(fact.asking_centre_id)
    await tell(who, "need_answered", fact.answer_id, path, centre_id=fact.centre_id)


async def answer_settled(fact: events.AnswerSettled) -> None:
    path = path_for("expertise:show", id=fact.listing_id)
    to, about = fact.centre_id, fact.asking_centre_id
    if fact.state == "withdrawn":
        to, about = about, to
    who = await _coordinators(to)
    await tell(who, f"answer_{fact.state}", fact.answer_id, path, centre_id=about)


async def mail_failed(fact: events.MailFailed) -> None:
    who = await centres.secretariat_ids()
    await tell(who, "mail_failed", fact.mail_id, path_for("desk:mail"))


REACTIONS: Reactions = {
    events.PersonInvited: person_invited,
    events.ResetAsked: reset_asked,
    events.PassphraseChanged: passphrase_changed,
    events.SecondFactorSet: second_factor_set,
    events.RecoveryCodeUsed: recovery_code_used,
    events.RoleGranted: role_granted,
    events.RoleRevoked: role_revoked,
    events.InvitationAccepted: invitation_accepted,
    events.CentreConfirmed: centre_confirmed,
    events.CentreDue: centre_due,
    events.ListingDue: listing_due,
    events.MatchFound: match_found,
    events.SavedSearchAnswered: search_answered,
    events.ContactAsked: contact_asked,
    events.ContactSettled: contact_settled,
    events.NeedAnswered: need_answered,
    events.AnswerSettled: answer_settled,
    events.MailFailed: mail_failed,
}
