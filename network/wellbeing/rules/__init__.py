"""What the slice decides without asking anybody: scores, what may be released, when it goes."""
