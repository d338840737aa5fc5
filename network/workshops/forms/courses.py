"""Forms of courses: their modules, who completed which, and who may train others."""

from collections.abc import Iterable
from uuid import UUID

from network.kernel import taxonomy
from network.kernel.i18n import lazy
from network.web.forms import Area, Choice, GivenDay, PortalForm, Ticks

DONE, NOT_DONE = "done", "not_done"


class ModulesForm(PortalForm):
    """The modules of a course, one on each line."""

    titles = Area(
        lazy("Modules"),
        longest=3_000,
        rows=7,
        hint=lazy("One on each line, in their order. They are fixed once somebody completed one."),
    )

    @property
    def lines(self) -> list[str]:
        return [line.strip() for line in (self.titles.data or "").splitlines() if line.strip()]


class CompletionForm(PortalForm):
    """Some people completed a module, or did not after all."""

    people = Ticks(lazy("People"), coerce=UUID)
    module = Choice(lazy("Module"))
    on = GivenDay(lazy("Day"))
    what = Choice(
        lazy("Note of those who are ticked"),
        as_radios=True,
        choices=[
            (DONE, lazy("They completed it")),
            (NOT_DONE, lazy("They did not complete it; take it back")),
        ],
    )

    def offer(self, ids: Iterable[UUID], modules: Iterable[tuple[UUID, str]]) -> "CompletionForm":
        """Say who may be ticked, and fill in the modules."""
        self.people.choices = [(key, "") for key in ids]
        self.module.choices = [(str(key), title) for key, title in modules]
        return self


class AccreditForm(PortalForm):
    """Somebody may train others in a competency."""

    person = Choice(lazy("Who?"))
    competency = Choice(lazy("In what may they train others?"))

    def offer(self, people: Iterable[tuple[UUID, str]]) -> "AccreditForm":
        """Fill in those who were there the whole time, and the competencies."""
        by_name = sorted(people, key=lambda pair: pair[1].casefold())
        self.person.choices = [(str(key), name) for key, name in by_name]
        self.competency.choices = [
            (term.code, term.label) for term in taxonomy.terms("competencies")
        ]
        return self
