"""Reading workshops and what belongs to them."""
