"""Who is told what of a workshop: each in their part, once, never why; by mail, not even what."""

import json
from datetime import timedelta
from uuid import UUID

import pytest

from network.app import Portal
from network.kernel import clock, moments
from network.notifications import actions, phrases, rules
from network.notifications import pages as notice_pages
from network.notifications.models import Channel, Notice, QueuedMail
from network.people.models import Person
from network.workshops.actions import (
    attending,
    completing,
    concluding,
    conditions,
    inviting,
    materials,
    moving,
    organising,
    passing_time,
    programming,
    proposing,
    registering,
    reminding,
    sessions,
)
from network.workshops.actions.concluding import Agreed, Written
from network.workshops.actions.materials import Paper
from network.workshops.actions.programming import Item
from network.workshops.actions.scheduling import Sitting
from network.workshops.models.agenda import AgendaItem
from network.workshops.models.registrations import WorkshopInvitation
from network.workshops.models.workshops import Workshop, WorkshopReader
from network.workshops.queries import workshops
from network.workshops.rules.facts import Request
from network.workshops.rules.outcomes import ASKED
from network.workshops.rules.reminders import Plan
from network.workshops.rules.states_table import RULES
from network.workshops.vocabulary import (
    Access,
    ActionState,
    Anchor,
    Audience,
    Move,
    Reason,
    Told,
)
from tests.factories import actor
from tests.workshops.after_world import published
from tests.workshops.workshop_world import (
    ZONE,
    World,
    afterwards,
    came,
    checked,
    crowd,
    drafted,
    during,
    in_days,
    make_world,
    opened,
    place_of,
    sessions_of,
    wall,
)

pytestmark = pytest.mark.anyio

WHY = Request(reason=Reason.SAFETY, note="Somebody was followed.")
SECRETS = ("Pain", "torture", "orkshop", "safety", "followed", "Max", "Meeting 7")


@pytest.fixture
async def world(portal: Portal) -> World:
    del portal  # in which reactions act
    return await make_world()


async def told() -> dict[UUID, str]:
    """The newest notices since the last look, by the reader; nobody has two of them."""
    rows = await Notice.all().order_by("id")
    await Notice.all().delete()
    found = {row.person_id: row.kind for row in rows}
    assert len(found) == len(rows), [(row.person_id, row.kind) for row in rows]
    return found


def of(world: World, **kinds: str) -> dict[UUID, str]:
    return {world.people[who].id: kind for who, kind in kinds.items()}


async def quietly(workshop: Workshop) -> Workshop:
    """A workshop of which nothing is told yet."""
    await Notice.all().delete()
    return workshop


async def speaking(world: World, workshop: Workshop, *speakers: Person) -> AgendaItem:
    """An item in the first session with these speakers."""
    organiser = await world.act("organiser")
    session = (await sessions_of(workshop))[0]
    item = Item(title="Groups", minutes=60, session_id=session.id)
    row = await programming.add_item(organiser, workshop, item)
    await programming.set_speakers(organiser, workshop, row.id, [who.id for who in speakers])
    return row


# its steps ---------------------------------------------------------------------------------------


async def test_checkers_are_asked_and_organisers_hear_the_answer(world: World) -> None:
    workshop = await drafted(world)

    workshop = await moving.move(await world.act("organiser"), workshop, Move.ASK)
    asked = await told()
    await moving.move(await world.act("focal_point"), workshop, Move.CHECK)

    assert asked == of(world, editor="workshop_ask", focal_point="workshop_ask")
    assert await told() == of(world, organiser="workshop_check")


async def test_those_invited_and_asked_to_speak_are_told_when_it_opens_and_not_before(
    world: World,
) -> None:
    workshop = await checked(world)
    guest, speaker = await crowd(2)
    await inviting.invite(await world.act("organiser"), workshop, [guest.id])
    await speaking(world, workshop, speaker)
    await Notice.filter(kind__in=["workshop_ask", "workshop_check"]).delete()
    before = await told()

    await moving.move(await world.act("host"), workshop, Move.OPEN)

    assert before == {}
    assert await told() == of(world, organiser="workshop_open") | {
        guest.id: "workshop_open_invited",
        speaker.id: "workshop_open_speakers",
    }


async def test_when_organisers_cancel_everybody_is_told_who_had_to_do_with_it(
    world: World,
) -> None:
    workshop = await opened(world, capacity=1)
    first, waiting, invited, refused, speaker = await crowd(5)
    for person in (first, waiting):
        await came(workshop, person)
    await inviting.invite(await world.act("organiser"), workshop, [invited.id, refused.id])
    await inviting.decline(await actor(refused), workshop)
    await speaking(world, workshop, speaker)
    await quietly(workshop)

    await moving.move(await world.act("host"), workshop, Move.CANCEL, WHY)

    everybody = (first, waiting, invited, speaker, world.people["organiser"])
    assert await told() == {person.id: "workshop_cancel" for person in everybody}


async def test_of_a_draft_that_is_dropped_only_organisers_hear(world: World) -> None:
    workshop = await drafted(world)
    guest, speaker = await crowd(2)
    await inviting.invite(await world.act("organiser"), workshop, [guest.id])
    await speaking(world, workshop, speaker)
    await quietly(workshop)

    await moving.move(await world.act("host"), workshop, Move.CANCEL, WHY)

    assert await told() == of(world, organiser="workshop_drop")


async def test_who_comes_hears_of_an_early_end_and_who_waits_does_not(world: World) -> None:
    workshop = await opened(world, capacity=1)
    await came(workshop, world.people["member"])
    await came(workshop, world.people["other"])
    (speaker,) = await crowd(1)
    await speaking(world, workshop, speaker)
    organiser = await world.act("organiser")
    with clock.at(during(workshop)):
        await passing_time.catch_up_all()
        running = await quietly(await workshops.fresh(workshop.id))

        await moving.move(organiser, running, Move.END)

        assert await told() == of(world, member="workshop_end_coming") | {
            speaker.id: "workshop_end_speakers"
        }


async def test_a_postponed_workshop_and_its_new_days_are_told_once_each(world: World) -> None:
    workshop = await opened(world)
    await came(workshop, world.people["member"])
    await quietly(workshop)
    organiser = await world.act("organiser")

    workshop = await moving.move(organiser, workshop, Move.POSTPONE, WHY)
    later = await told()
    await moving.move(organiser, workshop, Move.RESUME, Request(starts_on=in_days(80)))

    notice = await Notice.get(kind="workshop_resume")
    assert later == of(world, member="workshop_postpone")
    assert await told() == of(world, member="workshop_resume")
    assert notice.facts == {"first_on": str(in_days(80)), "last_on": str(in_days(82))}


async def test_another_time_of_a_session_is_told_to_those_who_have_it(world: World) -> None:
    workshop = await opened(world, capacity=1)
    first, waiting = await crowd(2)
    for person in (first, waiting):
        await came(workshop, person)
    await quietly(workshop)
    row = (await sessions_of(workshop))[0]
    organiser = await world.act("organiser")
    plan = Sitting(wall=wall(60, 14), minutes=180, zone=ZONE)

    row = await sessions.change_session(organiser, workshop, row.id, row.version, plan)
    moved = await told()
    await sessions.remove_session(organiser, workshop, row.id, row.version)

    assert moved == {first.id: "workshop_session"}
    assert await told() == {first.id: "workshop_session_removed"}


async def test_a_change_of_its_page_is_told_to_those_who_come(world: World) -> None:
    workshop = await opened(world)
    await came(workshop, world.people["member"])
    await quietly(workshop)

    await organising.edit(
        await world.act("organiser"),
        workshop,
        (await workshops.fresh(workshop.id)).version,
        place="Another house",
    )

    assert await told() == of(world, member="workshop_changed")


# a place -----------------------------------------------------------------------------------------


async def test_who_registers_learns_what_became_of_it(world: World) -> None:
    workshop = await quietly(await opened(world, capacity=1))
    first, second = await crowd(2)

    await came(workshop, first)
    await came(workshop, second)

    assert await told() == {first.id: "workshop_reg_confirm", second.id: "workshop_reg_waitlist"}


async def test_an_offer_says_until_when_in_the_readers_own_zone(world: World) -> None:
    workshop = await opened(world, capacity=1)
    first, second = await crowd(2)
    for person in (first, second):
        await came(workshop, person)
    await quietly(workshop)

    await registering.withdraw(await actor(first), workshop)

    notice = await Notice.get(kind="workshop_reg_offer")
    until = (await place_of(workshop, second)).offered_until
    assert until is not None
    words = notice_pages.words_of(notice, {}, "America/Lima")
    assert words == (
        "A place in a workshop is free for you. "
        f"It is kept until {moments.moment(until, 'America/Lima')}."
    )
    assert await told() == {second.id: "workshop_reg_offer"} | of(
        world, organiser="workshop_reg_withdraw"
    )


async def test_an_offer_that_ran_out_is_told_and_so_is_the_second_one(world: World) -> None:
    workshop = await opened(world, capacity=1)
    first, second = await crowd(2)
    for person in (first, second):
        await came(workshop, person)
    await registering.withdraw(await actor(first), workshop)
    await Notice.all().delete()

    with clock.at(clock.now() + timedelta(days=4)):
        await passing_time.catch_up_all()

    rows = await Notice.filter(person_id=second.id).order_by("id")
    assert [row.kind for row in rows] == ["workshop_reg_lapse", "workshop_reg_offer"]


async def test_organisers_are_asked_to_approve_and_the_person_hears_the_answer(
    world: World,
) -> None:
    workshop = await quietly(await opened(world, needs_approval=True))
    yes, no = await crowd(2)
    organiser = await world.act("organiser")

    await came(workshop, yes)
    asked = await told()
    await came(workshop, no)
    await Notice.all().delete()
    await registering.approve(organiser, workshop, (await place_of(workshop, yes)).id)
    await registering.refuse(organiser, workshop, (await place_of(workshop, no)).id, "Full.")
    answered = await told()
    await registering.remove(organiser, workshop, (await place_of(workshop, yes)).id, "Sorry.")

    assert asked == of(world, organiser="workshop_reg_apply")
    assert answered == {yes.id: "workshop_reg_confirm", no.id: "workshop_reg_refuse"}
    assert await told() == {yes.id: "workshop_reg_remove"}


async def test_nobody_is_told_who_was_there_and_who_was_not(world: World) -> None:
    workshop = await opened(world)
    await came(workshop, world.people["member"])
    row = await place_of(workshop, world.people["member"])
    await quietly(workshop)

    with clock.at(during(workshop)):
        await attending.mark_away(await world.act("organiser"), workshop, row.id, is_excused=False)

    assert await told() == {}


# invitations -------------------------------------------------------------------------------------


async def test_an_invitation_and_its_reminder_are_told_to_who_has_not_answered(
    world: World,
) -> None:
    workshop = await quietly(await opened(world))
    first, second = await crowd(2)
    organiser = await world.act("organiser")

    await inviting.invite(organiser, workshop, [first.id, second.id])
    invited = await told()
    await inviting.decline(await actor(first), workshop)
    declined = await told()
    keys = await WorkshopInvitation.all().values_list("id", flat=True)
    with clock.at(clock.now() + timedelta(days=4)):
        await inviting.remind(organiser, workshop, keys)  # type: ignore[arg-type]

    assert invited == {first.id: "workshop_invited", second.id: "workshop_invited"}
    assert declined == of(world, organiser="workshop_declined")
    assert await told() == {second.id: "workshop_invited_again"}


async def test_who_was_invited_hears_that_registration_is_open_again(world: World) -> None:
    workshop = await opened(world)
    early, late = await crowd(2)
    organiser = await world.act("organiser")
    await inviting.invite(organiser, workshop, [early.id, world.people["member"].id])
    await came(workshop, world.people["member"])
    closed = await quietly(await moving.move(organiser, workshop, Move.CLOSE_REG))

    await inviting.invite(organiser, closed, [late.id])
    meanwhile = await told()
    await moving.move(organiser, closed, Move.REOPEN_REG)

    assert meanwhile == {}
    assert await told() == {early.id: "workshop_reopen_reg", late.id: "workshop_reopen_reg"}


# the agenda --------------------------------------------------------------------------------------


async def test_of_a_new_agenda_only_those_hear_whose_own_time_moved(world: World) -> None:
    workshop = await opened(world)
    await came(workshop, world.people["member"])
    one, other = await crowd(2)
    item = await speaking(world, workshop, one)
    await speaking(world, workshop, other)
    organiser = await world.act("organiser")
    await programming.release(organiser, workshop, 0)
    await quietly(workshop)
    later = Item(title="Groups", minutes=60, session_id=item.session_id, starts_after=60)
    await programming.change_item(organiser, workshop, item.id, item.version, later)

    await programming.release(organiser, workshop, 1)

    assert await told() == {one.id: "workshop_agenda"}


async def test_when_a_speaker_cannot_come_those_who_do_and_the_organisers_hear_of_it(
    world: World,
) -> None:
    workshop = await opened(world)
    await came(workshop, world.people["member"])
    speaker, substitute = await crowd(2)
    item = await speaking(world, workshop, speaker)
    organiser = await world.act("organiser")
    await programming.release(organiser, workshop, 0)
    await quietly(workshop)

    await programming.withdraw_speaking(await actor(speaker), workshop, item.id)
    left = await told()
    await programming.set_speakers(organiser, workshop, item.id, [substitute.id])

    assert left == of(
        world, member="workshop_speaker_left", organiser="workshop_speaker_left_organisers"
    )
    asked = await told()
    await programming.release(organiser, workshop, 2)

    assert asked == {substitute.id: "workshop_speak"}
    assert await told() == of(world, member="workshop_agenda_person") | {
        substitute.id: "workshop_agenda"
    }


async def test_who_is_taken_out_of_the_agenda_hears_of_it_once(world: World) -> None:
    workshop = await opened(world)
    one, other, third = await crowd(3)
    first, second = [await speaking(world, workshop, who) for who in (one, other)]
    organiser = await world.act("organiser")
    await programming.release(organiser, workshop, 0)
    await quietly(workshop)

    await programming.set_speakers(organiser, workshop, first.id, [third.id])
    replaced = await told()
    await programming.remove_item(organiser, workshop, second.id, second.version)
    removed = await told()
    await programming.release(organiser, workshop, 1)

    assert replaced == {one.id: "workshop_speaker_out", third.id: "workshop_speak"}
    assert removed == {other.id: "workshop_speaker_out"}
    assert await told() == {third.id: "workshop_agenda"}


async def test_of_a_draft_nobody_who_was_never_asked_hears_that_they_are_out(world: World) -> None:
    workshop = await drafted(world)
    (speaker,) = await crowd(1)
    item = await speaking(world, workshop, speaker)

    await programming.set_speakers(await world.act("organiser"), workshop, item.id, [])

    assert await told() == {}


async def test_what_was_decided_on_proposals_is_told_when_all_of_it_is(world: World) -> None:
    workshop = await quietly(await opened(world))
    member, organiser = await world.act("member"), await world.act("organiser")

    row = await proposing.propose(member, workshop, "Groups")
    proposed = await told()
    await proposing.decide(organiser, workshop, row.id, is_accepted=False)
    decided = await told()
    await proposing.tell_decisions(organiser, workshop)

    assert proposed == of(world, organiser="workshop_proposal_submitted")
    assert decided == {}
    assert await told() == of(world, member="workshop_proposal_rejected")


async def test_something_new_to_read_is_told_to_those_it_is_for(world: World) -> None:
    workshop = await opened(world, capacity=1)
    first, waiting = await crowd(2)
    for person in (first, waiting):
        await came(workshop, person)
    await quietly(workshop)

    paper = Paper(title="Slides", link="https://example.org/slides", access=Access.CONFIRMED)
    await materials.add_material(await world.act("organiser"), workshop, paper)

    assert await told() == {first.id: "workshop_material"}


# in time -----------------------------------------------------------------------------------------


async def test_each_audience_of_a_reminder_reads_its_own_words_once(world: World) -> None:
    workshop = await opened(world, capacity=1)
    first, waiting, invited, speaker = await crowd(4)
    organiser = await world.act("organiser")
    for person in (first, waiting):
        await came(workshop, person)
    await inviting.invite(organiser, workshop, [invited.id])
    await speaking(world, workshop, speaker)
    for audience in (Audience.WAITING, Audience.UNANSWERED):
        plan = Plan(Anchor.START, -7 * 24 * 60, audience)
        await conditions.add_reminder(organiser, workshop, plan)
    await quietly(workshop)
    assert workshop.starts_at is not None

    with clock.at(workshop.starts_at - timedelta(days=6)):
        await reminding.remind_all()
        await reminding.remind_all()

    assert await told() == {
        first.id: "workshop_due_confirmed",
        waiting.id: "workshop_due_waiting",
        invited.id: "workshop_due_unanswered",
        speaker.id: "workshop_due_speakers",
    }


async def over(world: World) -> Workshop:
    workshop = await opened(world)
    await came(workshop, world.people["member"])
    with clock.at(afterwards(workshop)):
        await passing_time.catch_up_all()
    return await workshops.fresh(workshop.id)


async def test_the_outcome_is_asked_for_calmly_also_when_it_is_late(world: World) -> None:
    workshop = await quietly(await over(world))

    for days in (10, 18):
        with clock.at(afterwards(workshop, days=days)):
            await reminding.remind_all()

    owner = world.people["organiser"]
    rows = Notice.filter(person=owner, subject_id=workshop.id).order_by("id")
    assert [(row.kind, row.path, row.facts["last_on"]) for row in await rows] == [
        ("workshop_due_outcome", f"/workshops/{workshop.id}/outcome", str(in_days(76))),
        ("workshop_due_outcome_late", f"/workshops/{workshop.id}/outcome", str(in_days(76))),
    ]


async def test_the_outcome_is_read_by_editors_and_then_by_all_who_were_there(
    world: World,
) -> None:
    workshop, organiser = await quietly(await over(world)), await world.act("organiser")
    parts = dict.fromkeys(ASKED, "Words.")
    row = await concluding.write_outcome(
        organiser, workshop, 1, Written(parts=parts, lessons=["One."], level="S1")
    )

    await concluding.submit_outcome(organiser, workshop, row.version)
    sent = await told()
    editor = await world.act("editor")
    await moving.move(editor, workshop, Move.RETURN_OUTCOME, Request(note="Say more."))
    returned = await told()
    row = await concluding.submit_outcome(organiser, workshop, row.version + 2)
    await Notice.all().delete()
    await moving.move(editor, workshop, Move.PUBLISH)
    await Notice.filter(kind="knowledge_published").delete()  # of the item it became

    assert sent == of(world, editor="workshop_due_outcome_to_read")
    assert returned == of(world, organiser="workshop_return_outcome")
    assert await told() == of(world, organiser="workshop_publish", member="workshop_publish")


async def test_who_only_waited_is_not_told_of_an_outcome(world: World) -> None:
    workshop = await opened(world, capacity=1, level="S2")
    for who in ("member", "other"):
        await WorkshopReader.create(workshop_id=workshop.id, person_id=world.people[who].id)
        await came(workshop, world.people[who])
    await quietly(workshop)
    with clock.at(afterwards(workshop)):
        await passing_time.catch_up_all()
        await published(world, workshop, "S2")

    await Notice.filter(kind__not="workshop_publish").delete()
    found = await told()
    assert found == of(world, organiser="workshop_publish", member="workshop_publish")


async def test_who_sees_to_something_hears_of_it_and_when_it_is_due(world: World) -> None:
    workshop, organiser = await quietly(await over(world)), await world.act("organiser")
    owner = world.people["member"]
    agreed = Agreed(text="Answer 42", owner_id=owner.id, due_on=in_days(90))

    row = await concluding.add_action(organiser, workshop, agreed)
    given = await told()
    with clock.at(clock.now() + timedelta(days=90)):
        await Notice.all().delete()
        await reminding.remind_all()
        due = [row.kind for row in await Notice.filter(person=owner)]
    await Notice.all().delete()
    version = row.version + 1
    await concluding.settle_action(organiser, workshop, row.id, version, ActionState.DONE)

    assert given == {owner.id: "workshop_action"}
    assert due == ["workshop_due_attended", "workshop_due_action"][-len(due) :]
    assert await told() == {owner.id: "workshop_action_settled"}


async def test_a_trainer_is_told_and_so_is_the_end_of_it(world: World) -> None:
    workshop = await opened(world, kind="WT-TOT")
    await came(workshop, world.people["member"])
    row = await place_of(workshop, world.people["member"])
    organiser = await world.act("organiser")
    with clock.at(during(workshop)):
        whole = {session.id: 180 for session in await sessions_of(workshop)}
        await attending.mark(organiser, workshop, row.id, whole)
    with clock.at(afterwards(workshop)):
        await passing_time.catch_up_all()
        await quietly(workshop)
        given = await completing.accredit(organiser, workshop, row.id, "IP-LAW")
        paths = {notice.path for notice in await Notice.all()}
        first = await told()
        await completing.revoke_accreditation(organiser, workshop, given.id)

    assert first == of(world, member="workshop_trainer")
    assert paths == {f"/workshops/{workshop.id}/trainers"}
    assert await told() == of(world, member="workshop_trainer_revoked")


# the words ---------------------------------------------------------------------------------------


def test_every_move_that_tells_somebody_has_words_for_each_part() -> None:
    wanted = {(str(rule.move), part) for rule in RULES for part in rule.tells}

    kinds = {f"workshop_{move}" for move, _part in wanted}

    assert kinds - phrases.kinds() == set()
    assert kinds - set(rules.TOPIC_OF) == set()
    assert {part for _move, part in wanted} <= set(Told)


def test_every_kind_has_words_and_a_topic_with_a_choice() -> None:
    kinds = {kind for kind in phrases.kinds() if kind.startswith("workshop_")}

    topics = {rules.TOPIC_OF[kind] for kind in kinds}

    assert topics == {"workshops", "workshop_desk", "workshop_news"}
    assert {topic: rules.quietest(topic) for topic in topics} == {
        "workshops": Channel.DIGEST,
        "workshop_desk": Channel.DIGEST,
        "workshop_news": Channel.PORTAL,
    }
    for kind in kinds:
        assert phrases.phrase(kind, at="x", until="x", days="x", n="1")


async def test_neither_notice_nor_mail_says_what_it_is_about(world: World) -> None:
    workshop = await opened(world, needs_approval=True)
    await came(workshop, world.people["member"])
    await moving.move(await world.act("host"), workshop, Move.CANCEL, WHY)

    letters = [actions.opened(mail) for mail in await QueuedMail.filter(kind="workshop_cancel")]
    facts = json.dumps([row.facts for row in await Notice.all()])

    texts = [f"{one.subject}{one.text}{one.html}{one.calendar}" for one in letters if one]
    assert len(texts) == 2  # the others of them are for the morning
    for word in SECRETS:
        assert word not in facts
        assert [text for text in texts if word in text] == []


async def test_mail_is_in_the_language_of_who_reads_it(world: World) -> None:
    person = world.people["member"]
    await Person.filter(id=person.id).update(language="fr")
    workshop = await opened(world)

    await came(workshop, person)

    mail = await QueuedMail.get(person=person)
    letter = actions.opened(mail)
    assert letter is not None
    assert 'lang="fr"' in letter.html
