"""Pages of centres: joining by invitation, the centre's desk, the secretariat's centres."""

from starlette.routing import Route

from network.centres.pages import closures, desk, imports, joining, profile, staff

routes: list[Route] = [
    *joining.routes,
    *profile.routes,
    *closures.routes,
    *staff.routes,
    *desk.routes,
    *imports.routes,
]
