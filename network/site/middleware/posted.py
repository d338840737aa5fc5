"""Posted forms: read within limits, checked for whence they come, and acted on only once.

A form has to come from this portal (Sec-Fetch-Site, else Origin) and carry a token bound to the
session or, before there is one, to a visitor's cookie. A form with a key is closed in the
transaction of its effect, so that a double click, a retry or a reload does not repeat it.
"""

import hashlib
import re
from urllib.parse import unquote_to_bytes, urlsplit

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from tortoise.exceptions import DBConnectionError, OperationalError

from network.db import ClosedForm, claim_form, refuse_repeated
from network.kernel.errors import Repeated
from network.kernel.ids import hash_token
from network.settings import Settings
from network.site import errors
from network.web import cookies, tokens
from network.web.state import Visit, visit_of

_SAFE = {"GET", "HEAD", "OPTIONS"}
_READ_ONLY = "/feed/"  # nothing there takes a form, and says so
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_WITHOUT_TOKEN = re.compile(r"/unsubscribe/[^/]+")  # one click in a mail program (RFC 8058)
_UPLOADS = re.compile(  # whole files, as without scripts
    r"/knowledge/[0-9a-f-]{36}/files|/workshops/[0-9a-f-]{36}/materials(/[0-9a-f-]{36}/files)?"
    r"|/check-in/instruments"
)
_MOST_UPLOADED = 10 * 1024 * 1024 + 100_000
_MOST_FIELDS, _MOST_FILES, _LONGEST_FIELD = 1_000, 1, 256_000
_LONGEST_NUMBER = 15  # digits; longer ones are not worth reading
_NOT_CONTENT = {"csrf", "form_key"}


class Posted:
    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _may_act(scope):
            await self.app(scope, receive, send)
            return
        most = self._most(scope)
        request = Request(scope, _within(receive, most))
        visit = visit_of(request)
        try:
            _check_length(request, most)
            visit.form = await _read(request)
        except HTTPException as error:
            refusal = await errors.on_http(request, error)
            await refusal(scope, receive, send)
            return
        try:
            await self._answer(request, visit, send)
        finally:
            await visit.form.close()

    def _most(self, scope: Scope) -> int:
        """How many bytes this form may have: more where people who are signed in send files."""
        is_member = visit_of(Request(scope)).session is not None
        most = self.settings.max_body_bytes
        return (
            max(most, _MOST_UPLOADED) if is_member and _UPLOADS.fullmatch(scope["path"]) else most
        )

    async def _answer(self, request: Request, visit: Visit, send: Send) -> None:
        refusal = self._refusal(request, visit)
        if refusal is not None:
            await refusal(request.scope, request.receive, send)
        elif visit.form.get("form_key"):
            await self._once(request, visit, send)
        else:
            await self.app(request.scope, request.receive, send)

    def _refusal(self, request: Request, visit: Visit) -> Response | None:
        if _WITHOUT_TOKEN.fullmatch(request.url.path):
            return None
        if not self._is_from_here(request):
            return errors.foreign_form(request, typed=None)
        token = visit.form.get("csrf")
        if isinstance(token, str) and tokens.is_right(token, self._bound_to(request, visit)):
            return None
        return errors.foreign_form(request, typed=visit.form)

    def _is_from_here(self, request: Request) -> bool:
        """Old browsers send neither header; then the token alone decides."""
        site = request.headers.get("sec-fetch-site")
        if site is not None:
            return site in ("same-origin", "none")
        origin = request.headers.get("origin")
        if origin is None:
            return True
        return _host_of(origin) in self.settings.hosts

    def _bound_to(self, request: Request, visit: Visit) -> str:
        if visit.session is not None:
            return visit.session.token_hash
        return cookies.read(request, "visitor")

    async def _once(self, request: Request, visit: Visit, send: Send) -> None:
        content = await _content(visit.form)
        form = ClosedForm(
            key=hash_token(f"{visit.actor.person_id}:{visit.form['form_key']}"),
            fingerprint=tokens.fingerprint([*content, ("path", request.url.path)]),
        )
        location: str | None = None

        async def noting(message: Message) -> None:
            nonlocal location
            if message["type"] == "http.response.start" and message["status"] == 303:  # noqa: PLR2004
                location = dict(message["headers"]).get(b"location", b"").decode("latin-1")
            await send(message)

        async with claim_form(form):
            answer = await _as_before(request) or self.app
            await answer(request.scope, request.receive, noting)
        if location and len(location) <= 500:  # noqa: PLR2004
            await ClosedForm.filter(key=form.key, location=None).update(location=location)


async def _as_before(request: Request) -> Response | None:
    """The answer to a form that was acted on already, before anything refuses its second coming."""
    try:
        await refuse_repeated()
    except Repeated as error:
        return await errors.on_domain_error(request, error)
    except (OperationalError, DBConnectionError) as error:
        return await errors.on_database_error(request, error)
    return None


async def _content(form: FormData) -> list[tuple[str, str]]:
    """What a form says: texts as they are, a file by its name and a hash of what is in it."""
    return [
        (name, value if isinstance(value, str) else await _sign_of(value))
        for name, value in form.multi_items()
        if name not in _NOT_CONTENT
    ]


async def _sign_of(file: UploadFile) -> str:
    content = await file.read()
    await file.seek(0)
    return f"{file.filename}\2{hashlib.sha256(content).hexdigest()}"


def _may_act(scope: Scope) -> bool:
    """Whether a request could change something, and so has to carry a right form."""
    is_read = scope["type"] != "http" or scope["method"] in _SAFE
    return not is_read and not scope["path"].startswith(_READ_ONLY)


def _host_of(origin: str) -> str | None:
    try:
        return urlsplit(origin).hostname
    except ValueError:  # brackets that hold no address
        return None


def _within(receive: Receive, most: int) -> Receive:
    """The same body, refused with 413 once it has grown beyond `most` bytes."""
    size = 0

    async def receive_within() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > most:
            raise HTTPException(413)
        return message

    return receive_within


def _check_length(request: Request, most: int) -> None:
    """Refuse at once what says of itself that it is too large."""
    said = request.headers.get("content-length", "")
    if said.isascii() and said.isdigit() and (len(said) > _LONGEST_NUMBER or int(said) > most):
        raise HTTPException(413)


async def _read(request: Request) -> FormData:
    """The fields of a form; raises HTTPException for what is none."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if not kind and request.headers.get("content-length", "0") == "0":
        return FormData()
    if kind not in _FORMS:
        raise HTTPException(415)
    if kind == _FORMS[0]:
        _check_utf8(await request.body())
    form = await request.form(
        max_files=_MOST_FILES, max_fields=_MOST_FIELDS, max_part_size=_LONGEST_FIELD
    )
    for name, value in form.multi_items():
        if "\0" in name or (isinstance(value, str) and "\0" in value):
            raise HTTPException(400)
    return form


def _check_utf8(body: bytes) -> None:
    try:
        unquote_to_bytes(body.replace(b"+", b" ")).decode()
    except UnicodeDecodeError:
        raise HTTPException(400) from None
