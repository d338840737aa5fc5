"""Reading offers, calls, applications and visits, as far as the actor may see."""
