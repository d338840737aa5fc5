"""Pages of accounts: signing in and out, one's own account."""

from starlette.routing import Route

from network.people.pages import account, security, sign_in

routes: list[Route] = [*sign_in.routes, *account.routes, *security.routes]
