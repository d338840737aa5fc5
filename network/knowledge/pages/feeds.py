"""What is new as Atom feeds (RFC 4287): the public one, and private ones by a secret address.

A private feed is answered without session, cookie or the language of the program that asks.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as ET

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from network.kernel import clock, i18n, links, taxonomy
from network.kernel.actor import VISITOR
from network.kernel.i18n import _
from network.knowledge.actions import feeding
from network.knowledge.queries import items, watching
from network.knowledge.queries.items import Shown
from network.knowledge.queries.watching import Subscriber
from network.knowledge.rules import texts
from network.web.routing import get, path_for

_ATOM = "http://www.w3.org/2005/Atom"
_MOST = 50
_QUIET = {
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands above the entries; `made_at` is the time of a feed without any.

    A discreet feed says that there is something new, and not what.
    """

    key: str
    title: str
    made_at: datetime
    address: str = ""
    is_discreet: bool = False


async def new_items(request: Request) -> Response:
    """The newest public items, of one subject where the address names it.

    Whoever asks gets what everybody may read: a feed reader is nobody in particular.
    """
    topic = request.query_params.get("topic", "")
    if not texts.is_topic(topic):
        topic = ""
    found = await items.list_items(VISITOR, items.Narrowed(topic=topic), 0, _MOST)
    address = links.absolute(path_for("knowledge:feed", topic=topic))
    title = _("Knowledge")
    title = f"{title}: {taxonomy.label(topic)}" if topic else title
    content = _feed(found, _Head(address, title, clock.now(), address))
    return Response(content, media_type="application/atom+xml")


async def watched(request: Request) -> Response:
    """What is new of what somebody watches; 404 alike for addresses unknown or revoked."""
    found = await watching.subscriber_of(str(request.path_params["token"]))
    if found is None:
        return PlainTextResponse("There is nothing here.", 404, _QUIET)
    if request.method == "GET":
        await feeding.note_read(found.feed)
    with i18n.speaking(found.language):
        content = _feed(await watching.watched_news(found.actor), _own_head(found))
    etag = f'"{hashlib.sha256(content).hexdigest()}"'
    headers = _QUIET | {"ETag": etag}
    if etag in request.headers.get("if-none-match", ""):
        return Response(None, 304, headers)
    return Response(content, 200, headers, "application/atom+xml")


def _own_head(found: Subscriber) -> _Head:
    """The address is not told inside: it works like a key."""
    title = _("Reading") if found.is_discreet else _("Knowledge: what you watch")
    feed = found.feed
    return _Head(f"urn:uuid:{feed.id}", title, feed.created_at, is_discreet=found.is_discreet)


def _feed(found: list[Shown], head: _Head) -> bytes:
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed")
    _add(feed, "title", head.title)
    _add(feed, "id", head.key)
    if head.address:
        _add(feed, "link", rel="self", href=head.address)
    _add(feed, "updated", max([_at(one, head) for one in found], default=head.made_at).isoformat())
    for one in found:
        _entry(feed, one, head)
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def _entry(feed: ET.Element, one: Shown, head: _Head) -> None:
    entry = ET.SubElement(feed, f"{{{_ATOM}}}entry")
    _add(entry, "title", _("Something new to read") if head.is_discreet else one.text.title)
    _add(entry, "id", f"urn:uuid:{one.item.id}")
    path = path_for("knowledge:show-in", id=one.item.id, lang=one.text.lang)
    _add(entry, "link", rel="alternate", href=links.absolute(path), hreflang=one.text.lang)
    _add(entry, "updated", _at(one, head).isoformat())
    is_named = bool(one.text.authors) and not head.is_discreet
    _add(_add(entry, "author"), "name", one.text.authors if is_named else _("The network"))
    if not head.is_discreet:
        _add(entry, "summary", one.text.summary)


def _at(one: Shown, head: _Head) -> datetime:
    """When the text that this reader gets was published."""
    return one.text.published_at or one.item.published_at or head.made_at


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    found = ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
    found.text = "".join(c for c in text if c.isprintable() or c in "\n\t") or None
    return found


routes = [
    get("/knowledge/feed.atom", new_items, "knowledge:feed", public=True),
    get("/feed/{token}.atom", watched, "knowledge:watched-feed", public=True),
]
