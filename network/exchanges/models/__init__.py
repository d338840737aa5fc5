"""Tables of exchange visits."""
