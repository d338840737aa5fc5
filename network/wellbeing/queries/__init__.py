"""Reading what there is of check-ins."""
