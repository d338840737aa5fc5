"""What calendars say and when, whoever asks."""
