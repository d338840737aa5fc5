"""Countries, languages and towns, as data."""
