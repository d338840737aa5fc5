"""What people, and time, do in check-ins."""
