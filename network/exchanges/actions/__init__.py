"""Everything that changes offers, calls, applications and visits."""
