"""Everyone's own calendar: discreet feeds of what is arranged, and busy times from elsewhere."""
