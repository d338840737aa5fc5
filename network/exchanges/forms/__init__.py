"""Forms of exchange visits."""
