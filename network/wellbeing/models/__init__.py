"""Tables of check-ins: rounds, own histories, and what helps."""
