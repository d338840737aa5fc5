"""Workshops: what was learned is passed on in them, and what came of each is kept."""
