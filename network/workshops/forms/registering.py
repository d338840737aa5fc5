"""Forms for registering and for answering: one field for each question of the workshop."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from starlette.datastructures import FormData

from network.kernel.i18n import lazy
from network.web.forms import Area, Choice, PortalForm, Tick, Version, required
from network.workshops.models.workshops import WorkshopQuestion
from network.workshops.rules.answers import LONGEST, NO, YES
from network.workshops.vocabulary import QuestionKind

_REOPENS = lazy("If you change this answer, the organisers look at your registration again.")
_LISTED = lazy("Show my name to the others who have a place")
_LISTED_HINT = lazy("You can change this later. The organisers see your registration either way.")
_YES_NO = ((YES, lazy("Yes")), (NO, lazy("No")))
_UNSAID = ("", lazy("Not said"))


def register_form(
    questions: Iterable[WorkshopQuestion],
    centres: Iterable[tuple[str, str]],
    posted: FormData | None = None,
) -> PortalForm:
    """Everything that is asked of who registers; the centre only of those who work at several."""
    fields: dict[str, Any] = {}
    choices = list(centres)
    if len(choices) > 1:
        fields["centre_id"] = Choice(lazy("For which centre do you come?"), choices=choices)
    fields |= _asked(questions)
    fields["is_listed"] = Tick(_LISTED, hint=_LISTED_HINT)
    return _form(fields, posted, {})


def answers_form(
    questions: Iterable[WorkshopQuestion],
    posted: FormData | None = None,
    *,
    given: Mapping[str, Any] = MappingProxyType({}),
    is_approved_again: bool = False,
) -> PortalForm:
    """The same questions to change the answers; says which ones have to be approved again."""
    fields: dict[str, Any] = {"version": Version()}
    fields |= _asked(questions, is_approved_again=is_approved_again)
    fields["is_listed"] = Tick(_LISTED)
    return _form(fields, posted, given)


def follow_up_form(
    questions: Iterable[WorkshopQuestion],
    posted: FormData | None = None,
    *,
    given: Mapping[str, Any] = MappingProxyType({}),
) -> PortalForm:
    """What is asked of those with a place only."""
    return _form(_asked(questions), posted, given)


def answers_in(form: PortalForm, questions: Iterable[WorkshopQuestion]) -> dict[UUID, str]:
    """What was answered, by question."""
    return {q.id: str(form[name_of(q.id)].data or "") for q in questions}


def filled(answers: Mapping[UUID, str]) -> dict[str, str]:
    """Answers as the fields of a form hold them."""
    return {name_of(key): value for key, value in answers.items()}


def name_of(question_id: UUID) -> str:
    return f"question_{question_id.hex}"


def _form(fields: dict[str, Any], posted: FormData | None, given: Mapping[str, Any]) -> PortalForm:
    form: PortalForm = type("RegisterForm", (PortalForm,), fields)(posted, data=given)
    return form


def _asked(
    questions: Iterable[WorkshopQuestion], *, is_approved_again: bool = False
) -> dict[str, Any]:
    return {
        name_of(q.id): _field(q, _REOPENS if q.reopens and is_approved_again else "")
        for q in questions
    }


def _field(question: WorkshopQuestion, hint: Any) -> Any:
    checks = [required()] if question.is_required else []
    if question.kind is QuestionKind.TEXT:
        return Area(question.label, longest=LONGEST, rows=3, hint=hint, checks=checks)
    if question.kind is QuestionKind.CHOICE:
        choices = [_UNSAID, *((choice, choice) for choice in question.choices)]
        return Choice(question.label, choices=choices, default="", hint=hint, checks=checks)
    choices = [*_YES_NO] if question.is_required else [*_YES_NO, _UNSAID]
    return Choice(
        question.label, as_radios=True, choices=choices, default="", hint=hint, checks=checks
    )
