"""Forms look through free texts: refuse what is certain, ask once about what is likely."""

from datetime import UTC, datetime

import pytest
from starlette.datastructures import FormData

import network.app  # noqa: F401 (loads every form)
from network.kernel import clock
from network.kernel.i18n import speaking
from network.web.forms import Area, Email, PortalForm, Text

REFUSAL = "This looks like a person's name. Write it so that no client can be recognised."
DOUBT = (
    "There is an exact date. A season or a year is enough. "
    "Write it differently, or tick the box below."
)
CERTAIN = "The client Samir Haddad came back."
LIKELY = "He was arrested on 12 February 2019."
PLAIN = "We offer places to physiotherapists."


class _Form(PortalForm):
    title = Text("Title", about_work=True)
    name = Text("Name")
    text = Area("Text")
    letter = Area("Letter", dated=True)
    email = Email("E-mail")


def _sent(**fields: str) -> _Form:
    form = _Form(FormData(fields))
    form.validate()
    return form


@pytest.mark.parametrize("name", ["title", "text"])
def test_what_is_certain_is_refused_with_the_kind_of_what_was_seen(name: str) -> None:
    form = _sent(**{name: CERTAIN})

    assert form.errors == {name: [REFUSAL]}
    assert form[name].doubts == ()


@pytest.mark.parametrize("name", ["title", "text"])
def test_what_is_likely_is_asked_about(name: str) -> None:
    form = _sent(**{name: LIKELY})

    assert form.errors == {name: [DOUBT]}
    assert form[name].data == LIKELY


def test_where_a_day_is_asked_for_only_dates_of_birth_are_refused() -> None:
    day = _sent(letter="Letter of 3 May 2026, in the office")
    birth = _sent(letter="Letter of 3 May 2026 about somebody born in 1980")

    assert day.errors == {}
    assert "date of birth" in birth.errors["letter"][0]


def test_the_tick_lets_it_pass() -> None:
    form = _sent(text=LIKELY, text_about_nobody="exact-date")

    assert form.errors == {}


def test_the_tick_never_lets_pass_what_is_certain() -> None:
    form = _sent(text=CERTAIN, text_about_nobody="person-name exact-date")

    assert set(form.errors) == {"text"}


@pytest.mark.parametrize("ticked", ["", "y", "initials", "nonsense"])
def test_the_tick_counts_only_for_what_it_was_set_for(ticked: str) -> None:
    form = _sent(text=LIKELY, text_about_nobody=ticked)

    assert set(form.errors) == {"text"}


def test_a_tick_at_one_field_says_nothing_about_another() -> None:
    form = _sent(text=LIKELY, title=LIKELY, text_about_nobody="exact-date")

    assert set(form.errors) == {"title"}


def test_plain_texts_names_and_addresses_of_ones_own_pass() -> None:
    form = _sent(title=PLAIN, text=PLAIN, name="Samir Haddad", email="samir@example.org")

    assert form.errors == {}


def test_the_kind_is_told_in_the_readers_language() -> None:
    with speaking("en-XA"):
        form = _sent(text=CERTAIN)

    assert "name" not in form.errors["text"][0]


def test_plans_are_told_from_stories_by_the_clock() -> None:
    with clock.at(datetime(2026, 11, 21, tzinfo=UTC)):
        before = _sent(text="12 March 2027")
    with clock.at(datetime(2028, 11, 21, tzinfo=UTC)):
        after = _sent(text="12 March 2027")

    assert (before.errors, set(after.errors)) == ({}, {"text"})


def test_long_texts_are_looked_through_wherever_they_are_asked_for() -> None:
    def forms(kind: type[PortalForm]) -> set[type[PortalForm]]:
        return {kind}.union(*(forms(child) for child in kind.__subclasses__()))

    unguarded = [
        f"{form.__name__}.{name}"
        for form in forms(PortalForm)
        for name, field in vars(form).items()
        if getattr(field, "field_class", None) is Area and not field.kwargs.get("about_work", True)
    ]

    assert unguarded == []
