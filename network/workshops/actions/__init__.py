"""Everything people and time do with workshops."""
