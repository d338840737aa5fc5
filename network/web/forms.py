"""Forms: what is accepted, what is said when it is not, and how each field is drawn.

Built on WTForms. Every text is stripped, bounded and free of control characters; a message stands
at its field in the reader's language; what was typed is kept. Free texts about work are looked
through for client data: what is certain is refused, what is likely is asked about once.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from starlette.datastructures import FormData, UploadFile
from wtforms import Field, Form
from wtforms import fields as wt
from wtforms.validators import ValidationError

from network import guard
from network.kernel import clock, i18n, languages
from network.kernel.errors import Invalid
from network.kernel.i18n import _

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_EMAIL = re.compile(r"[^@\s<>\"'(),:;\\\[\]]+@[^@\s<>\"'(),:;\\\[\]]+\.[^@\s<>\"'(),:;\\\[\].]{2,}")
_WEB_ADDRESS = re.compile(r"https?://[^\s/?#<>\"'\\@]+([/?#][^\s<>\"'\\]*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})")
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


class _Translations:
    """Lets WTForms speak with our catalogue."""

    def gettext(self, message: str) -> str:
        return i18n.gettext(message)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        return i18n.translations(i18n.language()).ngettext(singular, plural, n)


class PortalForm(Form):  # type: ignore[misc]
    """Base of all forms."""

    class Meta:
        def get_translations(self, form: Form) -> _Translations:
            del form
            return _Translations()

    def __init__(self, posted: FormData | None = None, **given: Any) -> None:
        super().__init__(posted, **given)
        self.notices: list[str] = []
        self.written_in = ""  # the language of its free texts; empty for the reader's

    @property
    def problems(self) -> list[tuple[str, str, str]]:
        """Id, label and message of everything wrong, for the summary above the form."""
        return [
            (f.id, str(f.label.text), str(message)) for f in self for message in _flat(f.errors)
        ]

    def refuse(self, error: Invalid) -> None:
        """Show what an action found wrong: at the fields it names, or above the form."""
        if error.message:
            self.notices.append(error.message)
        for name, message in error.fields.items():
            if name in self:
                self[name].errors = [*self[name].errors, message]
            else:
                self.notices.append(message)


def _flat(errors: Any) -> list[Any]:
    if isinstance(errors, Mapping):
        return [m for inner in errors.values() for m in _flat(inner)]
    found: list[Any] = []
    for error in errors:
        found.extend(_flat(error) if isinstance(error, list | tuple | Mapping) else [error])
    return found


# checks ------------------------------------------------------------------------------------------


def required() -> Callable[[Form, Field], None]:
    """The field needs something in it."""

    def check(form: Form, field: Field) -> None:
        del form
        if not field.data and not field.errors:
            raise ValidationError(_("Fill this in."))

    check.field_flags = {"required": True}  # type: ignore[attr-defined]
    return check


def _clean(value: object) -> str:
    """A text as it is kept; a file sent in its place counts as nothing."""
    if not isinstance(value, str):
        return ""
    return value.replace("\r\n", "\n").replace("\r", "\n").strip()


def _check_text(text: str, longest: int) -> None:
    if _CONTROL.search(text) or _BIDI.search(text):
        raise ValidationError(_("There are invisible signs in this text. Type it again."))
    if len(text) > longest:
        raise ValidationError(
            i18n.ngettext("Use at most %(n)s character.", "Use at most %(n)s characters.", longest)
        )


# fields ------------------------------------------------------------------------------------------


class Text(wt.StringField):  # type: ignore[misc]
    """One line of text; with `about_work`, one that must not point to a client.

    A `dated` one is asked for a day, so an exact date in it is no doubt.
    """

    kind = "text"

    def __init__(
        self,
        label: Any,
        *,
        longest: int = 200,
        hint: Any = "",
        about_work: bool = False,
        dated: bool = False,
        **options: Any,
    ) -> None:
        self.longest, self.hint, self.about_work, self.dated = longest, hint, about_work, dated
        self.doubts: tuple[str, ...] = ()
        self.cleared: frozenset[str] = frozenset()
        self.validators_given = options.pop("checks", [])
        super().__init__(label, self.validators_given, **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = _clean(valuelist[0] if valuelist else "")

    def pre_validate(self, form: Form) -> None:
        text = self.data or ""
        _check_text(text, self.longest)
        if "\n" in text and self.kind != "area":
            raise ValidationError(_("This has to be one line."))
        if self.about_work:
            self._mind_clients(text, form.written_in or i18n.language())

    @property
    def clearing(self) -> str:
        """The name of the tick that says: this is about nobody we care for."""
        return f"{self.name}_about_nobody"

    @property
    def is_cleared(self) -> bool:
        """Whether the tick was set with these same doubts in sight."""
        return self.cleared.issuperset(self.doubts)

    def process(self, formdata: Any, *given: Any, **more: Any) -> None:
        super().process(formdata, *given, **more)
        ticked = formdata.getlist(self.clearing) if formdata else []
        self.cleared = frozenset(word for value in ticked for word in str(value).split())

    def _mind_clients(self, text: str, language: str) -> None:
        found = guard.check(text, language, clock.now().date())
        expected = {guard.Reason.DATE} if self.dated else set()
        reasons = tuple(reason for reason in found.reasons if reason not in expected)
        told = " ".join(str(guard.SENTENCES[reason]) for reason in reasons)
        if found.verdict is guard.Verdict.BLOCK:
            told = _("%(told)s Write it so that no client can be recognised.", told=told)
            raise ValidationError(told)
        self.doubts = reasons
        if not self.is_cleared:
            told = _("%(told)s Write it differently, or tick the box below.", told=told)
            raise ValidationError(told)


class Area(Text):
    """Several lines of text; says beside it that nothing may point to a client."""

    kind = "area"

    def __init__(
        self, label: Any, *, longest: int = 4000, rows: int = 5, about_work: bool = True, **o: Any
    ) -> None:
        self.rows = rows
        super().__init__(label, longest=longest, about_work=about_work, **o)


class Email(Text):
    kind = "email"

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, longest=254, **options)

    def pre_validate(self, form: Form) -> None:
        super().pre_validate(form)
        if self.data and not _EMAIL.fullmatch(self.data):
            raise ValidationError(_("Write an e-mail address such as name@example.org."))


class Emails(Area):
    """Addresses of colleagues, one on each line; they are looked up and never stored as text."""

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, about_work=False, **options)


class WebAddress(Text):
    kind = "url"

    def pre_validate(self, form: Form) -> None:
        super().pre_validate(form)
        if self.data and not _WEB_ADDRESS.fullmatch(self.data):
            raise ValidationError(_("Write a web address such as https://example.org."))


class Passphrase(wt.StringField):  # type: ignore[misc]
    """A passphrase: taken exactly as typed, never shown again."""

    kind = "passphrase"

    def __init__(self, label: Any, *, hint: Any = "", is_new: bool = False, **options: Any) -> None:
        self.hint, self.is_new = hint, is_new
        super().__init__(label, options.pop("checks", [required()]), **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        value = valuelist[0] if valuelist else ""
        self.data = value if isinstance(value, str) and len(value) <= 1_000 else ""  # noqa: PLR2004


class Tick(wt.BooleanField):  # type: ignore[misc]
    kind = "tick"

    def __init__(self, label: Any, *, hint: Any = "", **options: Any) -> None:
        self.hint = hint
        super().__init__(label, options.pop("checks", []), **options)


class Number(wt.Field):  # type: ignore[misc]
    """A whole number between two bounds."""

    kind = "number"

    def __init__(
        self, label: Any, *, least: int = 0, most: int = 1_000, hint: Any = "", **options: Any
    ) -> None:
        self.least, self.most, self.hint, self.typed = least, most, hint, ""
        super().__init__(label, options.pop("checks", []), **options)
        self.flags.required = True

    def _value(self) -> str:
        return self.typed or ("" if self.data is None else str(self.data))

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.typed = _clean(valuelist[0] if valuelist else "")[:40]
        self.data = None
        if self.typed and re.fullmatch(r"[0-9]{1,9}", self.typed):
            self.data = int(self.typed)

    def pre_validate(self, form: Form) -> None:
        del form
        if self.data is None or not self.least <= self.data <= self.most:
            raise ValidationError(
                _("Write a number from %(least)s to %(most)s.", least=self.least, most=self.most)
            )


class Day(wt.Field):  # type: ignore[misc]
    """A date: from the browser's picker, or typed day first."""

    kind = "date"

    def __init__(self, label: Any, *, hint: Any = "", **options: Any) -> None:
        self.hint, self.typed = hint, ""
        super().__init__(label, options.pop("checks", []), **options)

    def _value(self) -> str:
        return self.typed or (self.data.isoformat() if self.data else "")

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.typed = _clean(valuelist[0] if valuelist else "")[:40]
        self.data = _date(self.typed)

    def pre_validate(self, form: Form) -> None:
        del form
        if self.typed and self.data is None:
            raise ValidationError(_("Write a date such as 27/11/2026."))
        if self.data and not _FIRST_YEAR <= self.data.year <= _LAST_YEAR:
            raise ValidationError(_("Write a year between 2000 and 2100."))


class GivenDay(Day):
    """A day that has to be given."""

    data: Any

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, checks=[required()], **options)


def _date(text: str) -> date | None:
    if not text.isascii():
        return None
    try:
        if found := _DAY_FIRST.fullmatch(text):
            day, month, year = (int(part) for part in found.groups())
            return date(year, month, day)
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        return None


class _Listed(wt.Field):  # type: ignore[misc]
    """A field with a list of `choices`: pairs of a value and the words for it."""

    def __init__(self, label: Any, *, hint: Any = "", choices: Any = (), **options: Any) -> None:
        self.hint, self.choices = hint, choices
        super().__init__(label, options.pop("checks", []), **options)

    @property
    def known(self) -> set[str]:
        return {str(value) for value, _label in self.choices}


class Choice(_Listed):
    """One of a list, as a menu; with `as_radios`, all shown."""

    def __init__(self, label: Any, *, as_radios: bool = False, **options: Any) -> None:
        self.kind = "radios" if as_radios else "select"
        super().__init__(label, **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        if valuelist:
            self.data = str(valuelist[0])

    def pre_validate(self, form: Form) -> None:
        del form
        if str(self.data) not in self.known:
            raise ValidationError(_("Choose one of the list."))


class Ticks(_Listed):
    """Any number of a list, as boxes to tick; `groups` puts them under headings that fold."""

    kind = "checks"

    def __init__(self, label: Any, *, coerce: Callable[[str], Any] = str, **options: Any) -> None:
        self.coerce, self.groups = coerce, options.pop("groups", [])
        super().__init__(label, **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            self.data = [self.coerce(value) for value in valuelist]
        except (TypeError, ValueError):
            self.data = []
            raise ValueError(_("Choose from the list.")) from None

    def pre_validate(self, form: Form) -> None:
        del form
        if not self.known.issuperset(map(str, self.data or [])):
            raise ValidationError(_("Choose from the list."))


class Upload(wt.Field):  # type: ignore[misc]
    """A file, as it was sent."""

    kind = "file"

    def __init__(self, label: Any, *, hint: Any = "", accept: str = "", **options: Any) -> None:
        self.hint, self.accept = hint, accept
        super().__init__(label, options.pop("checks", []), **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        file = valuelist[0] if valuelist else None
        self.data = file if isinstance(file, UploadFile) and file.filename else None


class Version(wt.HiddenField):  # type: ignore[misc]
    """Which version of a record the form was filled from."""

    kind = "hidden"

    def process_formdata(self, valuelist: list[Any]) -> None:
        text = valuelist[0] if valuelist and isinstance(valuelist[0], str) else ""
        self.data = int(text) if re.fullmatch(r"[0-9]{1,9}", text) else 0


class Spoken(wt.Field):  # type: ignore[misc]
    """Languages with a level each: rows of two menus, as many as are filled and some empty ones."""

    kind = "spoken"

    def __init__(
        self,
        label: Any,
        *,
        codes: Callable[[], Any] = languages.named,
        levels: Any = languages.LEVELS,
        hint: Any = "",
        **options: Any,
    ) -> None:
        self.codes, self.levels, self.hint = codes, levels, hint
        super().__init__(label, options.pop("checks", []), **options)

    @property
    def rows(self) -> list[tuple[str, str]]:
        """What is chosen, and empty rows to choose more."""
        return [*(self.data or {}).items(), ("", ""), ("", ""), ("", "")]

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        del extra_filters
        self.process_errors: list[Any] = []
        if formdata is None:
            self.data = dict(data or {}) if isinstance(data, Mapping) else {}
            return
        pairs = zip(
            formdata.getlist(self.name), formdata.getlist(f"{self.name}_level"), strict=False
        )
        self.data = {str(code): str(level) for code, level in list(pairs)[:40] if code}

    def pre_validate(self, form: Form) -> None:
        del form
        known = {code for code, _name in self.codes()}
        if any(code not in known for code in self.data) or any(
            level not in self.levels for level in self.data.values()
        ):
            raise ValidationError(_("Choose from the list."))
