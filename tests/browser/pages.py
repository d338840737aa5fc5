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
    "/certificates/attendance",
    "/certificates/attendance?code=ABCD-EFGH",
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
    "/visits",
    "/visits?theme=TH-PAIN&language=en",
    "/visits/offers/new",
    "/visits/calls",
    "/visits/new",
    "/visits/mine",
    "/visits/desk",
    "/visits/desk/waitlisted",
    "/visits/readiness",
    "/visits/balance",
    "/visits/reviews",
    "/workshops",
    "/workshops?past=1",
    "/workshops/mine",
    "/workshops/desk",
    "/workshops/new",
    "/workshops/actions",
    "/check-in/together",
    "/check-in/rounds",
    "/check-in/signposts/new",
    "/check-in/wishes",
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
    "/visits/desk",
    "/visits/desk/closed",
    "/visits/balance",
    "/visits/calls/new",
    "/check-in/together",
    "/check-in/rounds",
    "/check-in/rounds/new",
    "/check-in/instruments",
    "/check-in/instruments/new",
    "/check-in/signposts",
    "/check-in/signposts/new",
    "/check-in/wishes",
]
# somebody with a history that is shut, and somebody without one
PERSON = [
    "/today",
    "/check-in",
    "/check-in/open",
    "/check-in/privacy",
    "/check-in/contact",
    "/check-in/wishes",
    "/check-in/history/erase",
    "/check-in/together",
    "/check-in/signposts",
    "/check-in/signposts?country=SN",
]
NEWCOMER = ["/check-in", "/check-in/begin", "/check-in/privacy", "/check-in/contact"]

OBJECTS: list[tuple[str, str, str, tuple[str, ...]]] = [
    # kind of object, its owner, who looks at it, which parts of it
    ("centre_desk", "LUM-1", "LUM-1", ("", "/profile", "/visibility", "/people", "/history")),
    ("centre_desk", "LUM-1", "LUM-1", ("/confirmation", "/texts/sq", "/closures")),
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

_VISITS: list[tuple[str, str, str, tuple[str, ...]]] = [
    ("visit_offer", "MTA-1", "LUM-2", ("",)),
    ("visit_offer", "MTA-1", "*", ("", "/edit")),
    ("visit_call", "*", "LUM-2", ("",)),
    ("visit_call", "*", "*", ("", "/edit", "/selection")),
    ("visit_draft", "*", "*", ("", "/apply", "/apply/person", "/apply/content", "/apply/safety")),
    ("visit_draft", "*", "*", ("/apply/practical", "/apply/needs", "/apply/consents")),
    ("visit_draft", "*", "*", ("/apply/passing_on", "/apply/goals/new", "/apply/hosts")),
    ("visit_submitted", "*", "*", ("", "/apply")),
    ("visit_submitted", "*", "HIM-1", ("", "/endorsement", "/moves/withdraw")),
    ("visit_endorsed", "*", "NET-1", ("", "/apply", "/reviewers", "/moves/ask_hosts")),
    ("visit_review", "HIM-1", "*", ("",)),
    ("visit_review", "MTA-1", "*", ("",)),
    ("visit_waitlisted", "*", "*", ("", "/place")),
    ("visit_host_pending", "*", "ARO-1", ("", "/apply", "/moves/accept", "/moves/ask_next")),
    ("visit_host_pending", "*", "LUM-1", ("", "/apply/hosts", "/plan-b")),
    ("visit_host_accepted", "MTA-3", "*", ("", "/dates", "/dates/none", "/agreement")),
    ("visit_host_accepted", "MTA-3", "LAK-1", ("", "/dates", "/agreement/edit", "/programme")),
    ("visit_host_accepted", "MTA-3", "MTA-1", ("/safety", "/plan-b", "/moves/confirm")),
    ("visit_host_accepted", "MTA-4", "*", ("", "/agreement")),
    ("visit_confirmed", "*", "*", ("", "/tasks", "/programme", "/travel", "/letter", "/dates")),
    ("visit_confirmed", "*", "LAK-1", ("", "/budget", "/budget/new", "/replacement", "/pair")),
    ("visit_confirmed", "*", "ARO-1", ("/programme/new", "/programme/print", "/moves/arrive")),
    ("visit_confirmed", "*", "ARO-3", ("", "/brief", "/messages")),
    ("visit_in_progress", "*", "*", ("", "/programme", "/travel", "/outcome")),
    ("visit_in_progress", "*", "LUM-1", ("", "/tasks", "/safety", "/moves/end_early")),
    ("visit_report_due", "*", "*", ("", "/outcome", "/outcome/parts/summary", "/outcome/frame")),
    ("visit_report_due", "*", "*", ("/outcome/goals", "/outcome/card", "/certificate")),
    ("visit_report_review", "*", "LAK-1", ("", "/outcome", "/outcome/host")),
    ("visit_report_review", "*", "NET-2", ("", "/outcome")),
    ("visit_sharing", "*", "*", ("", "/passing-on", "/follow-ups/3")),
    ("visit_sharing", "*", "NET-1", ("/passing-on",)),
    ("visit_closed", "*", "MTA-1", ("", "/follow-ups/6", "/outcome")),
    ("visit_postponed", "*", "*", ("", "/plan-b")),
    ("visit_postponed", "*", "LUM-1", ("", "/moves/resume")),
    ("visit_ended_early", "*", "*", ("", "/outcome")),
    ("visit_cancelled", "*", "NET-1", ("", "/moves/reopen")),
    ("visit_declined", "*", "*", ("",)),
    ("visit_withdrawn", "*", "*", ("",)),
    ("visit_expired", "*", "*", ("",)),
]

_WORKSHOPS: list[tuple[str, str, str, tuple[str, ...]]] = [
    ("workshop_draft", "*", "*", ("", "/edit", "/conditions", "/organisers", "/sessions/new")),
    ("workshop_draft", "*", "*", ("/quotas/new/centre", "/questions/new", "/agenda/draft")),
    ("workshop_draft", "LAK-1", "NET-2", ("", "/moves/check", "/moves/return")),
    ("workshop_checked", "*", "*", ("", "/moves/open", "/invitations", "/sources")),
    ("workshop_open", "LUM-1", "", ("",)),
    ("workshop_open", "LUM-1", "*", ("", "/people", "/invitations", "/agenda/draft", "/copy")),
    ("workshop_open", "LUM-1", "HIM-3", ("", "/agenda", "/programme/print", "/proposals")),
    ("workshop_open", "LUM-1", "LAK-4", ("/invitation", "/registration", "/agenda/changes")),
    ("workshop_open", "LUM-1", "MTA-2", ("/agenda", "/agenda/times")),
    ("workshop_open", "ARO-1", "*", ("", "/people", "/conditions", "/moves/cancel")),
    ("workshop_open", "ARO-1", "MTA-2", ("", "/registration", "/sessions")),
    ("registration", "ARO-1", "*", ("",)),
    ("registration_applied", "*", "*", ("", "/answers")),
    ("registration_waitlisted", "*", "*", ("", "/withdrawal")),
    ("registration_offered", "*", "*", ("", "/place")),
    ("registration_refused", "*", "*", ("",)),
    ("registration_withdrawn", "*", "*", ("",)),
    ("registration_confirmed", "*", "*", ("", "/withdrawal", "/answers")),
    ("registration_absent", "*", "*", ("",)),
    ("registration_excused", "*", "*", ("",)),
    ("registration_partly", "*", "*", ("",)),
    ("workshop_closed_reg", "*", "*", ("", "/moves/reopen_reg", "/cascade")),
    ("workshop_running", "LUM-1", "*", ("", "/attendance", "/materials", "/materials/new")),
    ("workshop_running", "LUM-1", "MTA-4", ("", "/present", "/people")),
    ("workshop_running", "LAK-1", "*", ("/course",)),
    ("workshop_running", "LAK-1", "LUM-2", ("/course", "/certificate")),
    ("workshop_outcomes_due", "HIM-1", "*", ("", "/outcome", "/outcome/lessons")),
    ("workshop_outcomes_due", "HIM-1", "*", ("/outcome/parts/purpose", "/outcome/frame")),
    ("workshop_outcomes_due", "MTA-1", "NET-2", ("/outcome",)),
    ("workshop_outcomes_published", "*", "*", ("", "/outcome", "/actions/new", "/evaluation")),
    ("workshop_outcomes_published", "*", "HIM-2", ("", "/outcome", "/certificate", "/trail")),
    ("workshop_archived", "*", "*", ("", "/trainers", "/cascade")),
    ("workshop_postponed", "*", "*", ("", "/moves/resume")),
    ("workshop_postponed", "*", "LUM-3", ("", "/registration")),
    ("workshop_cancelled", "*", "NET-1", ("", "/moves/reopen")),
    ("workshop_cancelled", "*", "LUM-2", ("",)),
]

_CHECK_INS: list[tuple[str, str, str, tuple[str, ...]]] = [
    ("signpost", "LUM-1", "*", ("",)),
    ("instrument_in_use", "NET-1", "*", ("",)),
    ("instrument_uploaded", "NET-1", "*", ("",)),
    ("check_in_open", "NET-1", "*", ("", "/cancellation")),
    ("check_in_open", "NET-1", "LUM-1", ("",)),
    ("check_in_released", "NET-1", "*", ("", "/cancellation")),
    ("check_in_cancelled", "NET-1", "*", ("",)),
    ("check_in_release", "LUM-2", "*", ("",)),
    ("check_in_release", "LUM-2", "MTA-4", ("",)),
    ("check_in_release", "LUM-2", "LUM-1", ("",)),
    ("check_in_release", "LUM-2", "NET-1", ("", "/network/change", "/network/library")),
]


def all_pages(server: Server) -> list[tuple[str, str]]:
    """Reader and address of every page of the demonstration worth looking at."""
    found = [("", url) for url in VISITOR]
    found += [("LUM-1", url) for url in COORDINATOR]
    found += [("LUM-2", url) for url in SUPERVISOR]
    found += [("MTA-2", url) for url in READER]
    found.append(("MTA-2", "/today"))
    found += [("NET-1", url) for url in SECRETARIAT]
    found += [("MTA-4", url) for url in PERSON]
    found += [("LUM-2", url) for url in NEWCOMER]
    found.append(("", _behind_the_code(server.demo)))
    found += [("LUM-1", url) for url in _of_own_centre(server.demo)]
    for kind, url, owner in _objects(server.demo):
        found += [
            (owner if reader == "*" else reader, url + part)
            for its_kind, its_owner, reader, parts in OBJECTS + _VISITS + _WORKSHOPS + _CHECK_INS
            if kind == its_kind and its_owner in (owner, "*")
            for part in parts
        ]
    return list(dict.fromkeys(found))


def _behind_the_code(demo: dict[str, Any]) -> str:
    """The page to which the QR code of a feed leads."""
    token = demo["feeds"][0]["url"].rpartition("/")[2].removesuffix(".ics")
    return f"/feeds/add/{token}"


def _of_own_centre(demo: dict[str, Any]) -> list[str]:
    """What a coordinator does about the figures of their own centre."""
    found = {(kind, owner): url for kind, url, owner in _objects(demo)}
    centre = found["centre_desk", "LUM-1"].rpartition("/")[2]
    told = f"{found['check_in_release', 'LUM-2']}/{centre}"
    return [f"{told}/change", f"{told}/library"]


def _objects(demo: dict[str, Any]) -> list[tuple[str, str, str]]:
    base = demo["base_url"]
    return [
        (found["kind"], found["url"].removeprefix(base), found["owner"].split("@")[0].upper())
        for found in demo["objects"]
    ]
