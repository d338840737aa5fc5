"""What is possible in supervision, whoever asks: slots, series, states, fairness and hours."""
