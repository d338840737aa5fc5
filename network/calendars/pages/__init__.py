"""Pages of calendars."""

from network.calendars.pages import feeds, invites, outside, reading, week

routes = [*reading.routes, *feeds.routes, *invites.routes, *week.routes, *outside.routes]
