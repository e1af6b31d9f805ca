"""The demonstration's door: one click for each invented person. It exists only where all people are invented."""
