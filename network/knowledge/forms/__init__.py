"""Forms of knowledge: writing, reviewing and keeping, and what readers add."""
