"""What follows for workshops from facts elsewhere: a file became ready, an account was shut."""

from network import events
from network.outbox import Reactions
from network.workshops.actions import leaving, receiving


async def file_ready(fact: events.FileReady) -> None:
    await receiving.take_up(fact.subject_id, fact.file_id)


async def account_shut(fact: events.PersonDisabled) -> None:
    await leaving.leave_all(fact.person_id)


REACTIONS: Reactions = {events.FileReady: file_ready, events.PersonDisabled: account_shut}
