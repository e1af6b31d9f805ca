"""What the map part of every page draws: the ground, requests as coarse points, what is said about danger."""
