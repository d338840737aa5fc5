"""What is possible with knowledge, whoever asks."""
