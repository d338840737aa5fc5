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
    "/knowledge",
    "/knowledge?kind=KT-GUID",
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
    "/account/travel",
    "/account/security",
    "/account/passphrase",
    "/account/proof",
    "/account/second-factor",
    "/account/notices",
    "/feeds",
    "/feeds/new",
    "/feeds/new?purpose=sessions&detail=neutral&reach=far&alarm=60&label=Telephone",
    "/account/calendars",
    "/today/week",
    "/today/week?w=2027-W02",
    "/supervision",
    "/supervision?language=es",
    "/supervision/sessions",
    "/supervision/agreements",
    "/supervision/agreements/new",
    "/supervision/hours",
    "/supervision/certificates/new",
    "/supervision/polls",
    "/supervision/urgent",
    "/certificates/check",
    "/certificates/check?code=ABCD-EFGH",
]
READER = [
    "/search",
    "/search?q=nightmares",
    "/search?q=pain&type=kt-guid&more=about",
    "/search?q=zzzz",
    "/search?q=sleap&language=fr",
    "/knowledge",
    "/knowledge?kind=KT-GUID&topic=TH-PAIN",
    "/knowledge/mine",
    "/knowledge/new",
    "/knowledge/collections",
    "/knowledge/watching",
]
SUPERVISOR = [
    "/today",
    "/supervision/profile",
    "/supervision/availability",
    "/supervision/why",
    "/supervision/away",
    "/supervision/sessions",
    "/supervision/sessions?past=1",
    "/supervision/agreements",
    "/supervision/agreements/new",
    "/supervision/hours",
    "/supervision/urgent",
]
SECRETARIAT = [
    "/today",
    "/knowledge/review",
    "/desk",
    "/desk/centres",
    "/desk/centres/new",
    "/desk/imports",
    "/desk/people",
    "/desk/people?email=lum-1@lumbardh.example",
    "/desk/mail",
    "/desk/supervisors",
    "/desk/waivers",
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
    ("supervisor", "LAK-2", "MTA-4", ("",)),
    ("supervisor", "LUM-2", "HIM-4", ("", "/agreements/new")),
    ("supervisor", "LUM-2", "LUM-2", ("",)),
    ("supervisor_check", "*", "*", ("", "/arrangements")),
    ("agreement", "LUM-2", "LUM-2", ("", "/edit", "/series", "/planner")),
    ("agreement", "LUM-2", "SYC-2", ("",)),
    ("agreement", "HIM-2", "HIM-2", ("", "/planner")),
    ("agreement", "ARO-4", "ARO-3", ("",)),
    ("session", "MTA-4", "*", ("",)),
    ("session", "MTA-4", "LAK-2", ("",)),
    ("session", "LUM-2", "LUM-2", ("", "/move", "/cancellation", "/waiting")),
    ("session", "LUM-2", "HIM-2", ("", "/waiting")),
    ("poll", "HIM-2", "HIM-2", ("",)),
    ("poll", "HIM-2", "HIM-3", ("",)),
    ("urgent_request", "*", "*", ("",)),
    ("statement", "*", "*", ("",)),
    ("certificate", "*", "*", ("",)),
    ("past_session", "LAK-2", "LAK-2", ("", "/record")),
    ("item_public", "*", "", ("", "/in/fr")),
    ("item_public", "*", "*", ("", "/versions", "/level", "/successor", "/citation", "/hold")),
    ("item_public", "*", "*", ("/trial", "/withdrawal", "/owner")),
    ("item_members", "*", "ARO-2", ("", "/versions?of=en", "/changes?of=en")),
    ("translation_stale", "*", "LUM-2", ("",)),
    ("item_named", "*", "*", ("",)),
    ("item_strict", "*", "*", ("",)),
    ("item_adaptation", "*", "MTA-2", ("",)),
    ("item_from_session", "*", "*", ("",)),
    ("item_with_file", "*", "*", ("",)),
    ("item_wished", "*", "*", ("",)),
    ("item_to_confirm", "*", "MTA-2", ("",)),
    ("item_due", "*", "*", ("",)),
    ("item_held", "*", "NET-1", ("",)),
    ("item_superseded", "*", "*", ("?stay=1",)),
    ("item_archived", "*", "*", ("",)),
    ("item_withdrawn", "*", "*", ("",)),
    ("text_draft", "*", "*", ("", "/edit")),
    ("text_in_review", "*", "NET-2", ("",)),
    ("text_in_review", "*", "*", ("",)),
    ("text_safety_check", "*", "NET-3", ("",)),
    ("text_returned", "*", "*", ("", "/edit")),
    ("collection_shared", "*", "*", ("",)),
    ("collection_shared", "*", "ARO-2", ("",)),
    ("feed", "LAK-2", "LAK-2", ("", "?label=Tablet&detail=full&reach=near&alarm=10")),
]


def all_pages(server: Server) -> list[tuple[str, str]]:
    """Reader and address of every page of the demonstration worth looking at."""
    found = [("", url) for url in VISITOR]
    found += [("LUM-1", url) for url in COORDINATOR]
    found += [("LUM-2", url) for url in SUPERVISOR]
    found += [("MTA-2", url) for url in READER]
    found.append(("MTA-2", "/today"))
    found += [("NET-1", url) for url in SECRETARIAT]
    found.append(("", _behind_the_code(server.demo)))
    for kind, url, owner in _objects(server.demo):
        found += [
            (owner if reader == "*" else reader, url + part)
            for its_kind, its_owner, reader, parts in OBJECTS
            if kind == its_kind and its_owner in (owner, "*")
            for part in parts
        ]
    return list(dict.fromkeys(found))


def _behind_the_code(demo: dict[str, Any]) -> str:
    """The page to which the QR code of a feed leads."""
    token = demo["feeds"][0]["url"].rpartition("/")[2].removesuffix(".ics")
    return f"/feeds/add/{token}"


def _objects(demo: dict[str, Any]) -> list[tuple[str, str, str]]:
    base = demo["base_url"]
    return [
        (found["kind"], found["url"].removeprefix(base), found["owner"].split("@")[0].upper())
        for found in demo["objects"]
    ]
