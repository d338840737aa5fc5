"""What happens to every request before a page sees it, each step a plain ASGI application."""
