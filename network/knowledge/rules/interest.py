"""Who of those who watch something hears of what."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from network.knowledge.models import Interest, Watch

OF_ITEMS = (Interest.UPDATES, Interest.ALL, Interest.IGNORE)
OF_TOPICS = (Interest.NEW, Interest.UPDATES, Interest.ALL)
_RANKS = {Interest.IGNORE: 0, Interest.NEW: 1, Interest.UPDATES: 2, Interest.ALL: 3}


def hearers(watches: Iterable[Watch], of: Interest) -> set[UUID]:
    """Who hears of this, from all watches of one item and its topics.

    What somebody said of the item counts more than what they said of its topics.
    """
    of_item: dict[UUID, int] = {}
    of_topics: dict[UUID, int] = defaultdict(int)
    for one in watches:
        rank = _RANKS[one.level]
        if one.item_id is not None:
            of_item[one.person_id] = rank
        else:
            of_topics[one.person_id] = max(rank, of_topics[one.person_id])
    return {person for person, rank in (of_topics | of_item).items() if rank >= _RANKS[of]}
