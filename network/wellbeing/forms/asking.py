"""The forms of the own short check-in, and those that begin or open a history on its way."""

import re
from typing import Any

from starlette.datastructures import FormData
from wtforms import fields as wt
from wtforms.validators import ValidationError

from network.kernel.errors import Invalid
from network.kernel.i18n import _, lazy
from network.web import tokens
from network.web.forms import Area, Choice, Passphrase, PortalForm, Text, Tick
from network.wellbeing.rules import pulse
from network.wellbeing.rules.histories import MOST_WORDS
from network.wellbeing.rules.instruments import Answers

LEFT_OUT = "-"
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
_ITEM = re.compile(r"q[0-9]+", re.ASCII)


class Answer(Choice):
    """One question with its answers; whoever chooses nothing leaves it out."""

    def __init__(self, label: Any, **options: Any) -> None:
        choices = [(str(value), word) for value, word in pulse.CHOICES.items()]
        choices.append((LEFT_OUT, lazy("Leave out")))
        super().__init__(label, as_radios=True, choices=choices, default="", **options)

    def pre_validate(self, form: Any) -> None:
        del form
        if self.data and str(self.data) not in self.known:
            raise ValidationError(_("Choose one of the answers, or leave it out."))

    @property
    def value(self) -> int | None:
        return int(self.data) if self.data and self.data != LEFT_OUT else None


class FormKey(wt.HiddenField):  # type: ignore[misc]
    """By which a form is kept only once; one that was made up is replaced."""

    kind = "hidden"
    is_forged = False

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = valuelist[0] if valuelist and isinstance(valuelist[0], str) else ""
        self.is_forged = not _KEY.fullmatch(text)
        self.data = tokens.new_form_key() if self.is_forged else text


_QUESTIONS = {f"q{number}": Answer(text) for number, text in pulse.QUESTIONS.items()}


class CheckInForm(PortalForm):
    """Ten questions, own words, and whether the answers go into the round."""

    words = Area(
        lazy("In your own words"),
        longest=MOST_WORDS,
        rows=3,
        hint=lazy("For you alone: kept in your history only, never in a round."),
    )
    join = Tick(lazy("Put these ten answers, without my words, into the round"))
    form = FormKey(default=tokens.new_form_key)

    def __init__(self, posted: FormData | None = None, **given: Any) -> None:
        super().__init__(posted, **given)
        sent = {name for name in posted or () if _ITEM.fullmatch(name)}
        self.has_unknown = bool(sent - _QUESTIONS.keys())

    def validate(self, *given: Any, **more: Any) -> bool:
        is_right = bool(super().validate(*given, **more))
        if self.has_unknown:
            self.refuse(Invalid(_("There were answers to questions that are not asked here.")))
        if self.form.is_forged:
            self.refuse(Invalid(_("This form was changed on its way. Send it once more.")))
        return is_right and not self.notices

    @property
    def questions(self) -> list[Answer]:
        return [self[name] for name in _QUESTIONS]

    @property
    def answers(self) -> Answers:
        return {number: self[f"q{number}"].value for number in pulse.QUESTIONS}

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What was typed, to be taken along in another form of the next page."""
        said = [(name, str(self[name].data)) for name in _QUESTIONS if self[name].data]
        said += [("words", self.words.data)] if self.words.data else []
        said += [(self.words.clearing, word) for word in sorted(self.words.cleared)]
        said += [("join", "y")] if self.join.data else []
        return [*said, ("form", self.form.data)]

    def renew(self) -> None:
        """Let what stands here be another check-in."""
        self.form.data = tokens.new_form_key()


for _name, _question in _QUESTIONS.items():
    setattr(CheckInForm, _name, _question)


def _ticked(form: Any, field: Any) -> None:
    del form
    if not field.data:
        raise ValidationError(_("Tick this to begin."))


class OpenForm(PortalForm):
    """The passphrase; the recovery code where the passphrase is younger than the history."""

    passphrase = Passphrase(lazy("Passphrase"))
    code = Text(
        lazy("Recovery code"),
        longest=100,
        hint=lazy("The code you wrote down. Small letters, spaces or dashes make no difference."),
    )


class BeginForm(PortalForm):
    """The word that one knows what can be lost, and the passphrase."""

    understood = Tick(
        lazy("I understand: without my passphrase and my recovery code nobody can open it again"),
        checks=[_ticked],
    )
    passphrase = Passphrase(
        lazy("Passphrase"), hint=lazy("The one with which you sign in. There is no other.")
    )
