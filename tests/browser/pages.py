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


def all_pages(server: Server) -> list[tuple[str, str]]:
    """Reader and address of every page of the demonstration worth looking at."""
    found = [("", url) for url in VISITOR]
    found += [("LUM-1", url) for url in COORDINATOR]
    found += [("NET-1", url) for url in SECRETARIAT]
    for kind, url, owner in _objects(server.demo):
        key = owner.split("@")[0].upper()
        if kind == "centre_desk" and key == "LUM-1":
            parts = ("", "/profile", "/visibility", "/people", "/history", "/confirmation")
            found += [(key, url + part) for part in (*parts, "/texts/sq")]
        elif kind == "listing_need" and key in ("LUM-1", "HIM-1"):
            found += [(key, url), (key, url + "/edit"), (key, url + "/in/fr")]
            found.append(("MTA-1", url + "/answers/new"))
        elif kind == "listing_offer" and key == "MTA-1":
            found += [("LUM-1", url), ("LUM-1", url + "/contact")]
        elif kind == "contact_request":
            found.append((key, url))
        elif kind == "import":
            found.append((key, url))
        elif kind == "person" and key == "LUM-2":
            found.append(("LUM-1", url))
    return list(dict.fromkeys(found))


def _objects(demo: dict[str, Any]) -> list[tuple[str, str, str]]:
    base = demo["base_url"]
    return [(o["kind"], o["url"].removeprefix(base), o["owner"]) for o in demo["objects"]]
