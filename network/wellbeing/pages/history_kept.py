"""How an own history is kept: for how long, its recovery code, its download, its end."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from network.kernel import moments
from network.kernel.errors import NotFound
from network.kernel.i18n import _
from network.web.responses import flash, render, see_other
from network.web.routing import get, path_for, post
from network.web.state import actor_of, form_of
from network.wellbeing import policy
from network.wellbeing.actions import keeping, opening_history
from network.wellbeing.forms.history import EraseForm, MonthsForm
from network.wellbeing.pages import opened
from network.wellbeing.pages.history_opened import with_history
from network.wellbeing.pages.opened import Opened
from network.wellbeing.queries import histories, retention
from network.wellbeing.rules.histories import OwnHistory, as_csv, plain_entry

_PLAIN = "text/csv; charset=utf-8"
_BYTE_ORDER = "\ufeff"  # by which spreadsheets know the letters


@with_history
async def show(request: Request, held: Opened) -> Response:
    return await _page(request, held, MonthsForm())


@with_history
async def choose_months(request: Request, held: Opened) -> Response:
    form = MonthsForm(form_of(request)).offer(held.history.months)
    if not form.validate():
        return await _page(request, held, form, 422)
    await keeping.keep_for(actor_of(request), held.key, int(form.months.data))
    flash(request, _("From now on your entries are kept that long."))
    return see_other("check_in.kept")


async def _page(request: Request, held: Opened, form: MonthsForm, status: int = 200) -> Response:
    goes = await retention.when_it_goes(actor_of(request))
    first = held.history.entries[0] if held.history.entries else None
    return render(
        request,
        "wellbeing/history_kept.html",
        status,
        form=form.offer(held.history.months),
        count=len(held.history.entries),
        first_goes=moments.short_day(held.history.goes_on(first)) if first else "",
        leaving_on=moments.short_day(goes.leaving_on) if goes.leaving_on else "",
    )


@with_history
async def renew_code(request: Request, held: Opened) -> Response:
    """The new code stands on this page alone, so it is not sent on to another one."""
    code = await opening_history.renew_code(actor_of(request), held.key)
    return render(
        request, "wellbeing/code.html", code=code, target=path_for("check_in.kept"), carried=[]
    )


# to take along -----------------------------------------------------------------------------------


@with_history
async def download_csv(request: Request, held: Opened) -> Response:
    del request
    return _file(_BYTE_ORDER + as_csv(held.history.entries), _PLAIN, "csv")


@with_history
async def download_json(request: Request, held: Opened) -> Response:
    del request
    content = json.dumps(_plain(held.history), ensure_ascii=False, indent=1)
    return _file(content, "application/json", "json")


def _plain(history: OwnHistory) -> dict[str, Any]:
    """Everything of a history but the keys that let a form act once."""
    entries = [plain_entry(one) for one in history.entries]
    for one in entries:
        del one["key"]
    return {"months": history.months, "entries": entries}


def _file(content: str, kind: str, ending: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="my-own.{ending}"'}
    return Response(content, media_type=kind, headers=headers)


# the end -----------------------------------------------------------------------------------------


async def ask_to_erase(request: Request) -> Response:
    """Also for who cannot open it any more."""
    return await _erase_page(request, EraseForm())


async def erase(request: Request) -> Response:
    """Delete everything; with the key, also the ballot of an open round."""
    held, form = await _own(request), EraseForm(form_of(request))
    if not form.validate():
        return await _erase_page(request, form, 422)
    await keeping.erase(actor_of(request), held.key if held else None)
    flash(request, _("Your history is deleted. Nobody can bring it back."))
    return opened.close(see_other("check_in.show"))


async def _own(request: Request) -> Opened | None:
    """The reader's history if it is open. Raises NotFound where there is none at all."""
    actor = actor_of(request)
    if not policy.can_check_in(actor) or not await histories.has_history(actor):
        raise NotFound
    return await opened.history_of(request)


async def _erase_page(request: Request, form: EraseForm, status: int = 200) -> Response:
    held = await _own(request)
    return render(
        request, "wellbeing/history_erase.html", status, form=form, is_open=held is not None
    )


routes = [
    get("/check-in/history/kept", show, "check_in.kept"),
    post("/check-in/history/kept", choose_months, "check_in.keep-for"),
    post("/check-in/history/code", renew_code, "check_in.renew-code"),
    get("/check-in/history/download.csv", download_csv, "check_in.download-csv"),
    get("/check-in/history/download.json", download_json, "check_in.download-json"),
    get("/check-in/history/erase", ask_to_erase, "check_in.ask-to-erase"),
    post("/check-in/history/erase", erase, "check_in.erase"),
]
