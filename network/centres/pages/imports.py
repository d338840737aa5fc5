"""Bringing in a file of centres (/desk/imports…).

Upload, look at what each row would do, decide, bring in, and take back if need be.
"""

import re

from starlette.requests import Request
from starlette.responses import Response

from network.centres import importing, policy, queries
from network.centres.actions import importing as import_actions
from network.centres.forms import ApplyForm, ImportForm, UploadForm
from network.centres.models import BatchState, ImportBatch, ImportRow
from network.kernel import tables
from network.kernel.errors import Conflict, Invalid, NotFound
from network.kernel.i18n import _, lazy, ngettext
from network.web.paging import page_of
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of

_SIZE = 100
OUTCOMES = {
    "add": lazy("Add"),
    "update": lazy("Replace"),
    "fill": lazy("Fill in"),
    "skip": lazy("Leave as it is"),
    "error": lazy("Broken"),
}
STATES = {
    BatchState.PREPARED: lazy("Waiting for your decision"),
    BatchState.APPLIED: lazy("Brought in"),
    BatchState.UNDONE: lazy("Taken back"),
}


async def list_imports(request: Request) -> Response:
    batches = await queries.recent_batches(actor_of(request))
    return render(request, "desk/imports.html", batches=batches, form=UploadForm(), states=STATES)


async def upload(request: Request) -> Response:
    if not policy.can_import(actor_of(request)):
        raise NotFound
    form = UploadForm(form_of(request))
    file = form.file.data
    if form.validate() and file is not None:
        try:
            content = await file.read()
            name = file.filename or ""
            batch = await import_actions.prepare_import(actor_of(request), name, content)
            return see_other("imports:show", id=batch.id)
        except Invalid as error:
            form.refuse(error)
    batches = await queries.recent_batches(actor_of(request))
    return render(request, "desk/imports.html", 422, batches=batches, form=form, states=STATES)


async def show_import(request: Request) -> Response:
    batch = await queries.get_batch(actor_of(request), id_in(request))
    form = ImportForm(data={"duplicates": batch.duplicates})
    return await _page(request, batch, form, ApplyForm())


async def _page(
    request: Request, batch: ImportBatch, form: ImportForm, apply: ApplyForm, status: int = 200
) -> Response:
    rows = await queries.batch_rows(batch.id)
    wanted = request.query_params.get("show", "")
    shown = [row for row in rows if row.outcome == wanted] if wanted in OUTCOMES else rows
    page = page_of(request, len(shown), _SIZE)
    return render(
        request,
        "desk/import.html",
        status,
        batch=batch,
        rows=[_told(row, batch) for row in shown[page.first : page.last]],
        page=page,
        wanted=wanted,
        form=form,
        apply=apply,
        outcomes=OUTCOMES,
        states=STATES,
        fields=importing.FIELD_NAMES,
    )


def _told(row: ImportRow, batch: ImportBatch) -> dict[str, object]:
    name_column = next((int(c) for c, f in batch.mapping.items() if f == "name"), 0)
    return {
        "number": row.number,
        "name": row.cells[name_column] if name_column < len(row.cells) else "",
        "outcome": row.outcome,
        "messages": [(m["level"], importing.explain(m)) for m in row.messages],
        "centre_id": row.centre_id,
    }


async def replan(request: Request) -> Response:
    batch = await queries.get_batch(actor_of(request), id_in(request))
    posted = form_of(request)
    form = ImportForm(posted)
    mapping = {
        str(number): str(posted.get(f"column_{number}", "")) for number in range(len(batch.header))
    }
    chosen = {column: field for column, field in mapping.items() if field in importing.FIELDS}
    if form.validate() and len(set(chosen.values())) == len(chosen):
        try:
            await import_actions.replan_import(
                actor_of(request), batch, chosen, form.duplicates.data
            )
            return see_other("imports:show", id=batch.id)
        except Invalid as error:
            form.refuse(error)
    else:
        form.notices.append(_("Each field can be in one column only."))
    return await _page(request, batch, form, ApplyForm(), 422)


async def apply(request: Request) -> Response:
    batch = await queries.get_batch(actor_of(request), id_in(request))
    form = ApplyForm(form_of(request))
    try:
        await import_actions.apply_import(
            actor_of(request), batch, leave_out_broken=form.leave_out_broken.data
        )
    except Conflict as error:
        form.notices.append(error.message)
        given = ImportForm(data={"duplicates": batch.duplicates})
        return await _page(request, batch, given, form, 409)
    flash(request, _("The centres are here as unlisted drafts. Invite their coordinators."))
    return see_other("imports:show", id=batch.id)


async def undo(request: Request) -> Response:
    batch = await queries.get_batch(actor_of(request), id_in(request))
    kept = await import_actions.undo_import(actor_of(request), batch)
    message = _("The import is taken back.")
    if kept:
        message = ngettext(
            "The import is taken back, except %(n)s centre somebody has worked with since.",
            "The import is taken back, except %(n)s centres somebody has worked with since.",
            kept,
        )
    flash(request, message)
    return see_other("imports:show", id=batch.id)


async def download_errors(request: Request) -> Response:
    """The broken rows as they were, with a column that says what is wrong with each."""
    batch = await queries.get_batch(actor_of(request), id_in(request))
    rows = [row for row in await queries.batch_rows(batch.id) if row.outcome == "error"]
    table = tables.as_csv(
        [*batch.header, _("Problem")],
        [
            [
                *(row.cells + [""] * len(batch.header))[: len(batch.header)],
                " ".join(importing.explain(m) for m in row.messages if m["level"] == "error"),
            ]
            for row in rows
        ],
    )
    stem = re.sub(r"[^A-Za-z0-9_-]+", "-", batch.filename.removesuffix(".csv")) or "centres"
    headers = {"Content-Disposition": f'attachment; filename="{stem}-errors.csv"'}
    return Response(table, media_type="text/csv; charset=utf-8", headers=headers)


routes = [
    get("/desk/imports", list_imports, "imports:list"),
    post("/desk/imports", upload, "imports:upload"),
    get("/desk/imports/{id:uuid}", show_import, "imports:show"),
    post("/desk/imports/{id:uuid}/plan", replan, "imports:replan"),
    post("/desk/imports/{id:uuid}/application", apply, "imports:apply"),
    post("/desk/imports/{id:uuid}/undoing", undo, "imports:undo"),
    get("/desk/imports/{id:uuid}/errors.csv", download_errors, "imports:errors"),
]
