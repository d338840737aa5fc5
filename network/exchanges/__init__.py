"""Exchange visits: offers, calls and applications, and the visit from first idea to follow-up."""
