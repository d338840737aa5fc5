"""Reading supervisors, agreements, sessions, polls and hours, as far as the actor may see."""
