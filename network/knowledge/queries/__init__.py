"""Reading knowledge, as far as the reader may see it."""
