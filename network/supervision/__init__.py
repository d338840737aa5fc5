"""Clinical supervision: when supervisors are free, agreements, sessions and credited hours."""
