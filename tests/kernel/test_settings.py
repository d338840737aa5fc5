"""What an operator may set, and how a slip is told."""

import pytest

from network import settings
from network.settings import SettingsError


@pytest.mark.parametrize(
    "given",
    [
        "calendar.example.org",
        "calendar",
        "kalender-büro.example",
        "calendar.example.org:8443",
        "10.0.0.5",
        "10.0.0.5:8443",
        "10.1.0.0/16",
        "fd00::5",
        "fd00::/8",
        "[fd00::5]",
        "[fd00::5]:8443",
        "10.0.0.5, calendar.example.org",
    ],
)
def test_hosts_of_ones_own_network_are_named_by_name_address_or_network(given: str) -> None:
    found = settings.read({"NETWORK_FETCH_ALLOW": given})

    assert found.fetch_allow == tuple(part.strip() for part in given.split(","))


@pytest.mark.parametrize(
    "given",
    [
        "http://10.0.0.5",
        "https://calendar.example.org/a.ics",
        "10.0.0.300",
        "10.0.0.0/33",
        "10.0.0",
        "10.0.0.5:99999",
        "10.0.0.5:https",
        "10.1.0.0/16:80",
        "fd00::zz",
        "calendar example",
        "me@calendar.example.org",
        "calendar.example.org; 10.0.0.5",
        "10.0.0.5, http://10.0.0.6",
        "*.example.org",
    ],
)
def test_a_slip_in_the_hosts_that_may_be_fetched_stops_the_start(given: str) -> None:
    with pytest.raises(SettingsError, match="NETWORK_FETCH_ALLOW has to list hosts"):
        settings.read({"NETWORK_FETCH_ALLOW": given})
