"""The form of a calendar elsewhere."""

from network.kernel.i18n import lazy
from network.web.forms import PortalForm, Text, Tick, required


class SecretAddress(Text):
    """A web address that is not for others; also with webcal:// as calendar programs write it."""

    kind = "url"


class OutsideForm(PortalForm):
    """Where the calendar is, and whether whole days count."""

    address = SecretAddress(
        lazy("Its secret address"),
        hint=lazy(
            "Your calendar program calls it “secret address in iCal format” or “ICS link”. "
            "It is kept encrypted."
        ),
        longest=2_000,
        checks=[required()],
    )
    blocks_all_day = Tick(
        lazy("All-day events keep me busy"),
        hint=lazy("Leave it out if you note birthdays and the like as whole days."),
        default=True,
    )
