"""Pages of supervision: supervisors, booking, sessions, agreements, planning, hours."""

from starlette.routing import Route

from network.supervision.pages import (
    agreement_writing,
    agreements,
    arrangements,
    availability,
    away,
    booking,
    hours,
    planner,
    polls,
    pool,
    profile,
    records,
    series,
    session_acts,
    sessions,
    supervisors,
    urgent,
    waiting,
    waivers,
)

routes: list[Route] = [
    *arrangements.routes,
    *profile.routes,
    *availability.routes,
    *away.routes,
    *supervisors.routes,
    *booking.routes,
    *sessions.routes,
    *session_acts.routes,
    *records.routes,
    *series.routes,
    *agreement_writing.routes,
    *agreements.routes,
    *hours.routes,
    *planner.routes,
    *polls.routes,
    *pool.routes,
    *urgent.routes,
    *waiting.routes,
    *waivers.routes,
]
