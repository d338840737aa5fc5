"""Where help is, by country: read by everybody, kept by coordinators (/check-in/signposts)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from network.expertise.pages import naming
from network.kernel import languages, moments, zones
from network.kernel.actor import Actor
from network.kernel.errors import Forbidden, Invalid, NotFound, Stale
from network.kernel.i18n import _, language, locale
from network.web.differing import Difference, differences, take_up
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, path_for, post
from network.web.state import actor_of, form_of
from network.wellbeing import policy
from network.wellbeing.actions import signposting
from network.wellbeing.forms.signposts import SignpostForm, as_typed
from network.wellbeing.models.help import Signpost
from network.wellbeing.queries import help as queries
from network.wellbeing.queries.rounds import today
from network.wellbeing.rules import timing
from network.wellbeing.rules.words import SIGNPOSTS
from network.wellbeing.vocabulary import SignpostKind


@dataclass(frozen=True, slots=True)
class Row:
    """A signpost as it is read; `is_kept` for those who may change it."""

    post: Signpost
    where: str
    spoken: list[str]
    checked: str
    is_old: bool
    is_kept: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Signposts of one kind."""

    kind: str
    title: str
    rows: list[Row]


async def show_list(request: Request) -> Response:
    """Those of one's own countries and of everywhere, or of a country that was chosen."""
    actor = actor_of(request)
    own = await queries.countries_of(actor)
    chosen = request.query_params.get("country", "")
    countries = [chosen] if chosen in zones.country_codes() else own
    found = await queries.signposts(actor, countries, [language(), "en"])
    kept = await queries.kept_countries(actor)
    return render(
        request,
        "wellbeing/signposts.html",
        groups=_groups(found, actor, kept),
        countries=_named(zones.country_codes()),
        chosen=chosen if chosen in zones.country_codes() else "",
        named=[name for _code, name in _named(countries)],
        can_keep=actor.is_secretariat or bool(kept),
    )


def _groups(found: Iterable[Signpost], actor: Actor, kept: Collection[str]) -> list[Group]:
    rows: dict[SignpostKind, list[Row]] = {kind: [] for kind in SIGNPOSTS}
    for one in found:
        rows[one.kind].append(_row(one, actor, kept))
    return [
        Group(str(kind), str(title), rows[kind]) for kind, title in SIGNPOSTS.items() if rows[kind]
    ]


def _row(one: Signpost, actor: Actor, kept: Collection[str]) -> Row:
    return Row(
        post=one,
        where=naming.country_name(one.country) if one.country else _("Everywhere"),
        spoken=[languages.name(code) for code in one.spoken],
        checked=moments.short_day(one.checked_on),
        is_old=timing.is_to_be_checked(one.checked_on, today()),
        is_kept=policy.can_edit_signpost(actor, one, kept),
    )


def _named(codes: Collection[str]) -> list[tuple[str, str]]:
    """Countries by name in the reader's language."""
    names = locale().territories
    return sorted(((c, str(names.get(c, c))) for c in codes), key=lambda pair: pair[1])


# keeping -----------------------------------------------------------------------------------------


async def show_new(request: Request) -> Response:
    form = await _form(request, given={"lang": language()})
    return _page(request, form)


async def put_up(request: Request) -> Response:
    form = await _form(request, is_posted=True)
    if not form.validate():
        return _page(request, form, status=422)
    try:
        await signposting.put_up(actor_of(request), form.post)
    except Invalid as error:
        form.refuse(error)
        return _page(request, form, status=422)
    return _done(request, _("Put up. It counts as checked today."))


async def show_one(request: Request) -> Response:
    one = await _kept(request)
    form = await _form(request, given=as_typed(one) | {"version": one.version})
    return _page(request, form, one)


async def change(request: Request) -> Response:
    one = await _kept(request)
    form = await _form(request, is_posted=True)
    if not form.validate():
        return _page(request, form, one, 422)
    try:
        await signposting.change(actor_of(request), one, form.version.data, form.post)
    except Invalid as error:
        form.refuse(error)
        return _page(request, form, one, 422)
    except Stale as error:
        stored = take_up(form, error, Signpost)
        return _page(request, form, one, 409, differences(form, as_typed(stored)))
    return _done(request, _("Saved. It counts as checked today."))


async def still_right(request: Request) -> Response:
    await signposting.still_right(actor_of(request), await _kept(request))
    return _done(request, _("Thank you. It counts as checked today."))


async def take_down(request: Request) -> Response:
    """Only with the tick that says so."""
    one = await _kept(request)
    if not form_of(request).get("sure"):
        form = await _form(request, given=as_typed(one) | {"version": one.version})
        return _page(request, form, one, 422, is_unsure=True)
    await signposting.take_down(actor_of(request), one)
    return _done(request, _("Taken down."))


async def _kept(request: Request) -> Signpost:
    """Raises NotFound for who does not see it, Forbidden for who does not keep it."""
    actor = actor_of(request)
    one = await queries.get_signpost(actor, id_in(request))
    if not policy.can_edit_signpost(actor, one, await queries.kept_countries(actor)):
        raise Forbidden(_("Coordinators of centres in the country keep it, and the secretariat."))
    return one


async def _form(
    request: Request, *, given: dict[str, object] | None = None, is_posted: bool = False
) -> SignpostForm:
    """With the countries the reader keeps; raises NotFound for who keeps none."""
    actor = actor_of(request)
    countries = _named(await queries.kept_countries(actor))
    if actor.is_secretariat:
        countries = [("", _("Everywhere")), *_named(zones.country_codes())]
    if not countries:
        raise NotFound
    posted = form_of(request) if is_posted else None
    given = {"country": countries[0][0]} | (given or {})
    return SignpostForm(posted, data=given).offer(countries)


def _page(
    request: Request,
    form: SignpostForm,
    one: Signpost | None = None,
    status: int = 200,
    found: list[Difference] | None = None,
    *,
    is_unsure: bool = False,
) -> Response:
    action = path_for("check_in.signpost-change", id=one.id) if one else ""
    return render(
        request,
        "wellbeing/signposts_form.html",
        status,
        form=form,
        post=one,
        action=action or path_for("check_in.signpost-add"),
        differences=found or [],
        is_unsure=is_unsure,
    )


def _done(request: Request, told: str) -> Response:
    flash(request, told)
    return see_other("check_in.signposts")


_POST = "/check-in/signposts/{id:uuid}"
routes = [
    get("/check-in/signposts", show_list, "check_in.signposts"),
    get("/check-in/signposts/new", show_new, "check_in.signpost-new"),
    post("/check-in/signposts", put_up, "check_in.signpost-add"),
    get(_POST, show_one, "check_in.signpost"),
    post(_POST, change, "check_in.signpost-change"),
    post(f"{_POST}/checking", still_right, "check_in.signpost-still-right"),
    post(f"{_POST}/removal", take_down, "check_in.signpost-remove"),
]
