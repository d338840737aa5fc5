"""What follows for workshops from facts elsewhere: a file that became ready."""

from network import events
from network.outbox import Reactions
from network.workshops.actions import receiving


async def file_ready(fact: events.FileReady) -> None:
    await receiving.take_up(fact.subject_id, fact.file_id)


REACTIONS: Reactions = {events.FileReady: file_ready}
