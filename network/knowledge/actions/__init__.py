"""Everything that changes knowledge."""
