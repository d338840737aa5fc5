"""What centres offer and need, how the two fit together, and how people get in touch."""
