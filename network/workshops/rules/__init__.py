"""What is possible in workshops, whoever asks."""
