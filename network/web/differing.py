"""What somebody else stored beside what was typed, in words, for the page of a conflict."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from network.db import Versioned
from network.kernel import languages, moments
from network.kernel.errors import Stale
from network.kernel.i18n import _
from network.web.forms import PortalForm
from network.web.templating import join_words

Difference = tuple[str, str, str]
Row = TypeVar("Row", bound=Versioned)


def meanwhile(form: PortalForm, error: Stale, names: Iterable[str]) -> list[Difference]:
    """The differences from what is stored now under the names of some fields.

    The form takes its version, so that sending it again replaces what is stored.
    """
    row = take_up(form, error, Versioned)
    return differences(form, {name: getattr(row, name) for name in names})


def take_up(form: PortalForm, error: Stale, kind: type[Row]) -> Row:
    """The record as it is stored now, from which the form goes on; raises where there is none."""
    if not isinstance(error.stored, kind):
        raise error
    form["version"].data = error.stored.version
    return error.stored


def differences(form: PortalForm, stored: Mapping[str, Any]) -> list[Difference]:
    """Label, stored and typed words of each field that holds something else than is stored."""
    pairs = ((form[name], value) for name, value in stored.items())
    return [
        (str(field.label.text), _words(value, field), _words(field.data, field))
        for field, value in pairs
        if value != field.data and _plain(value) != _plain(field.data)
    ]


def _words(value: Any, field: Any) -> str:
    choices = {str(code): str(words) for code, words in getattr(field, "choices", ())}
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return moments.short_day(value)
    if isinstance(value, dict):
        return join_words([languages.name(code) for code in value])
    if isinstance(value, list):
        return join_words([choices.get(str(code), str(code)) for code in value])
    return choices.get(_plain(value), _plain(value))


def _plain(value: object) -> str:
    return "" if value is None else str(value)
