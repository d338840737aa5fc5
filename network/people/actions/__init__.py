"""Everything that changes accounts and access."""
