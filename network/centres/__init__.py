"""Centres: who they are, who works there, what they show to whom, and how they come in."""
