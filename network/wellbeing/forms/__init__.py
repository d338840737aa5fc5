"""Forms of check-ins."""
