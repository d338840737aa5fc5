"""The two pages that ask for a secret, taking along what was typed before them."""

from starlette.requests import Request
from starlette.responses import Response

from network.kernel.errors import Invalid, TooMany
from network.web.forms import PortalForm
from network.web.responses import render
from network.web.state import actor_of
from network.wellbeing.forms.asking import BeginForm, CheckInForm, OpenForm
from network.wellbeing.queries import histories


async def detour(request: Request, asked: CheckInForm) -> Response:
    """Open or begin the history first; the answers wait in the page, nowhere else."""
    if await histories.has_history(actor_of(request)):
        return open_page(request, OpenForm(), asked)
    return begin_page(request, BeginForm(), asked)


def open_page(
    request: Request,
    form: OpenForm,
    asked: CheckInForm | None = None,
    *,
    target: str = "",
    needs_code: bool = False,
    status: int = 200,
) -> Response:
    """Asks for the passphrase, and for the recovery code where that is needed."""
    return render(
        request,
        "wellbeing/open.html",
        status,
        form=form,
        carried=asked.carried if asked else [],
        target=target,
        needs_code=needs_code,
    )


def begin_page(
    request: Request,
    form: BeginForm,
    asked: CheckInForm | None = None,
    *,
    target: str = "",
    status: int = 200,
) -> Response:
    """Says what can be lost, before anything is written; then asks for the passphrase."""
    return render(
        request,
        "wellbeing/begin.html",
        status,
        form=form,
        carried=asked.carried if asked else [],
        target=target,
    )


def refused(form: PortalForm, error: Invalid | TooMany) -> int:
    """Put what was wrong into the form; the status of the page that shows it."""
    if isinstance(error, Invalid):
        form.refuse(error)
        return 422
    form.refuse(Invalid(error.message))
    return 429


def slowed(response: Response, error: Exception) -> Response:
    """After too many tries, also when to come back."""
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response
