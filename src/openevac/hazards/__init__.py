"""From what is said about danger to a field of encounters per hour over place and time."""
