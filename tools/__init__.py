"""Programs for those who work on the portal; nothing of the portal needs them."""
