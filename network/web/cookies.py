"""Cookies: bound to this host, out of scripts' reach, and over TLS only where there is TLS."""

from http.cookies import SimpleCookie
from typing import Any

from starlette.requests import Request
from starlette.types import Message

from network.web.state import visit_of


def name_of(name: str, *, is_https: bool) -> str:
    """The prefix makes browsers refuse a cookie that another host or plain HTTP tries to set."""
    return f"__Host-{name}" if is_https else name


def read(request: Request, name: str) -> str:
    """A cookie of ours, or nothing."""
    return request.cookies.get(name_of(name, is_https=visit_of(request).is_https), "")


def send(message: Message, cookies: dict[str, dict[str, Any]], *, is_https: bool) -> None:
    """Add the cookies a page asked for to the start of its response."""
    for name, cookie in cookies.items():
        jar: SimpleCookie = SimpleCookie()
        full = name_of(name, is_https=is_https)
        jar[full] = cookie["value"]
        morsel = jar[full]
        morsel["path"], morsel["httponly"], morsel["samesite"] = "/", True, "Lax"
        if is_https:
            morsel["secure"] = True
        if cookie["max_age"] is not None:
            morsel["max-age"] = cookie["max_age"]
        header = morsel.OutputString().encode("latin-1")
        message["headers"].append((b"set-cookie", header))
