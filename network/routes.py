"""The URL space: one line per slice."""

from starlette.routing import Route

from network.calendars import pages as calendars
from network.centres import pages as centres
from network.exchanges import pages as exchanges
from network.expertise import pages as expertise
from network.knowledge import pages as knowledge
from network.notifications import pages as notifications
from network.people import pages as people
from network.site import centre, desk, gallery, health, home, today, travel, workshop_sources
from network.site import people as finding
from network.site import search as searching
from network.supervision import pages as supervision
from network.web import assets
from network.wellbeing import pages as wellbeing
from network.workshops import pages as workshops

routes: list[Route] = [
    *calendars.routes,
    Route("/static/{path:path}", assets.serve, methods=["GET"], name="static"),
    *health.routes,
    *home.routes,
    *today.routes,
    *expertise.routes,
    *exchanges.routes,
    *supervision.routes,
    *knowledge.routes,
    *workshops.routes,
    *workshop_sources.routes,
    *wellbeing.routes,
    *centre.routes,
    *finding.routes,
    *searching.routes,
    *people.routes,
    *travel.routes,
    *notifications.routes,
    *centres.routes,
    *desk.routes,
    *gallery.routes,
]
