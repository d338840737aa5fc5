"""Pages of expertise: the directory, offers and needs, getting in touch."""

from starlette.routing import Route

from network.expertise.pages import answers, directory, editing, listings, requests

routes: list[Route] = [
    *directory.routes,
    *editing.routes,
    *listings.routes,
    *answers.routes,
    *requests.routes,
]
