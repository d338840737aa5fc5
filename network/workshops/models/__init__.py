"""The tables of workshops, by what they are about."""
