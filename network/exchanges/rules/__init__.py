"""What is possible in exchange visits, whoever asks: states, selection, dates, goals, money."""
