"""Fields for a time on the clocks of a place."""

import re
from datetime import time
from typing import Any

from wtforms import Form
from wtforms.validators import ValidationError

from network.kernel.i18n import _, lazy
from network.web.forms import Choice, Text, required


class Clock(Text):
    """A time on the wall, such as 14:30; in steps of five minutes."""

    kind = "time"
    steps = 5

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, longest=5, checks=[required()], **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        self.value: time | None = None
        found = re.fullmatch(r"([01]?\d|2[0-3])[:.h]?([0-5]\d)", self.data or "", re.ASCII)
        if found:
            self.value = time(int(found[1]), int(found[2]))

    def pre_validate(self, form: Form) -> None:
        super().pre_validate(form)
        if self.data and self.value is None:
            raise ValidationError(_("Write a time such as 14:30."))
        if self.value and self.value.minute % self.steps:
            raise ValidationError(_("Choose a time in steps of five minutes."))


class Pass(Choice):
    """Which one is meant where the clocks of a place show a time twice."""

    def __init__(self, label: Any, **options: Any) -> None:
        choices = (
            ("", lazy("Does not matter")),
            ("first", lazy("The first")),
            ("second", lazy("The second")),
        )
        super().__init__(label, choices=choices, default="", **options)

    @property
    def is_second(self) -> bool | None:
        return {"first": False, "second": True}.get(self.data)
