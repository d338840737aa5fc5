"""Where people of the demonstration will be: the exchange visits of its story."""

from datetime import date

from network.demo.foundation import Loaded
from network.people.actions import travel
from network.people.actions.travel import NewStay

_STAYS = (
    ("SYC-2", date(2027, 3, 22), date(2027, 4, 2), "Europe/Belgrade", False),
    ("HIM-3", date(2027, 4, 19), date(2027, 4, 30), "Asia/Tbilisi", True),
    ("HIM-2", date(2027, 4, 19), date(2027, 4, 30), "Asia/Tbilisi", True),
    ("ARO-2", date(2027, 9, 1), date(2027, 9, 10), "America/Chicago", True),
)


async def load(found: Loaded) -> None:
    for key, first_on, last_on, zone, is_shared in _STAYS:
        new = NewStay(first_on=first_on, last_on=last_on, zone=zone, is_shared=is_shared)
        await travel.add_stay(found.people[key].id, new)
