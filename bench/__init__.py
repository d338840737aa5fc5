"""How fast and how large the portal is, as ratios taken in one run."""
