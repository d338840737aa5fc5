"""Which pages there are to look at, and who looks at them."""

from typing import Any

from tests.servers import Server

VISITOR = [
    "/",
    "/sign-in",
    "/sign-in/reset",
    "/help",
    "/privacy",
    "/accessibility",
    "/month",
    "/centres",
    "/nothing-here",
    "/dev/gallery",
    "/dev/mail",
]
COORDINATOR = [
    "/today",
    "/more",
    "/centres",
    "/centres?q=pain&language=en",
    "/centres?q=zzzz",
    "/centres/lum",
    "/centres/mta",
    "/centres/mta/contact",
    "/expertise",
    "/expertise?q=pain",
    "/expertise?q=zzzz",
    "/expertise/new",
    "/people",
    "/people?q=psychologist",
    "/requests",
    "/notices",
    "/conduct",
    "/account",
    "/account/settings",
    "/account/security",
    "/account/passphrase",
    "/account/proof",
    "/account/second-factor",
    "/account/notices",
]
SECRETARIAT = [
    "/desk",
    "/desk/centres",
    "/desk/centres/new",
    "/desk/imports",
    "/desk/people",
    "/desk/people?email=lum-1@lumbardh.example",
    "/desk/mail",
]

OBJECTS: list[tuple[str, str, str, tuple[str, ...]]] = [
    # kind of object, its owner, who looks at it, which parts of it
    ("centre_desk", "LUM-1", "LUM-1", ("", "/profile", "/visibility", "/people", "/history")),
    ("centre_desk", "LUM-1", "LUM-1", ("/confirmation", "/texts/sq")),
    ("listing_need", "LUM-1", "LUM-1", ("", "/edit", "/in/fr")),
    ("listing_need", "HIM-1", "HIM-1", ("", "/edit", "/in/fr")),
    ("listing_need", "LUM-1", "MTA-1", ("/answers/new",)),
    ("listing_offer", "MTA-1", "LUM-1", ("", "/contact")),
    ("contact_request", "*", "*", ("",)),
    ("import", "*", "*", ("",)),
    ("person", "LUM-2", "LUM-1", ("",)),
]


def all_pages(server: Server) -> list[tuple[str, str]]:
    """Reader and address of every page of the demonstration worth looking at."""
    found = [("", url) for url in VISITOR]
    found += [("LUM-1", url) for url in COORDINATOR]
    found += [("NET-1", url) for url in SECRETARIAT]
    for kind, url, owner in _objects(server.demo):
        found += [
            (owner if reader == "*" else reader, url + part)
            for its_kind, its_owner, reader, parts in OBJECTS
            if kind == its_kind and its_owner in (owner, "*")
            for part in parts
        ]
    return list(dict.fromkeys(found))


def _objects(demo: dict[str, Any]) -> list[tuple[str, str, str]]:
    base = demo["base_url"]
    return [
        (found["kind"], found["url"].removeprefix(base), found["owner"].split("@")[0].upper())
        for found in demo["objects"]
    ]
