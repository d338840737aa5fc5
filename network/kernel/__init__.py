"""Words everybody in the house uses: who acts, what time it is, what can go wrong."""
