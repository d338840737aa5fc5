"""Pages of knowledge: the library, writing, reviewing, keeping, passing on, files and exports."""

from starlette.routing import Route

from network.knowledge.pages import (
    asking,
    attachments,
    collections,
    exports,
    feeds,
    keeping,
    library,
    passing_on,
    reviewing,
    watching,
    writing,
)

routes: list[Route] = [
    *writing.routes,
    *reviewing.routes,
    *collections.routes,
    *watching.routes,
    *library.routes,
    *keeping.routes,
    *asking.routes,
    *passing_on.routes,
    *attachments.routes,
    *exports.routes,
    *feeds.routes,
]
