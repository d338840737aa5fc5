"""What people send to workshops, read and checked."""
