"""Keeping items right: valid, held, shown to fewer, replaced or withdrawn (/knowledge/{id}/…)."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from network.kernel.errors import Conflict, Invalid, NotFound
from network.kernel.i18n import _
from network.knowledge import policy
from network.knowledge.actions import keeping as actions
from network.knowledge.forms.keeping import (
    HoldForm,
    LevelForm,
    OwnerForm,
    SupersedeForm,
    WithdrawForm,
)
from network.knowledge.forms.writing import item_in
from network.knowledge.models import Item, SafetyLevel
from network.knowledge.queries import items, owning
from network.web.forms import PortalForm
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, post
from network.web.state import actor_of, form_of


async def _item(request: Request) -> Item:
    return await items.get_item(actor_of(request), id_in(request))


async def _act_page(
    request: Request, item: Item, form: PortalForm, words: dict[str, str], status: int = 200
) -> Response:
    """One form about one item; `words` are its title, lede and the word on its button."""
    found = await items.shown(actor_of(request), [item])
    about = found[0].text.title if found else ""
    return render(request, "knowledge/act.html", status, item=item, about=about, form=form, **words)


async def still_valid(request: Request) -> Response:
    item = await _item(request)
    await actions.still_valid(actor_of(request), item)
    flash(request, _("Thank you. It is asked again in good time."))
    return see_other("knowledge:show", id=item.id)


async def ask_reading(request: Request) -> Response:
    item = await _item(request)
    asks = form_of(request).get("asks") == "y"
    await actions.ask_reading(actor_of(request), item, asks=asks)
    flash(request, _("Readers are asked to confirm.") if asks else _("Readers are asked no more."))
    return see_other("knowledge:show", id=item.id)


# holds -------------------------------------------------------------------------------------------


def _hold_words() -> dict[str, str]:
    return {
        "title": _("Put on hold"),
        "lede": _("It is hidden at once, until two people have looked at it."),
        "button": _("Put on hold"),
    }


async def show_hold(request: Request) -> Response:
    item = await _item(request)
    if not policy.can_hold(actor_of(request), item):
        raise NotFound
    return await _act_page(request, item, HoldForm(), _hold_words())


async def hold(request: Request) -> Response:
    item, form = await _item(request), HoldForm(form_of(request))
    if not form.validate():
        return await _act_page(request, item, form, _hold_words(), 422)
    await actions.hold(actor_of(request), item, form.reason.data, form.note.data)
    flash(request, _("It is hidden now. Thank you for saying so."))
    return await _onwards(request, item)


async def _onwards(request: Request, item: Item) -> Response:
    """Back to the item, or to the library for who cannot see it any more."""
    try:
        await items.get_item(actor_of(request), item.id)
    except NotFound:
        return see_other("knowledge:list")
    return see_other("knowledge:show", id=item.id)


async def clear_hold(request: Request) -> Response:
    item = await _item(request)
    is_shown = await actions.clear_hold(actor_of(request), item)
    flash(
        request,
        _("The hold is cleared.") if is_shown else _("Noted. A second person has to look as well."),
    )
    return await _onwards(request, item)


# fewer readers -----------------------------------------------------------------------------------


def _level_words() -> dict[str, str]:
    return {
        "title": _("Show it to fewer people"),
        "lede": _("This acts at once. Opening it again needs a new version and a second person."),
        "button": _("Show it to fewer people"),
    }


async def _kept(request: Request) -> Item:
    item = await _item(request)
    if not policy.can_manage(actor_of(request), item):
        raise NotFound
    return item


async def show_level(request: Request) -> Response:
    item = await _kept(request)
    return await _act_page(request, item, LevelForm().offer(item), _level_words())


async def raise_level(request: Request) -> Response:
    item = await _kept(request)
    form = LevelForm(form_of(request)).offer(item)
    if not form.validate():
        return await _act_page(request, item, form, _level_words(), 422)
    await actions.raise_level(actor_of(request), item, SafetyLevel(form.level.data))
    flash(request, _("From now on fewer people may read it."))
    return await _onwards(request, item)


# another owner -----------------------------------------------------------------------------------


def _owner_words() -> dict[str, str]:
    return {
        "title": _("Give it to another owner"),
        "lede": _("The owner is asked whether it is still valid, and hears what readers add."),
        "button": _("Give it to them"),
    }


async def _given(request: Request) -> Item:
    item = await _item(request)
    if not policy.can_give(actor_of(request), item):
        raise NotFound
    return item


async def show_owner(request: Request) -> Response:
    item = await _given(request)
    form = OwnerForm(data={"owner": str(item.owner_id)})
    return await _owner_page(request, item, form, 200)


async def _owner_page(request: Request, item: Item, form: OwnerForm, status: int) -> Response:
    form.offer(await owning.possible_owners(item))
    return await _act_page(request, item, form, _owner_words(), status)


async def give(request: Request) -> Response:
    item = await _given(request)
    form = OwnerForm(form_of(request)).offer(await owning.possible_owners(item))
    if not form.validate():
        return await _owner_page(request, item, form, 422)
    await actions.give_to(actor_of(request), item, UUID(form.owner.data))
    flash(request, _("It has another owner now, who hears of it."))
    return await _onwards(request, item)


# out of sight ------------------------------------------------------------------------------------


def _supersede_words() -> dict[str, str]:
    return {
        "title": _("Replaced by another item"),
        "lede": _("Readers who come here are led on to the other item."),
        "button": _("Lead readers on"),
    }


async def show_supersede(request: Request) -> Response:
    return await _act_page(request, await _kept(request), SupersedeForm(), _supersede_words())


async def supersede(request: Request) -> Response:
    item, form = await _kept(request), SupersedeForm(form_of(request))
    key = item_in(form.successor.data or "")
    if form.validate() and key is not None:
        try:
            successor = await items.get_item(actor_of(request), key)
            await actions.supersede(actor_of(request), item, successor)
        except (NotFound, Conflict):
            key = None
        else:
            flash(request, _("Readers are led on from now on."))
            return see_other("knowledge:show", id=item.id)
    if key is None and not form.errors:
        form.refuse(Invalid(successor=_("Choose another item that is published.")))
    return await _act_page(request, item, form, _supersede_words(), 422)


async def archive(request: Request) -> Response:
    item = await _kept(request)
    await actions.archive(actor_of(request), item)
    flash(request, _("Archived. Who has the address can still read it."))
    return see_other("knowledge:show", id=item.id)


async def restore(request: Request) -> Response:
    item = await _kept(request)
    await actions.restore(actor_of(request), item)
    flash(request, _("It is shown again."))
    return see_other("knowledge:show", id=item.id)


def _withdraw_words() -> dict[str, str]:
    return {
        "title": _("Withdraw"),
        "lede": _("All texts and files are deleted for good. A note on why stays."),
        "button": _("Delete and withdraw"),
    }


async def show_withdraw(request: Request) -> Response:
    item = await _item(request)
    if not policy.can_withdraw(actor_of(request), item):
        raise NotFound
    return await _act_page(request, item, WithdrawForm(), _withdraw_words())


async def withdraw(request: Request) -> Response:
    item, form = await _item(request), WithdrawForm(form_of(request))
    if not form.validate():
        return await _act_page(request, item, form, _withdraw_words(), 422)
    await actions.withdraw(actor_of(request), item, form.reason.data)
    flash(request, _("Withdrawn. Its texts and files are deleted."))
    return see_other("knowledge:list")


routes = [
    post("/knowledge/{id:uuid}/validity", still_valid, "knowledge:still-valid"),
    post("/knowledge/{id:uuid}/asking", ask_reading, "knowledge:ask-reading"),
    get("/knowledge/{id:uuid}/hold", show_hold, "knowledge:show-hold"),
    post("/knowledge/{id:uuid}/hold", hold, "knowledge:hold"),
    post("/knowledge/{id:uuid}/clearing", clear_hold, "knowledge:clear"),
    get("/knowledge/{id:uuid}/level", show_level, "knowledge:level"),
    post("/knowledge/{id:uuid}/level", raise_level, "knowledge:raise-level"),
    get("/knowledge/{id:uuid}/owner", show_owner, "knowledge:owner"),
    post("/knowledge/{id:uuid}/owner", give, "knowledge:give"),
    get("/knowledge/{id:uuid}/successor", show_supersede, "knowledge:successor"),
    post("/knowledge/{id:uuid}/successor", supersede, "knowledge:supersede"),
    post("/knowledge/{id:uuid}/archive", archive, "knowledge:archive"),
    post("/knowledge/{id:uuid}/restoration", restore, "knowledge:restore"),
    get("/knowledge/{id:uuid}/withdrawal", show_withdraw, "knowledge:show-withdrawal"),
    post("/knowledge/{id:uuid}/withdrawal", withdraw, "knowledge:withdraw"),
]
