"""What protects one's account: passphrase, second factor, recovery codes, open sessions."""

import segno
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from network.kernel import clock, keys
from network.kernel.errors import Invalid, TooMany
from network.kernel.i18n import _, ngettext
from network.people import queries, rules
from network.people.actions import passphrases, second_factors, sessions, signing_in
from network.people.forms import ChangePassphraseForm, FactorForm, ProofForm
from network.people.models import Session
from network.people.pages.sign_in import browser_of, hand_over, refused
from network.web.responses import flash, render, see_other
from network.web.routing import get, id_in, is_own_path, path_for, post
from network.web.state import actor_of, form_of, visit_of


def _session(request: Request) -> Session:
    session = visit_of(request).session
    assert session is not None  # noqa: S101 (the route is for signed-in people)
    return session


async def show_security(request: Request) -> Response:
    actor, session = actor_of(request), _session(request)
    return render(
        request,
        "account/security.html",
        sessions=await queries.sessions_of(actor),
        current_id=session.id,
        has_factor=await queries.has_second_factor(session.person_id),
        codes_left=await queries.recovery_codes_left(session.person_id),
    )


async def end_session(request: Request) -> Response:
    await sessions.end_session(actor_of(request), id_in(request))
    flash(request, _("That session has ended."))
    return see_other("account:security")


async def end_others(request: Request) -> Response:
    ended = await sessions.end_sessions(actor_of(request), except_id=_session(request).id)
    message = ngettext("%(n)s other session has ended.", "%(n)s other sessions have ended.", ended)
    flash(request, message)
    return see_other("account:security")


async def show_change_passphrase(request: Request) -> Response:
    return render(request, "account/passphrase.html", form=ChangePassphraseForm())


async def change_passphrase(request: Request) -> Response:
    form = ChangePassphraseForm(form_of(request))
    if not form.validate():
        return render(request, "account/passphrase.html", 422, form=form)
    try:
        renewed = await passphrases.change_passphrase(
            _session(request), form.current.data, form.passphrase.data, browser_of(request)
        )
    except (Invalid, TooMany) as error:
        return refused(request, "account/passphrase.html", form, error)
    hand_over(request, renewed)
    flash(request, _("Your passphrase is changed. Your other sessions have ended."))
    return see_other("account:security")


# showing the passphrase again before something sensitive -----------------------------------------


async def show_proof(request: Request) -> Response:
    target = request.query_params.get("next", "")
    return render(request, "account/proof.html", form=ProofForm(), next=target)


async def prove(request: Request) -> Response:
    posted = form_of(request)
    form, target = ProofForm(posted), str(posted.get("next", ""))
    if not form.validate():
        return render(request, "account/proof.html", 422, form=form, next=target)
    try:
        renewed = await signing_in.prove(
            _session(request), form.passphrase.data, browser_of(request)
        )
    except (Invalid, TooMany) as error:
        return refused(request, "account/proof.html", form, error, next=target)
    hand_over(request, renewed)
    response = see_other("account:security")
    if is_own_path(target):
        response.headers["location"] = target
    return response


def _proof_first(request: Request) -> Response | None:
    if rules.proved_lately(_session(request), clock.now()):
        return None
    return see_other("account:proof", next=path_for("account:second-factor"))


# the second factor -------------------------------------------------------------------------------


async def show_second_factor(request: Request) -> Response:
    if refusal := _proof_first(request):
        return refusal
    return _factor_page(request, FactorForm(), second_factors.new_factor_secret())


async def set_second_factor(request: Request) -> Response:
    if refusal := _proof_first(request):
        return refusal
    session, form = _session(request), FactorForm(form_of(request))
    sealed = str(form_of(request).get("secret", ""))
    owner, _colon, secret = (keys.unseal("enrol", sealed) or "").partition(":")
    if owner != str(session.id):
        flash(request, _("Too much time has passed. Scan the new code."), "info")
        return see_other("account:second-factor")
    if not form.validate():
        return _factor_page(request, form, secret, 422)
    try:
        code = form.code.data.replace(" ", "")
        renewed, codes = await second_factors.set_second_factor(session, secret, code)
    except Invalid as error:
        form.refuse(error)
        return _factor_page(request, form, secret, 422)
    hand_over(request, renewed)
    return render(request, "account/recovery_codes.html", codes=codes)


def _factor_page(request: Request, form: FactorForm, secret: str, status: int = 200) -> Response:
    session = _session(request)
    address = second_factors.factor_address(session.person, secret)
    return render(
        request,
        "account/second_factor.html",
        status,
        form=form,
        sealed=keys.seal("enrol", f"{session.id}:{secret}"),
        secret=" ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        qr=_qr(address),
        is_owed=visit_of(request).owes_factor,
    )


def _qr(text: str) -> Markup:
    """A QR code as an inline drawing."""
    return Markup(segno.make(text, error="m").svg_inline(scale=5, border=2, light="white"))  # noqa: S704 (drawn here)


async def renew_recovery_codes(request: Request) -> Response:
    if not rules.proved_lately(_session(request), clock.now()):
        return see_other("account:proof", next=path_for("account:security"))
    codes = await second_factors.renew_recovery_codes(actor_of(request))
    return render(request, "account/recovery_codes.html", codes=codes)


routes = [
    get("/account/security", show_security, "account:security"),
    post("/account/sessions/{id:uuid}/end", end_session, "account:end-session"),
    post("/account/sessions/end", end_others, "account:end-others"),
    get("/account/passphrase", show_change_passphrase, "account:passphrase"),
    post("/account/passphrase", change_passphrase, "account:change-passphrase"),
    get("/account/proof", show_proof, "account:proof"),
    post("/account/proof", prove, "account:prove"),
    get("/account/second-factor", show_second_factor, "account:second-factor"),
    post("/account/second-factor", set_second_factor, "account:set-second-factor"),
    post("/account/recovery-codes", renew_recovery_codes, "account:renew-recovery-codes"),
]
