"""Everything that changes supervisors, agreements, sessions, polls and hours."""
