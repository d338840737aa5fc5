"""Everything that changes centres, memberships and imports."""
